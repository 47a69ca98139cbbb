// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/totals.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/error.h"
#include "services/aggregate/packed_writer.h"
#include "services/aggregate/values.h"

namespace disclosure::aggregate {
namespace {

constexpr uint64_t kSizeEnd = uint64_t{1} << 63;
// The bits of counts that must never be set.
constexpr uint64_t kCountSigns = 0x8000'0000'8000'0000;

absl::Status Overflow(const FormLayout& layout, int place) {
  const int cell = layout.CellAt(place);
  const std::string& path =
      layout.catalog().cells()[static_cast<size_t>(cell)].path;
  base::ErrorDetails details;
  details.reason = "TOTAL_OVERFLOW";
  details.zh = absl::StrCat("指标 ", path, " 的合计超出可表示的范围");
  details.metadata["figure"] = path;
  return base::MakeError(
      absl::StatusCode::kOutOfRange,
      absl::StrCat("the sum of ", path, " leaves the range of 64 bits"),
      details);
}

int64_t AddWrapped(int64_t a, int64_t b) {
  return static_cast<int64_t>(static_cast<uint64_t>(a) +
                              static_cast<uint64_t>(b));
}

bool Overflows(int64_t a, int64_t b) {
  int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum);
}

// A size that no figure of the report has.
uint64_t SizeMax(const ReportPart& part) {
  return part.bits() < 63 ? uint64_t{1} << part.bits() : kSizeEnd;
}

uint64_t AddSizes(uint64_t a, uint64_t b) {
  return std::min(kSizeEnd, a + b);  // Neither is larger than kSizeEnd.
}

// Calls visit(place, value) for each figure of a report that is not zero.
template <class Visit>
void ForEachValue(const FormLayout& layout, const ReportPart& part,
                  Visit visit) {
  const char* values = part.values();
  for (size_t word = 0; word < layout.word_count(); ++word) {
    for (uint64_t left = part.nonzero(word); left != 0; left &= left - 1) {
      visit(64 * word + static_cast<size_t>(std::countr_zero(left)),
            TakeValue(&values));
    }
  }
}

}  // namespace

void ReportCounts::Add(const ReportCounts& other, int factor) {
  received += factor * other.received;
  late += factor * other.late;
  with_errors += factor * other.with_errors;
  with_questions += factor * other.with_questions;
  for (size_t i = 0; i < editions.size(); ++i) {
    editions[i] += factor * other.editions[i];
  }
}

void ReportCounts::Add(const FormLayout& layout, const ReportPart& part,
                       int factor) {
  if (part.empty()) return;
  const ReportPart::Marks marks = part.marks();
  received += factor;
  late += marks.late ? factor : 0;
  with_errors += marks.with_errors ? factor : 0;
  with_questions += marks.with_questions ? factor : 0;
  for (int slot : layout.choice(part.choice()).slots) editions[slot] += factor;
}

absl::Status TotalDelta::Make(const FormLayout& layout, ReportPart before,
                              ReportPart after) {
  before_ = std::move(before);
  after_ = std::move(after);
  cells_.clear();
  size_max_ = 0;
  counts_ = ReportCounts();
  counts_.Add(layout, after_, 1);
  counts_.Add(layout, before_, -1);
  const char* old_values = before_.empty() ? nullptr : before_.values();
  const char* new_values = after_.empty() ? nullptr : after_.values();
  for (size_t word = 0; word < layout.word_count(); ++word) {
    if (!AddWord(layout, word, &old_values, &new_values)) {
      return Overflow(layout, cells_.back().place);
    }
  }
  return absl::OkStatus();
}

