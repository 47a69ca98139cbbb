// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What of report_part.h must be inlined. Included by it alone.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_REPORT_PART_INL_H_
#define DISCLOSURE_SERVICES_AGGREGATE_REPORT_PART_INL_H_

#include <algorithm>
#include <cstring>

#include "services/aggregate/values.h"

namespace disclosure::aggregate {

inline uint64_t ReportPart::Word(size_t at) const {
  uint64_t word = 0;
  std::memcpy(&word, block_->bytes + kHeaderSize + sizeof(word) * at,
              sizeof(word));
  return word;
}

template <class Value>
ReportPart ReportPart::MakeOf(const FormLayout& layout, int choice, Marks marks,
                              Value value) {
  static thread_local std::string buffer;
  const size_t words = layout.word_count();
  const size_t head = kHeaderSize + 2 * sizeof(uint64_t) * words;
  const size_t cells = static_cast<size_t>(layout.cell_count());
  buffer.resize(std::max(buffer.size(), head + kValueBytesMax * cells));
  char* const bytes = buffer.data();
  char* out = bytes + head;
  int bits = 0;
  for (size_t word = 0; word < words; ++word) {
    uint64_t present = 0;
    uint64_t nonzero = 0;
    const size_t count = std::min<size_t>(64, cells - 64 * word);
    for (size_t bit = 0; bit < count; ++bit) {
      int64_t number = 0;
      if (!value(static_cast<int>(64 * word + bit), &number)) continue;
      present |= uint64_t{1} << bit;
      if (number == 0) continue;
      nonzero |= uint64_t{1} << bit;
      bits = std::max(bits, BitsOf(number));
      out = PutValue(number, out);
    }
    std::memcpy(bytes + kHeaderSize + 8 * word, &present, 8);
    std::memcpy(bytes + kHeaderSize + 8 * (words + word), &nonzero, 8);
  }
  const int flags = (marks.late ? 1 : 0) + (marks.with_errors ? 2 : 0) +
                    (marks.with_questions ? 4 : 0);
  std::memset(bytes, 0, kHeaderSize);
  bytes[0] = static_cast<char>(choice);
  bytes[1] = static_cast<char>(flags);
  bytes[2] = static_cast<char>(bits);
  bytes[3] = static_cast<char>(words);
  return ReportPart(std::string_view(bytes, static_cast<size_t>(out - bytes)));
}

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_REPORT_PART_INL_H_
