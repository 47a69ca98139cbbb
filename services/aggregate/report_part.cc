// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/report_part.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>

#include "base/check.h"
#include "services/aggregate/packed_writer.h"

namespace disclosure::aggregate {
namespace {

static_assert(std::endian::native == std::endian::little,
              "blocks are stored as they are in memory");

constexpr int kMarksEnd = 8;
constexpr int kBitsMax = 64;

absl::Status Damaged() {
  return absl::DataLossError("the figures of a stored report are damaged");
}

// Takes a value that may be anything. False: there is none.
bool TakeAnything(const char** at, const char* end, int64_t* value) {
  const char* stop = *at;
  while (stop != end && static_cast<uint8_t>(*stop) >= 0x80) ++stop;
  if (stop == end || stop - *at >= static_cast<ptrdiff_t>(kValueBytesMax)) {
    return false;
  }
  *value = TakeValue(at);
  return true;
}

}  // namespace

ReportPart::ReportPart(std::string_view bytes) {
  block_ =
      static_cast<Block*>(std::malloc(offsetof(Block, bytes) + bytes.size()));
  DISCLOSURE_CHECK(block_ != nullptr);
  block_->copies = 1;
  block_->size = static_cast<uint32_t>(bytes.size());
  std::memcpy(block_->bytes, bytes.data(), bytes.size());
}

void ReportPart::Free(Block* block) { std::free(block); }

ReportPart ReportPart::Make(const FormLayout& layout,
                            const form::FigureVector& figures, int choice,
                            Marks marks) {
  if (layout.in_order()) {
    return MakeOf(
        layout, choice, marks,
        [&](size_t word) { return figures.present()[word]; },
        [&](int place) { return figures.value(place); });
  }
  auto present_in = [&](size_t word) {
    uint64_t present = 0;
    const int first = static_cast<int>(64 * word);
    const int end = std::min(first + 64, layout.cell_count());
    for (int place = first; place < end; ++place) {
      const uint64_t has = figures.has(layout.CellAt(place)) ? 1 : 0;
      present |= has << (place - first);
    }
    return present;
  };
  return MakeOf(layout, choice, marks, present_in,
                [&](int place) { return figures.value(layout.CellAt(place)); });
}

absl::StatusOr<ReportPart> ReportPart::Read(const FormLayout& layout,
                                            std::string_view bytes) {
  const size_t words = layout.word_count();
  const size_t head = kHeaderSize + 2 * sizeof(uint64_t) * words;
  if (bytes.size() < head) return Damaged();
  ReportPart part(bytes);
  if (part.Byte(3) != static_cast<int>(words) ||
      static_cast<size_t>(part.choice()) >= layout.choice_count() ||
      part.Byte(1) >= kMarksEnd || part.bits() > kBitsMax) {
    return Damaged();
  }
  const char* at = part.values();
  const char* const end = part.block_->bytes + bytes.size();
  uint64_t sizes = 0;
  for (size_t word = 0; word < words; ++word) {
    const uint64_t present = part.present(word);
    const uint64_t nonzero = part.nonzero(word);
    const int cells = layout.cell_count() - static_cast<int>(64 * word);
    if ((nonzero & ~present) != 0 ||
        static_cast<int>(std::bit_width(present)) > cells) {
      return Damaged();
    }
    for (int left = std::popcount(nonzero); left > 0; --left) {
      int64_t value = 0;
      if (!TakeAnything(&at, end, &value)) return Damaged();
      sizes |= SizeOf(value);
    }
  }
  if (at != end || static_cast<int>(std::bit_width(sizes)) != part.bits()) {
    return Damaged();
  }
  return part;
}

ReportPart::Marks ReportPart::marks() const {
  const int marks = Byte(1);
  return {.late = (marks & 1) != 0,
          .with_errors = (marks & 2) != 0,
          .with_questions = (marks & 4) != 0};
}

void ReportPart::AppendFigures(const FormLayout& layout,
                               std::string* packed) const {
  PackedWriter writer(layout, packed);
  const char* value = values();
  for (size_t word = 0; word < layout.word_count(); ++word) {
    const uint64_t not_zero = nonzero(word);
    for (uint64_t left = present(word); left != 0; left &= left - 1) {
      const int bit = std::countr_zero(left);
      writer.Add(static_cast<int>(64 * word) + bit,
                 ((not_zero >> bit) & 1) != 0 ? TakeValue(&value) : 0);
    }
  }
}

void ReportPart::AppendNotReported(const FormLayout& layout,
                                   std::string* packed) const {
  PackedWriter writer(layout, packed);
  const EditionChoice& editions = layout.choice(choice());
  for (size_t word = 0; word < layout.word_count(); ++word) {
    uint64_t left = editions.asked[word] & ~present(word);
    for (; left != 0; left &= left - 1) {
      writer.Add(static_cast<int>(64 * word) + std::countr_zero(left), 1);
    }
  }
}

}  // namespace disclosure::aggregate