// False: the change of the last cell cannot be held.
bool TotalDelta::AddWord(const FormLayout& layout, size_t word,
                         const char** old_values, const char** new_values) {
  uint64_t old_present = 0;
  uint64_t old_nonzero = 0;
  uint64_t old_blank = 0;
  uint64_t new_present = 0;
  uint64_t new_nonzero = 0;
  uint64_t new_blank = 0;
  if (!before_.empty()) {
    old_present = before_.present(word);
    old_nonzero = before_.nonzero(word);
    old_blank = layout.choice(before_.choice()).asked[word] & ~old_present;
  }
  if (!after_.empty()) {
    new_present = after_.present(word);
    new_nonzero = after_.nonzero(word);
    new_blank = layout.choice(after_.choice()).asked[word] & ~new_present;
  }
  uint64_t left = old_nonzero | new_nonzero | (old_present ^ new_present) |
                  (old_blank ^ new_blank);
  for (; left != 0; left &= left - 1) {
    const int bit = std::countr_zero(left);
    auto has = [bit](uint64_t bits) { return (bits >> bit) & 1; };
    const int64_t old_value = has(old_nonzero) ? TakeValue(old_values) : 0;
    const int64_t new_value = has(new_nonzero) ? TakeValue(new_values) : 0;
    const uint64_t counts =
        (has(new_present) - has(old_present)) * kOneReported +
        (has(new_blank) - has(old_blank)) * kOneNotReported;
    if (old_value == new_value && counts == 0) continue;
    Cell cell{.place = static_cast<int>(64 * word) + bit,
              .change = {.sum = 0, .counts = counts}};
    bool held = !__builtin_sub_overflow(new_value, old_value, &cell.change.sum);
    cells_.push_back(cell);
    if (!held) return false;
    size_max_ = std::max(size_max_, SizeOf(cell.change.sum));
  }
  return true;
}

Total::ManyPointer::ManyPointer(size_t cell_count) {
  const size_t bytes = cell_count * sizeof(CellTotal);
  void* memory = ::operator new(sizeof(Many) + bytes);
  many_ = new (memory) Many();
  many_->cell_count = cell_count;
  std::memset(static_cast<void*>(many_->cells()), 0, bytes);
}

Total::ManyPointer::~ManyPointer() { ::operator delete(many_); }

Total::Total(const Total& other) : one_(other.one_) {
  if (other.many_ == nullptr) return;
  many_ = ManyPointer(other.many_->cell_count);
  many_->counts = other.many_->counts;
  many_->size_max = other.many_->size_max;
  std::copy_n(other.many_->cells(), many_->cell_count, many_->cells());
}

Total& Total::operator=(const Total& other) { return *this = Total(other); }

bool operator==(const Total& a, const Total& b) {
  if (a.many_ == nullptr || b.many_ == nullptr) {
    return (a.many_ == nullptr) == (b.many_ == nullptr) && a.one_ == b.one_;
  }
  return a.many_->counts == b.many_->counts &&
         std::equal(a.many_->cells(), a.many_->cells() + a.many_->cell_count,
                    b.many_->cells(), b.many_->cells() + b.many_->cell_count);
}

ReportCounts Total::counts(const FormLayout& layout) const {
  if (many_ != nullptr) return many_->counts;
  ReportCounts counts;
  counts.Add(layout, one_, 1);
  return counts;
}

bool Total::Fits(uint64_t sizes, uint64_t added) {
  return sizes < kSizeEnd && added < kSizeEnd && sizes + added < kSizeEnd;
}

void Total::Prefetch(const TotalDelta& delta) const {
  if (many_ == nullptr) return;
  const char* const many = reinterpret_cast<const char*>(many_.operator->());
  __builtin_prefetch(many);
  __builtin_prefetch(many + sizeof(Many) - 1);
  // Of more the processor sees by itself what comes next.
  constexpr size_t kCellsMax = 64;
  const size_t count = std::min(kCellsMax, delta.cells_.size());
  for (size_t i = 0; i < count; ++i) {
    __builtin_prefetch(many_->cells() + delta.cells_[i].place);
  }
}

