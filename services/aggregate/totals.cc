// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/totals.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/error.h"

namespace disclosure::aggregate {
namespace {

absl::Status Overflow(const FormLayout& layout, size_t cell) {
  const std::string& path = layout.catalog().cells()[cell].path;
  base::ErrorDetails details;
  details.reason = "TOTAL_OVERFLOW";
  details.zh = absl::StrCat("指标 ", path, " 的合计超出可表示的范围");
  details.metadata["figure"] = path;
  return base::MakeError(
      absl::StatusCode::kOutOfRange,
      absl::StrCat("the sum of ", path, " leaves the range of 64 bits"),
      details);
}

absl::Status Damaged(std::string_view what) {
  return absl::DataLossError(
      absl::StrCat("a stored total is damaged: ", std::string(what)));
}

bool AddExactly(const CellTotal& a, const CellTotal& b, CellTotal* result) {
  return !__builtin_add_overflow(a.sum, b.sum, &result->sum) &&
         !__builtin_add_overflow(a.reported, b.reported, &result->reported) &&
         !__builtin_add_overflow(a.not_reported, b.not_reported,
                                 &result->not_reported);
}

// What a report adds to one cell; zero for no report.
CellTotal CellOf(const ReportPart* part, int cell) {
  CellTotal result;
  if (part == nullptr) return result;
  if (part->figures.has(cell)) {
    result.sum = part->figures.value(cell);
    result.reported = 1;
  } else if (part->editions->asked[cell]) {
    result.not_reported = 1;
  }
  return result;
}

ReportCounts CountsOf(const ReportPart& part) {
  ReportCounts counts;
  counts.received = 1;
  counts.late = part.late ? 1 : 0;
  counts.with_errors = part.with_errors ? 1 : 0;
  counts.with_questions = part.with_questions ? 1 : 0;
  for (int slot : part.editions->slots) counts.editions[slot] = 1;
  return counts;
}

// As v1::TotalState has them.
void PackCells(const FormLayout& layout, const std::vector<CellTotal>& cells,
               std::string* figures, std::string* not_reported) {
  form::FigureVector sums(layout.catalog());
  form::FigureVector blanks(layout.catalog());
  for (size_t i = 0; i < cells.size(); ++i) {
    int cell = static_cast<int>(i);
    if (cells[i].reported > 0) sums.Set(cell, cells[i].sum);
    if (cells[i].not_reported > 0) blanks.Set(cell, cells[i].not_reported);
  }
  *figures = form::Pack(layout.catalog(), sums);
  *not_reported = form::Pack(layout.catalog(), blanks);
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

absl::StatusOr<TotalDelta> TotalDelta::Between(const FormLayout& layout,
                                               const ReportPart* before,
                                               const ReportPart* after) {
  TotalDelta delta;
  for (int cell = 0; cell < layout.cell_count(); ++cell) {
    CellTotal old_cell = CellOf(before, cell);
    CellTotal new_cell = CellOf(after, cell);
    if (old_cell == new_cell) continue;
    CellTotal change;
    if (__builtin_sub_overflow(new_cell.sum, old_cell.sum, &change.sum)) {
      return Overflow(layout, static_cast<size_t>(cell));
    }
    change.reported = new_cell.reported - old_cell.reported;
    change.not_reported = new_cell.not_reported - old_cell.not_reported;
    delta.cells_.push_back({cell, change});
  }
  if (after != nullptr) delta.counts_.Add(CountsOf(*after), 1);
  if (before != nullptr) delta.counts_.Add(CountsOf(*before), -1);
  return delta;
}

Total::Total(const Total& other)
    : body_(other.empty() ? nullptr : std::make_unique<Body>(*other.body_)) {}

Total& Total::operator=(const Total& other) { return *this = Total(other); }

bool operator==(const Total& a, const Total& b) {
  if (a.empty() || b.empty()) return a.empty() == b.empty();
  return *a.body_ == *b.body_;
}

const ReportCounts& Total::counts() const {
  static const ReportCounts kNone;
  return empty() ? kNone : body_->counts;
}

Total::Cells Total::Expand(const FormLayout& layout) const {
  if (empty()) return Cells(static_cast<size_t>(layout.cell_count()));
  if (!body_->cells.empty()) return body_->cells;
  absl::StatusOr<form::FigureVector> figures =
      form::Unpack(layout.catalog(), body_->figures);
  absl::StatusOr<form::FigureVector> not_reported =
      form::Unpack(layout.catalog(), body_->not_reported);
  DISCLOSURE_CHECK(figures.ok() && not_reported.ok());
  Cells cells(static_cast<size_t>(layout.cell_count()));
  for (int cell = 0; cell < layout.cell_count(); ++cell) {
    CellTotal& mine = cells[static_cast<size_t>(cell)];
    mine.sum = figures->value(cell);
    mine.reported = figures->has(cell) ? 1 : 0;
    mine.not_reported = static_cast<int32_t>(not_reported->value(cell));
  }
  return cells;
}

void Total::Put(const FormLayout& layout, Cells cells,
                const ReportCounts& counts) {
  DISCLOSURE_CHECK(counts.received >= 0);
  if (counts.received == 0) {
    DISCLOSURE_CHECK(counts == ReportCounts());
    DISCLOSURE_CHECK(
        std::all_of(cells.begin(), cells.end(),
                    [](const CellTotal& cell) { return cell == CellTotal(); }));
    body_ = nullptr;
    return;
  }
  if (body_ == nullptr) body_ = std::make_unique<Body>();
  body_->counts = counts;
  body_->cells = std::move(cells);
  body_->figures.clear();
  body_->not_reported.clear();
  if (counts.received > 1) return;
  PackCells(layout, body_->cells, &body_->figures, &body_->not_reported);
  Cells().swap(body_->cells);
}

absl::Status Total::CanAdd(const FormLayout& layout,
                           const TotalDelta& delta) const {
  if (empty()) return absl::OkStatus();
  const bool packed = body_->cells.empty();
  const Cells expanded = packed ? Expand(layout) : Cells();
  const Cells& cells = packed ? expanded : body_->cells;
  for (const TotalDelta::Cell& cell : delta.cells_) {
    CellTotal result;
    if (!AddExactly(cells[static_cast<size_t>(cell.index)], cell.change,
                    &result)) {
      return Overflow(layout, static_cast<size_t>(cell.index));
    }
  }
  return absl::OkStatus();
}

void Total::Add(const FormLayout& layout, const TotalDelta& delta) {
  Cells cells = empty() || body_->cells.empty() ? Expand(layout)
                                                : std::move(body_->cells);
  for (const TotalDelta::Cell& cell : delta.cells_) {
    CellTotal& mine = cells[static_cast<size_t>(cell.index)];
    CellTotal result;
    DISCLOSURE_CHECK(AddExactly(mine, cell.change, &result));
    DISCLOSURE_CHECK(result.reported >= 0 && result.not_reported >= 0);
    mine = result;
  }
  ReportCounts counts = this->counts();
  counts.Add(delta.counts_, 1);
  Put(layout, std::move(cells), counts);
}

absl::Status Total::Add(const FormLayout& layout, const Total& other) {
  if (other.empty()) return absl::OkStatus();
  if (empty()) {
    *this = other;
    return absl::OkStatus();
  }
  Cells sums = Expand(layout);
  const bool packed = other.body_->cells.empty();
  const Cells expanded = packed ? other.Expand(layout) : Cells();
  const Cells& added = packed ? expanded : other.body_->cells;
  for (size_t i = 0; i < sums.size(); ++i) {
    if (!AddExactly(CellTotal(sums[i]), added[i], &sums[i])) {
      return Overflow(layout, i);
    }
  }
  ReportCounts counts = body_->counts;
  counts.Add(other.body_->counts, 1);
  Put(layout, std::move(sums), counts);
  return absl::OkStatus();
}

void Total::Pack(const FormLayout& layout, v1::TotalState* state) const {
  const ReportCounts& counts = this->counts();
  layout.WriteSlots(counts.editions, state->mutable_editions());
  state->set_received(counts.received);
  state->set_late(counts.late);
  state->set_with_errors(counts.with_errors);
  state->set_with_questions(counts.with_questions);
  if (empty()) return;
  if (body_->cells.empty()) {
    state->set_figures(body_->figures);
    state->set_not_reported(body_->not_reported);
    return;
  }
  PackCells(layout, body_->cells, state->mutable_figures(),
            state->mutable_not_reported());
}

std::string Total::PackReported(const FormLayout& layout) const {
  form::FigureVector reported(layout.catalog());
  Cells cells = Expand(layout);
  for (size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].reported > 0) {
      reported.Set(static_cast<int>(i), cells[i].reported);
    }
  }
  return form::Pack(layout.catalog(), reported);
}

absl::StatusOr<Total> Total::Unpack(const FormLayout& layout,
                                    const v1::TotalState& state,
                                    std::string_view reported) {
  auto figures = form::Unpack(layout.catalog(), state.figures());
  if (!figures.ok()) return figures.status();
  auto blank = form::Unpack(layout.catalog(), state.not_reported());
  if (!blank.ok()) return blank.status();
  auto counts = form::Unpack(layout.catalog(), reported);
  if (!counts.ok()) return counts.status();

  if (state.received() <= 0) return Damaged("it holds no report");
  ReportCounts numbers;
  numbers.received = state.received();
  numbers.late = state.late();
  numbers.with_errors = state.with_errors();
  numbers.with_questions = state.with_questions();
  numbers.editions = layout.ReadSlots(state.editions());
  Cells cells(static_cast<size_t>(layout.cell_count()));
  for (int cell = 0; cell < layout.cell_count(); ++cell) {
    CellTotal& mine = cells[static_cast<size_t>(cell)];
    if (figures->has(cell) != counts->has(cell)) {
      return Damaged("a sum without the number of its reports");
    }
    for (int64_t count : {counts->value(cell), blank->value(cell)}) {
      if (count < 0 || count > state.received()) return Damaged("a count");
    }
    mine.sum = figures->value(cell);
    mine.reported = static_cast<int32_t>(counts->value(cell));
    mine.not_reported = static_cast<int32_t>(blank->value(cell));
  }
  Total total;
  total.Put(layout, std::move(cells), numbers);
  return total;
}

}  // namespace disclosure::aggregate
