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
// Values, like a std::vector; a copy shares the parts of reports with its
// original, so the two belong to one thread at a time (see report_part.h).

#ifndef DISCLOSURE_SERVICES_AGGREGATE_TOTALS_H_
#define DISCLOSURE_SERVICES_AGGREGATE_TOTALS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "disclosure/v1/rollup_service.pb.h"
#include "services/aggregate/form_layout.h"
#include "services/aggregate/item_writer.h"
#include "services/aggregate/report_part.h"

namespace disclosure::aggregate {

// Numbers of reports.
struct ReportCounts {
  int64_t received = 0;
  int64_t late = 0;
  int64_t with_errors = 0;
  int64_t with_questions = 0;
  EditionSlots editions = {};

  // Adds `factor` times the other; or that of one report.
  void Add(const ReportCounts& other, int factor);
  void Add(const FormLayout& layout, const ReportPart& part, int factor);

  friend bool operator==(const ReportCounts&, const ReportCounts&) = default;
};

// One cell of a total.
struct CellTotal {
  int64_t sum = 0;
  // Reports that have the figure in the low half, reports that were asked and
  // have not in the high half. Both are below 2^31 always.
  uint64_t counts = 0;

  int64_t reported() const { return static_cast<uint32_t>(counts); }
  int64_t not_reported() const { return static_cast<int64_t>(counts >> 32); }

  friend bool operator==(const CellTotal&, const CellTotal&) = default;
};

inline constexpr uint64_t kOneReported = 1;
inline constexpr uint64_t kOneNotReported = uint64_t{1} << 32;

// The difference that a change of one report makes to every total it is in.
// Can be made again and again: it keeps its memory.
class TotalDelta {
 public:
  // From `before` to `after`; empty: no report. OUT_OF_RANGE (TOTAL_OVERFLOW)
  // if a figure changes by more than an int64 holds.
  absl::Status Make(const FormLayout& layout, ReportPart before,
                    ReportPart after);

  // The cells that change.
  size_t size() const { return cells_.size(); }

 private:
  friend class Total;
  struct Cell {
    int place;
    CellTotal change;  // Counts wrap around where they shrink.
  };

  bool AddWord(const FormLayout& layout, size_t word, const char** old_values,
               const char** new_values);

  ReportPart before_;
  ReportPart after_;
  // By ascending place.
  std::vector<Cell> cells_;
  ReportCounts counts_;
  // No sum changes by more.
  uint64_t size_max_ = 0;
};

class Total {
 public:
  Total() = default;
  Total(const Total& other);
  Total(Total&& other) noexcept = default;
  Total& operator=(const Total& other);
  Total& operator=(Total&& other) noexcept = default;

  // No report is in it.
  bool empty() const { return one_.empty() && many_ == nullptr; }
  ReportCounts counts(const FormLayout& layout) const;

  // Asks for the memory that Add will change, so that it comes meanwhile.
  void Prefetch(const TotalDelta& delta) const;

  // OUT_OF_RANGE (TOTAL_OVERFLOW), naming the figure, if a sum would leave the
  // range of an int64.
  absl::Status CanAdd(const FormLayout& layout, const TotalDelta& delta) const;

  // Needs CanAdd. What the delta takes away must be in the total.
  void Add(const FormLayout& layout, const TotalDelta& delta);

  // Adds a report, or all reports of another total; nothing is changed if it
  // fails, as CanAdd does.
  absl::Status Add(const FormLayout& layout, const ReportPart& part);
  absl::Status Add(const FormLayout& layout, const Total& other);

  // Writes the total as it is fed, the fields of a v1::TotalState. A figure is
  // present if a report has it.
  void Write(const FormLayout& layout, ItemWriter* writer) const;

  friend bool operator==(const Total& a, const Total& b);

 private:
  // A total of several reports: one block of memory, a cell for each place.
  struct Many {
    ReportCounts counts;
    // No sum is larger in size. It only grows, until it is too large to tell
    // that nothing can overflow; then it is taken anew from the cells.
    uint64_t size_max = 0;
    size_t cell_count = 0;

    CellTotal* cells() { return reinterpret_cast<CellTotal*>(this + 1); }
    const CellTotal* cells() const {
      return reinterpret_cast<const CellTotal*>(this + 1);
    }
  };
  static_assert(sizeof(Many) % alignof(CellTotal) == 0);

  // Owns one.
  class ManyPointer {
   public:
    ManyPointer() = default;
    // One without reports.
    explicit ManyPointer(size_t cell_count);
    ManyPointer(ManyPointer&& other) noexcept
        : many_(std::exchange(other.many_, nullptr)) {}
    ManyPointer& operator=(ManyPointer&& other) noexcept {
      std::swap(many_, other.many_);
      return *this;
    }
    ~ManyPointer();

    Many* operator->() { return many_; }
    const Many* operator->() const { return many_; }
    friend bool operator==(const ManyPointer& a, std::nullptr_t) {
      return a.many_ == nullptr;
    }

   private:
    Many* many_ = nullptr;
  };

  // Whether a total whose sums are at most `sizes` may take `added` more
  // without looking at each.
  static bool Fits(uint64_t sizes, uint64_t added);

  absl::Status CanAddPart(const FormLayout& layout,
                          const ReportPart& part) const;
  void AddCells(const FormLayout& layout, const ReportPart& part);
  // Makes cells of the one report.
  void Spread(const FormLayout& layout);
  // Makes one report of cells that hold no more.
  void Gather(const FormLayout& layout);

  void WriteFigures(const FormLayout& layout, std::string* packed) const;
  void WriteNotReported(const FormLayout& layout, std::string* packed) const;

  // A total holds no report, one, which is shared, or several.
  ReportPart one_;
  ManyPointer many_;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_TOTALS_H_
