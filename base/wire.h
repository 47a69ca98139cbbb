// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Reads serialised protobuf messages field by field, for those that are read so
// often that making the message is most of the work.
//
//   while (!bytes.empty()) {
//     WireField field;
//     if (!TakeField(&bytes, &field)) return Damaged();
//     if (field.Is(v1::RollupRow::kYearFieldNumber, kWireVarint)) ...
//   }
//
// Nothing is copied: parts point into the bytes.

#ifndef DISCLOSURE_BASE_WIRE_H_
#define DISCLOSURE_BASE_WIRE_H_

#include <cstdint>
#include <string_view>

#include "base/varint.h"

namespace disclosure::base {

// The kinds of fields. There are no groups in our messages.
enum WireType : uint32_t {
  kWireVarint = 0,
  kWireFixed64 = 1,
  kWirePart = 2,
  kWireFixed32 = 5,
};

struct WireField {
  uint64_t tag = 0;
  // Of a varint.
  uint64_t value = 0;
  // The content of any other field: of a message, a text, bytes.
  std::string_view part;

  bool Is(int number, WireType type) const {
    return tag == (static_cast<uint64_t>(number) << 3 | type);
  }
};

// Takes the next field off the front. False: there is none that is sound; then
// `bytes` is not to be used any more.
inline bool TakeField(std::string_view* bytes, WireField* field) {
  if (!ReadVarint(bytes, kVarintBytesMax, &field->tag)) return false;
  uint64_t size = 0;
  switch (field->tag & 7) {
    case kWireVarint:
      return ReadVarint(bytes, kVarintBytesMax, &field->value);
    case kWireFixed64:
      size = 8;
      break;
    case kWireFixed32:
      size = 4;
      break;
    case kWirePart:
      if (!ReadVarint(bytes, kVarintBytesMax, &size)) return false;
      break;
    default:
      return false;
  }
  if (size > bytes->size()) return false;
  field->part = bytes->substr(0, size);
  bytes->remove_prefix(size);
  return true;
}

}  // namespace disclosure::base

#endif  // DISCLOSURE_BASE_WIRE_H_
