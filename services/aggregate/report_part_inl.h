// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What of report_part.h must be inlined. Included by it alone.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_REPORT_PART_INL_H_
#define DISCLOSURE_SERVICES_AGGREGATE_REPORT_PART_INL_H_

#include <algorithm>
#include <bit>
#include <cstring>

#include "services/aggregate/values.h"

namespace disclosure::aggregate {

inline uint64_t ReportPart::Word(size_t at) const {
  uint64_t word = 0;
  std::memcpy(&word, block_->bytes + kHeaderSize + sizeof(word) * at,
              sizeof(word));
  return word;
}

template <class Present, class Value>
ReportPart ReportPart::MakeOf(const FormLayout& layout, int choice, Marks marks,
                              Present present_in, Value value_at) {
  static thread_local std::string buffer;
  const size_t words = layout.word_count();
  const size_t head = kHeaderSize + 2 * sizeof(uint64_t) * words;
  const size_t cells = static_cast<size_t>(layout.cell_count());
  buffer.resize(std::max(buffer.size(), head + kValueBytesMax * cells));
  char* const bytes = buffer.data();
  char* out = bytes + head;
  uint64_t sizes = 0;
  for (size_t word = 0; word < words; ++word) {
    const uint64_t present = present_in(word);
    uint64_t nonzero = 0;
    for (uint64_t left = present; left != 0; left &= left - 1) {
      const int bit = std::countr_zero(left);
      const int64_t value = value_at(static_cast<int>(64 * word) + bit);
      if (value == 0) continue;
      nonzero |= uint64_t{1} << bit;
      sizes |= SizeOf(value);
      out = PutValue(value, out);
    }
    std::memcpy(bytes + kHeaderSize + 8 * word, &present, 8);
    std::memcpy(bytes + kHeaderSize + 8 * (words + word), &nonzero, 8);
  }
  const int flags = (marks.late ? 1 : 0) + (marks.with_errors ? 2 : 0) +
                    (marks.with_questions ? 4 : 0);
  std::memset(bytes, 0, kHeaderSize);
  bytes[0] = static_cast<char>(choice);
  bytes[1] = static_cast<char>(flags);
  bytes[2] = static_cast<char>(std::bit_width(sizes));
  bytes[3] = static_cast<char>(words);
  return ReportPart(std::string_view(bytes, static_cast<size_t>(out - bytes)));
}

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_REPORT_PART_INL_H_
