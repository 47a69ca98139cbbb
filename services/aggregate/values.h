// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Numbers as varints, written into and read from memory that is known to be
// large enough. A value is a zigzag varint, as in form::Pack.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_VALUES_H_
#define DISCLOSURE_SERVICES_AGGREGATE_VALUES_H_

#include <cstddef>
#include <cstdint>

namespace disclosure::aggregate {

// Bytes that a value takes at most.
inline constexpr size_t kValueBytesMax = 10;

inline char* PutVarint(uint64_t value, char* out) {
  while (value >= 0x80) {
    *out++ = static_cast<char>(value | 0x80);
    value >>= 7;
  }
  *out++ = static_cast<char>(value);
  return out;
}

inline char* PutValue(int64_t value, char* out) {
  return PutVarint(
      (static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63),
      out);
}

// Takes the next value, which must be whole.
inline int64_t TakeValue(const char** values) {
  uint64_t value = static_cast<uint8_t>(*(*values)++);
  if (value >= 0x80) {
    value &= 0x7f;
    uint64_t byte = 0;
    int shift = 7;
    do {
      byte = static_cast<uint8_t>(*(*values)++);
      value |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte >= 0x80);
  }
  return static_cast<int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

// The size of a number, whatever its sign.
inline uint64_t SizeOf(int64_t value) {
  const uint64_t size = static_cast<uint64_t>(value);
  return value < 0 ? ~size + 1 : size;
}

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_VALUES_H_
