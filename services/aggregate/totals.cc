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

absl::Status Total::CanAdd(const FormLayout& layout,
                           const TotalDelta& delta) const {
  if (cells_.empty()) return absl::OkStatus();
  for (const TotalDelta::Cell& cell : delta.cells_) {
    CellTotal result;
    if (!AddExactly(cells_[cell.index], cell.change, &result)) {
      return Overflow(layout, static_cast<size_t>(cell.index));
    }
  }
  return absl::OkStatus();
}

void Total::Add(const FormLayout& layout, const TotalDelta& delta) {
  if (cells_.empty()) cells_.resize(layout.cell_count());
  for (const TotalDelta::Cell& cell : delta.cells_) {
    CellTotal& mine = cells_[cell.index];
    CellTotal result;
    DISCLOSURE_CHECK(AddExactly(mine, cell.change, &result));
    DISCLOSURE_CHECK(result.reported >= 0 && result.not_reported >= 0);
    mine = result;
  }
  counts_.Add(delta.counts_, 1);
  ReleaseIfEmpty();
}

absl::Status Total::Add(const FormLayout& layout, const Total& other) {
  if (other.empty()) return absl::OkStatus();
  if (empty()) {
    *this = other;
    return absl::OkStatus();
  }
  CellTotal result;
  for (size_t i = 0; i < cells_.size(); ++i) {
    if (!AddExactly(cells_[i], other.cells_[i], &result)) {
      return Overflow(layout, i);
    }
  }
  for (size_t i = 0; i < cells_.size(); ++i) {
    cells_[i].sum += other.cells_[i].sum;
    cells_[i].reported += other.cells_[i].reported;
    cells_[i].not_reported += other.cells_[i].not_reported;
  }
  counts_.Add(other.counts_, 1);
  return absl::OkStatus();
}

void Total::ReleaseIfEmpty() {
  DISCLOSURE_CHECK(counts_.received >= 0);
  if (counts_.received > 0) return;
  DISCLOSURE_CHECK(std::all_of(cells_.begin(), cells_.end(),
                               [](const CellTotal& cell) {
                                 return cell == CellTotal();
                               }));
  DISCLOSURE_CHECK(counts_ == ReportCounts());
  std::vector<CellTotal>().swap(cells_);
}

void Total::Pack(const FormLayout& layout, v1::TotalState* state) const {
  form::FigureVector figures(layout.catalog());
  form::FigureVector not_reported(layout.catalog());
  for (size_t i = 0; i < cells_.size(); ++i) {
    int cell = static_cast<int>(i);
    if (cells_[i].reported > 0) figures.Set(cell, cells_[i].sum);
    if (cells_[i].not_reported > 0) {
      not_reported.Set(cell, cells_[i].not_reported);
    }
  }
  state->set_figures(form::Pack(layout.catalog(), figures));
  state->set_not_reported(form::Pack(layout.catalog(), not_reported));
  layout.WriteSlots(counts_.editions, state->mutable_editions());
  state->set_received(counts_.received);
  state->set_late(counts_.late);
  state->set_with_errors(counts_.with_errors);
  state->set_with_questions(counts_.with_questions);
}

std::string Total::PackReported(const FormLayout& layout) const {
  form::FigureVector reported(layout.catalog());
  for (size_t i = 0; i < cells_.size(); ++i) {
    if (cells_[i].reported > 0) {
      reported.Set(static_cast<int>(i), cells_[i].reported);
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

  Total total;
  total.counts_.received = state.received();
  total.counts_.late = state.late();
  total.counts_.with_errors = state.with_errors();
  total.counts_.with_questions = state.with_questions();
  total.counts_.editions = layout.ReadSlots(state.editions());
  if (state.received() <= 0) return Damaged("it holds no report");
  total.cells_.resize(layout.cell_count());
  for (int cell = 0; cell < layout.cell_count(); ++cell) {
    CellTotal& mine = total.cells_[cell];
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
  return total;
}

}  // namespace disclosure::aggregate
