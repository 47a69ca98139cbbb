// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Which reports are sent, in which order, and what stands after it. A load is a
// count, so that two runs of the program agree on what a server holds:
//
//   report n     year by year, the last year first; within a year the offices
//                in a scattered order, as a deadline day sees them
//   amendment m  of the first `reports` reports, those in a scattered order,
//                again and again; it makes revision 2 + m / reports

#ifndef DISCLOSURE_BENCH_LOADGEN_REPORT_ORDER_H_
#define DISCLOSURE_BENCH_LOADGEN_REPORT_ORDER_H_

#include <cstdint>

#include "bench/loadgen/report_maker.h"

namespace disclosure::loadgen {

// The numbers from 0 to size - 1 in another order, in constant memory.
class Scatter {
 public:
  explicit Scatter(int64_t size);

  int64_t size() const { return size_; }
  int64_t At(int64_t i) const;       // 0 <= i < size
  int64_t PlaceOf(int64_t n) const;  // At(PlaceOf(n)) == n

 private:
  int64_t size_;
  int64_t step_;
  int64_t back_;
};

// A value; thread-safe.
class ReportOrder {
 public:
  // `offices` from 1; `last_year` is not before `first_year`.
  ReportOrder(int64_t offices, int first_year, int last_year);

  // Reports there are in all.
  int64_t size() const { return offices_.size() * years_; }

  // Report `n` as first sent.
  ReportName Report(int64_t n) const;
  // Amendment `m` of a server that holds the first reports, as many as
  // `reports` scatters.
  ReportName Amendment(int64_t m, const Scatter& reports) const;

  // Report `n` as it stands after so many amendments of those.
  ReportName Current(int64_t n, const Scatter& reports,
                     int64_t amendments) const;

 private:
  Scatter offices_;
  int last_year_;
  int years_;
};

}  // namespace disclosure::loadgen

#endif  // DISCLOSURE_BENCH_LOADGEN_REPORT_ORDER_H_
