// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Sums of reports, exact to the last unit: for every cell of the form the sum,
// how many reports have it and how many left it blank though they were asked;
// and how many reports there are, of which editions and how good.
//
// A change of a report becomes a TotalDelta once, and the same delta is then
// applied to each total that holds the report. Whoever changes several totals
// together asks CanAdd of all of them first: Add cannot fail after that.
//
// Values, like a std::vector. Not thread-safe.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_TOTALS_H_
#define DISCLOSURE_SERVICES_AGGREGATE_TOTALS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "disclosure/v1/rollup_service.pb.h"
#include "form/figures.h"
#include "services/aggregate/form_layout.h"

namespace disclosure::aggregate {

// What one report brings into the totals that hold it.
struct ReportPart {
  form::FigureVector figures;
  // Of the layout; never null.
  const EditionChoice* editions = nullptr;
  bool late = false;
  bool with_errors = false;
  bool with_questions = false;
};

// Numbers of reports.
struct ReportCounts {
  int64_t received = 0;
  int64_t late = 0;
  int64_t with_errors = 0;
  int64_t with_questions = 0;
  EditionSlots editions = {};

  // Adds `factor` times the other.
  void Add(const ReportCounts& other, int factor);

  friend bool operator==(const ReportCounts&, const ReportCounts&) = default;
};

// One cell of a total.
struct CellTotal {
  int64_t sum = 0;
  // Reports that have the figure; and reports that were asked and have not.
  int32_t reported = 0;
  int32_t not_reported = 0;

  friend bool operator==(const CellTotal&, const CellTotal&) = default;
};

// The difference that a change of one report makes to every total it is in.
class TotalDelta {
 public:
  // From `before` to `after`; null: no report. OUT_OF_RANGE if a figure changes
  // by more than an int64 holds.
  static absl::StatusOr<TotalDelta> Between(const FormLayout& layout,
                                            const ReportPart* before,
                                            const ReportPart* after);

 private:
  friend class Total;
  struct Cell {
    int index;
    CellTotal change;
  };

  // Those that change, by ascending index.
  std::vector<Cell> cells_;
  ReportCounts counts_;
};

class Total {
 public:
  Total() = default;
  Total(const Total& other);
  Total(Total&& other) = default;
  Total& operator=(const Total& other);
  Total& operator=(Total&& other) = default;

  // No report is in it.
  bool empty() const { return body_ == nullptr; }
  const ReportCounts& counts() const;

  // OUT_OF_RANGE (TOTAL_OVERFLOW), naming the figure, if a sum would leave the
  // range of an int64.
  absl::Status CanAdd(const FormLayout& layout, const TotalDelta& delta) const;

  // Needs CanAdd.
  void Add(const FormLayout& layout, const TotalDelta& delta);

  // Adds all reports of another total; nothing is changed if it fails, as
  // CanAdd does.
  absl::Status Add(const FormLayout& layout, const Total& other);

  // The total as it is fed. A figure is present if a report has it.
  void Pack(const FormLayout& layout, v1::TotalState* state) const;

  // What Pack leaves out and Unpack needs: how many reports have each figure.
  std::string PackReported(const FormLayout& layout) const;

  // DATA_LOSS if the bytes do not fit together.
  static absl::StatusOr<Total> Unpack(const FormLayout& layout,
                                      const v1::TotalState& state,
                                      std::string_view reported);

  friend bool operator==(const Total& a, const Total& b);

 private:
  using Cells = std::vector<CellTotal>;

  // Most totals hold one report only. They keep its figures packed, in a tenth
  // of the memory; all others have a cell for every cell of the form.
  struct Body {
    ReportCounts counts;
    // By cell index; no elements if packed.
    Cells cells;
    // As in v1::TotalState; empty unless packed.
    std::string figures;
    std::string not_reported;

    friend bool operator==(const Body&, const Body&) = default;
  };

  // All cells, whether packed or not.
  Cells Expand(const FormLayout& layout) const;

  // Takes cells and counts, in the form that fits their number.
  void Put(const FormLayout& layout, Cells cells, const ReportCounts& counts);

  // Null if the total is empty.
  std::unique_ptr<Body> body_;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_TOTALS_H_
