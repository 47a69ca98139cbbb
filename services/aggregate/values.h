// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Values, zigzag varints as in form::Pack, written into and read from memory
// that is known to be large enough.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_VALUES_H_
#define DISCLOSURE_SERVICES_AGGREGATE_VALUES_H_

#include <cstddef>
#include <cstdint>

#include "base/varint.h"

namespace disclosure::aggregate {

// Bytes that a value takes at most.
inline constexpr size_t kValueBytesMax = base::kVarintBytesMax;

inline char* PutValue(int64_t value, char* out) {
  return base::PutVarint(base::ZigZagEncode(value), out);
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
  return base::ZigZagDecode(value);
}

// The size of a number, whatever its sign.
inline uint64_t SizeOf(int64_t value) {
  const uint64_t size = static_cast<uint64_t>(value);
  return value < 0 ? ~size + 1 : size;
}

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_VALUES_H_
