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

// Takes a varint off the front. False: there is none.
inline bool TakeVarint(std::string_view* bytes, uint64_t* value) {
  uint64_t result = 0;
  const char* at = bytes->data();
  const char* const end = at + bytes->size();
  for (int shift = 0; shift < 64 && at != end; shift += 7) {
    const auto byte = static_cast<uint8_t>(*at++);
    result |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) {
      *value = result;
      bytes->remove_prefix(static_cast<size_t>(at - bytes->data()));
      return true;
    }
  }
  return false;
}

// Takes the next field off the front. False: there is none that is sound; then
// `bytes` is not to be used any more.
inline bool TakeField(std::string_view* bytes, WireField* field) {
  if (!TakeVarint(bytes, &field->tag)) return false;
  uint64_t size = 0;
  switch (field->tag & 7) {
    case kWireVarint:
      return TakeVarint(bytes, &field->value);
    case kWireFixed64:
      size = 8;
      break;
    case kWireFixed32:
      size = 4;
      break;
    case kWirePart:
      if (!TakeVarint(bytes, &size)) return false;
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
