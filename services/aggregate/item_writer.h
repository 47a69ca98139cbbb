// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Writes serialised messages front to back into one string, without making
// them: of the items of the feed there are several for each report. What has
// the value of its absence may be written; a part takes three bytes for its
// size, whatever that is, because it is known only behind the part. Protobuf
// reads both.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_ITEM_WRITER_H_
#define DISCLOSURE_SERVICES_AGGREGATE_ITEM_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/varint.h"
#include "base/wire.h"
#include "services/aggregate/values.h"

namespace disclosure::aggregate {

class ItemWriter {
 public:
  // Appends to `out`, which outlives it.
  explicit ItemWriter(std::string* out) : out_(*out) {}

  std::string* out() { return &out_; }

  // A number, an enum or a truth.
  void Number(int field, int64_t number) {
    char bytes[2 * kValueBytesMax];
    char* end = base::PutVarint(Tag(field, base::kWireVarint), bytes);
    end = base::PutVarint(static_cast<uint64_t>(number), end);
    out_.append(bytes, static_cast<size_t>(end - bytes));
  }

  void Text(int field, std::string_view text) {
    char bytes[2 * kValueBytesMax];
    char* end = base::PutVarint(Tag(field, base::kWirePart), bytes);
    end = base::PutVarint(text.size(), end);
    out_.append(bytes, static_cast<size_t>(end - bytes));
    out_.append(text);
  }

  // Begins a part, a message or bytes, that is all that is written until
  // End() gets what Begin() returned. It is smaller than 2 MB.
  size_t Begin(int field) {
    char bytes[2 * kValueBytesMax] = {};
    char* end = base::PutVarint(Tag(field, base::kWirePart), bytes);
    out_.append(bytes, static_cast<size_t>(end - bytes) + kSizeBytes);
    return out_.size();
  }
  void End(size_t begin) {
    const size_t size = out_.size() - begin;
    DISCLOSURE_CHECK(size < size_t{1} << (7 * kSizeBytes));
    char* const bytes = out_.data() + begin - kSizeBytes;
    bytes[0] = static_cast<char>(size | 0x80);
    bytes[1] = static_cast<char>(size >> 7 | 0x80);
    bytes[2] = static_cast<char>(size >> 14);
  }

 private:
  static constexpr size_t kSizeBytes = 3;

  static uint64_t Tag(int field, base::WireType type) {
    return static_cast<uint64_t>(field) << 3 | type;
  }

  std::string& out_;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_ITEM_WRITER_H_