absl::Status Total::CanAdd(const FormLayout& layout,
                           const TotalDelta& delta) const {
  if (many_ == nullptr) {
    // One report takes the place of the one that is there, or comes to it.
    if (one_.empty() || !delta.before_.empty()) return absl::OkStatus();
    return CanAddPart(layout, delta.after_);
  }
  if (Fits(many_->size_max, delta.size_max_)) return absl::OkStatus();
  for (const TotalDelta::Cell& cell : delta.cells_) {
    if (Overflows(many_->cells()[cell.place].sum, cell.change.sum)) {
      return Overflow(layout, cell.place);
    }
  }
  return absl::OkStatus();
}

absl::Status Total::CanAddPart(const FormLayout& layout,
                               const ReportPart& part) const {
  const uint64_t sizes = many_ != nullptr ? many_->size_max
                         : one_.empty()   ? 0
                                          : SizeMax(one_);
  if (part.empty() || Fits(sizes, SizeMax(part))) return absl::OkStatus();
  Total spread(*this);
  if (spread.many_ == nullptr) spread.Spread(layout);
  absl::Status status;
  ForEachValue(layout, part, [&](size_t place, int64_t value) {
    if (!status.ok()) return;
    if (Overflows(spread.many_->cells()[place].sum, value)) {
      status = Overflow(layout, static_cast<int>(place));
    }
  });
  return status;
}

void Total::Add(const FormLayout& layout, const TotalDelta& delta) {
  if (many_ == nullptr) {
    if (one_ == delta.before_) {
      one_ = delta.after_;
      return;
    }
    DISCLOSURE_CHECK(!one_.empty() && delta.before_.empty());
    Spread(layout);
  }
  Many& many = *many_.operator->();
  CellTotal* const cells = many.cells();
  uint64_t counts = 0;
  for (const TotalDelta::Cell& cell : delta.cells_) {
    CellTotal& mine = cells[cell.place];
    mine.sum = AddWrapped(mine.sum, cell.change.sum);
    mine.counts += cell.change.counts;
    counts |= mine.counts;
  }
  many.counts.Add(delta.counts_, 1);
  many.size_max = AddSizes(many.size_max, std::min(kSizeEnd, delta.size_max_));
  DISCLOSURE_CHECK((counts & kCountSigns) == 0 && many.counts.received > 0);
  if (many.size_max == kSizeEnd) {
    many.size_max = 0;
    for (size_t i = 0; i < many.cell_count; ++i) {
      many.size_max = std::max(many.size_max, SizeOf(cells[i].sum));
    }
  }
  if (many.counts.received == 1) Gather(layout);
}

void Total::AddCells(const FormLayout& layout, const ReportPart& part) {
  CellTotal* const cells = many_->cells();
  const EditionChoice& editions = layout.choice(part.choice());
  for (size_t word = 0; word < layout.word_count(); ++word) {
    CellTotal* const from = cells + 64 * word;
    const uint64_t present = part.present(word);
    for (uint64_t left = present; left != 0; left &= left - 1) {
      from[std::countr_zero(left)].counts += kOneReported;
    }
    for (uint64_t left = editions.asked[word] & ~present; left != 0;
         left &= left - 1) {
      from[std::countr_zero(left)].counts += kOneNotReported;
    }
  }
  ForEachValue(layout, part, [cells](size_t place, int64_t value) {
    cells[place].sum = AddWrapped(cells[place].sum, value);
  });
  many_->counts.Add(layout, part, 1);
  many_->size_max = AddSizes(many_->size_max, SizeMax(part));
}

void Total::Spread(const FormLayout& layout) {
  many_ = ManyPointer(static_cast<size_t>(layout.cell_count()));
  AddCells(layout, std::exchange(one_, ReportPart()));
}

