// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Varints as protobuf writes and reads them: seven bits a byte, lowest first.
// Numbers with a sign are made small ones without by zigzag: 0, -1, 1, -2.

#ifndef DISCLOSURE_BASE_VARINT_H_
#define DISCLOSURE_BASE_VARINT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace disclosure::base {

// Bytes that one takes at most.
inline constexpr int kVarintBytesMax = 10;

// Writes one to memory that is known to be large enough; the end of it.
inline char* PutVarint(uint64_t value, char* out) {
  while (value >= 0x80) {
    *out++ = static_cast<char>(value | 0x80);
    value >>= 7;
  }
  *out++ = static_cast<char>(value);
  return out;
}

inline void AppendVarint(uint64_t value, std::string* out) {
  char bytes[kVarintBytesMax];
  out->append(bytes, static_cast<size_t>(PutVarint(value, bytes) - bytes));
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

}  // namespace disclosure::base

#endif  // DISCLOSURE_BASE_VARINT_H_
