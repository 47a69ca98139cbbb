// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Writes figures in the layout of form::Pack, one after the other, without a
// vector of them in between.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_PACKED_WRITER_H_
#define DISCLOSURE_SERVICES_AGGREGATE_PACKED_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/varint.h"
#include "services/aggregate/form_layout.h"
#include "services/aggregate/values.h"

namespace disclosure::aggregate {

class PackedWriter {
 public:
  // Appends to `out` until it is destroyed; both arguments outlive it.
  PackedWriter(const FormLayout& layout, std::string* out)
      : layout_(layout), out_(*out) {}
  PackedWriter(const PackedWriter&) = delete;
  PackedWriter& operator=(const PackedWriter&) = delete;
  ~PackedWriter() { Flush(); }

  // Places must ascend.
  void Add(int place, int64_t value) {
    if (end_ - buffer_ > static_cast<ptrdiff_t>(kFull)) Flush();
    const uint32_t number = layout_.NumberAt(place);
    end_ = base::PutVarint(number - previous_, end_);
    end_ = PutValue(value, end_);
    previous_ = number;
  }

 private:
  static constexpr size_t kBufferSize = 1024;
  static constexpr size_t kFull = kBufferSize - 2 * kValueBytesMax;

  void Flush() {
    out_.append(buffer_, static_cast<size_t>(end_ - buffer_));
    end_ = buffer_;
  }

  const FormLayout& layout_;
  std::string& out_;
  uint32_t previous_ = 0;
  char buffer_[kBufferSize];
  char* end_ = buffer_;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_PACKED_WRITER_H_