void Total::Gather(const FormLayout& layout) {
  const ReportCounts& counts = many_->counts;
  const CellTotal* const cells = many_->cells();
  auto present_in = [&](size_t word) {
    uint64_t present = 0;
    const size_t end = std::min(64 * word + 64, many_->cell_count);
    for (size_t place = 64 * word; place < end; ++place) {
      const uint64_t has = cells[place].reported() > 0 ? 1 : 0;
      present |= has << (place % 64);
    }
    return present;
  };
  one_ = ReportPart::MakeOf(layout, layout.ChoiceOf(counts.editions),
                            {.late = counts.late > 0,
                             .with_errors = counts.with_errors > 0,
                             .with_questions = counts.with_questions > 0},
                            present_in,
                            [cells](int place) { return cells[place].sum; });
  many_ = ManyPointer();
}

absl::Status Total::Add(const FormLayout& layout, const ReportPart& part) {
  if (part.empty()) return absl::OkStatus();
  if (empty()) {
    one_ = part;
    return absl::OkStatus();
  }
  absl::Status possible = CanAddPart(layout, part);
  if (!possible.ok()) return possible;
  if (many_ == nullptr) Spread(layout);
  AddCells(layout, part);
  return absl::OkStatus();
}

absl::Status Total::Add(const FormLayout& layout, const Total& other) {
  if (other.many_ == nullptr) return Add(layout, other.one_);
  if (many_ == nullptr) {
    Total sum(other);
    absl::Status added = sum.Add(layout, one_);
    if (added.ok()) *this = std::move(sum);
    return added;
  }
  CellTotal* const mine = many_->cells();
  const CellTotal* const its = other.many_->cells();
  if (!Fits(many_->size_max, other.many_->size_max)) {
    for (size_t i = 0; i < many_->cell_count; ++i) {
      if (Overflows(mine[i].sum, its[i].sum)) {
        return Overflow(layout, static_cast<int>(i));
      }
    }
  }
  for (size_t i = 0; i < many_->cell_count; ++i) {
    mine[i].sum = AddWrapped(mine[i].sum, its[i].sum);
    mine[i].counts += its[i].counts;
  }
  many_->counts.Add(other.many_->counts, 1);
  many_->size_max = AddSizes(many_->size_max, other.many_->size_max);
  return absl::OkStatus();
}

void Total::Write(const FormLayout& layout, ItemWriter* writer) const {
  using State = v1::TotalState;
  const ReportCounts counts = this->counts(layout);
  writer->Number(State::kReceivedFieldNumber, counts.received);
  writer->Number(State::kLateFieldNumber, counts.late);
  writer->Number(State::kWithErrorsFieldNumber, counts.with_errors);
  writer->Number(State::kWithQuestionsFieldNumber, counts.with_questions);
  const size_t editions = writer->Begin(State::kEditionsFieldNumber);
  layout.AppendSlots(counts.editions, writer->out());
  writer->End(editions);
  if (empty()) return;
  const size_t figures = writer->Begin(State::kFiguresFieldNumber);
  WriteFigures(layout, writer->out());
  writer->End(figures);
  const size_t not_reported = writer->Begin(State::kNotReportedFieldNumber);
  WriteNotReported(layout, writer->out());
  writer->End(not_reported);
}

void Total::WriteFigures(const FormLayout& layout, std::string* packed) const {
  if (many_ == nullptr) return one_.AppendFigures(layout, packed);
  PackedWriter writer(layout, packed);
  for (int place = 0; place < layout.cell_count(); ++place) {
    const CellTotal& cell = many_->cells()[place];
    if (cell.reported() > 0) writer.Add(place, cell.sum);
  }
}

void Total::WriteNotReported(const FormLayout& layout,
                             std::string* packed) const {
  if (many_ == nullptr) return one_.AppendNotReported(layout, packed);
  PackedWriter writer(layout, packed);
  for (int place = 0; place < layout.cell_count(); ++place) {
    const CellTotal& cell = many_->cells()[place];
    if (cell.not_reported() > 0) writer.Add(place, cell.not_reported());
  }
}

}  // namespace disclosure::aggregate
