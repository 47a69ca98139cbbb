// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Varints as protobuf writes and reads them. Internal to this folder.

#ifndef DISCLOSURE_FORM_VARINT_H_
#define DISCLOSURE_FORM_VARINT_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace disclosure::form {

inline void AppendVarint(uint64_t value, std::string* out) {
  while (value >= 0x80) {
    out->push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out->push_back(static_cast<char>(value));
}

// Takes a varint of at most `max_bytes` off the front of `bytes`. Bits above 64
// are dropped, as protobuf does. False: there is none; then `bytes` is not to
// be used any more.
inline bool ReadVarint(std::string_view* bytes, int max_bytes,
                       uint64_t* value) {
  uint64_t result = 0;
  for (int i = 0; i < max_bytes && !bytes->empty(); ++i) {
    const auto byte = static_cast<uint8_t>(bytes->front());
    bytes->remove_prefix(1);
    result |= static_cast<uint64_t>(byte & 0x7F) << (7 * i);
    if (byte < 0x80) {
      *value = result;
      return true;
    }
  }
  return false;
}

inline uint64_t ZigZagEncode(int64_t value) {
  return (static_cast<uint64_t>(value) << 1) ^
         static_cast<uint64_t>(value >> 63);
}

inline int64_t ZigZagDecode(uint64_t value) {
  return static_cast<int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_VARINT_H_
