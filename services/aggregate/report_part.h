// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What one report brings into the totals that hold it: its figures, its
// editions and its marks, in one block of memory as small as they allow. The
// report and all totals that hold no other report share the block.
//
//   block   = choice(1) marks(1) bits(1) words(1) 0(4)
//             present(8 * words) nonzero(8 * words) *value
//   choice  = number of the editions, of the layout
//   marks   = 1 late, 2 with errors, 4 with questions
//   bits    = no figure is as large as 2 to the power of this
//   words   = of 64 bits, little-endian, one bit for each place
//   present = the figures that are not blank
//   nonzero = those of them that are not zero either
//   value   = zigzag varint, of each figure that is not zero, by place
//
// Checkpoints store this layout: a change of it needs another kFormat there.
//
// A value, cheap to copy. Copies count each other without a lock: a part and
// all its copies, and what holds them, belong to one thread at a time, apart
// from reading what is in it.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_REPORT_PART_H_
#define DISCLOSURE_SERVICES_AGGREGATE_REPORT_PART_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "form/figures.h"
#include "services/aggregate/form_layout.h"

namespace disclosure::aggregate {

class ReportPart {
 public:
  struct Marks {
    bool late = false;
    bool with_errors = false;
    bool with_questions = false;
  };

  // No report.
  ReportPart() = default;
  ReportPart(const ReportPart& other) : block_(other.block_) {
    if (block_ != nullptr) ++block_->copies;
  }
  ReportPart(ReportPart&& other) noexcept
      : block_(std::exchange(other.block_, nullptr)) {}
  ReportPart& operator=(ReportPart other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~ReportPart() {
    if (block_ != nullptr && --block_->copies == 0) Free(block_);
  }

  // `choice` is one of the layout.
  static ReportPart Make(const FormLayout& layout,
                         const form::FigureVector& figures, int choice,
                         Marks marks);

  // The same with functions in place of a vector: present(word) has a bit for
  // each place of a figure, value(place) is asked for those.
  template <class Present, class Value>
  static ReportPart MakeOf(const FormLayout& layout, int choice, Marks marks,
                           Present present_in, Value value_at);

  // From the bytes of a block. DATA_LOSS if they are none of this layout.
  static absl::StatusOr<ReportPart> Read(const FormLayout& layout,
                                         std::string_view bytes);

  // The block; empty if there is no report.
  std::string_view bytes() const {
    return block_ == nullptr ? std::string_view()
                             : std::string_view(block_->bytes, block_->size);
  }

  bool empty() const { return block_ == nullptr; }

  // The rest is for parts that are not empty.
  int choice() const { return Byte(0); }
  Marks marks() const;
  int bits() const { return Byte(2); }
  uint64_t present(size_t word) const { return Word(word); }
  uint64_t nonzero(size_t word) const { return Word(Byte(3) + word); }
  const char* values() const {
    return block_->bytes + kHeaderSize + 2 * sizeof(uint64_t) * Byte(3);
  }

  // Appends the figures, and a 1 for each figure that is blank but asked for,
  // both as form::Pack would write them.
  void AppendFigures(const FormLayout& layout, std::string* packed) const;
  void AppendNotReported(const FormLayout& layout, std::string* packed) const;

  // Same bytes.
  friend bool operator==(const ReportPart& a, const ReportPart& b) {
    return a.block_ == b.block_ || a.bytes() == b.bytes();
  }

 private:
  struct Block {
    uint32_t copies;
    uint32_t size;
    char bytes[1];
  };
  static constexpr size_t kHeaderSize = 8;

  explicit ReportPart(std::string_view bytes);
  static void Free(Block* block);

  int Byte(size_t at) const { return static_cast<uint8_t>(block_->bytes[at]); }
  uint64_t Word(size_t at) const;

  Block* block_ = nullptr;
};

}  // namespace disclosure::aggregate

#include "services/aggregate/report_part_inl.h"

#endif  // DISCLOSURE_SERVICES_AGGREGATE_REPORT_PART_H_
