// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "bench/loadgen/report_order.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/check.h"

namespace disclosure::loadgen {
namespace {

int64_t TimesModulo(int64_t a, int64_t b, int64_t size) {
  return static_cast<int64_t>(static_cast<__int128>(a) * b % size);
}

// The inverse of `a` modulo `size`, which has no common divisor with it.
int64_t Inverse(int64_t a, int64_t size) {
  int64_t r0 = size;
  int64_t r1 = a % size;
  int64_t t0 = 0;
  int64_t t1 = 1;
  while (r1 != 0) {
    const int64_t quotient = r0 / r1;
    r0 = std::exchange(r1, r0 - quotient * r1);
    t0 = std::exchange(t1, t0 - quotient * t1);
  }
  return (t0 % size + size) % size;
}

}  // namespace

// Steps of a golden section of the size come near no earlier place.
Scatter::Scatter(int64_t size)
    : size_(size),
      step_(std::max<int64_t>(
          1, static_cast<int64_t>(static_cast<double>(size) * 0.618034))) {
  DISCLOSURE_CHECK(size >= 1);
  while (std::gcd(step_, size_) != 1) ++step_;
  back_ = Inverse(step_, size_);
}

int64_t Scatter::At(int64_t i) const { return TimesModulo(i, step_, size_); }

int64_t Scatter::PlaceOf(int64_t n) const {
  return TimesModulo(n, back_, size_);
}

ReportOrder::ReportOrder(int64_t offices, int first_year, int last_year)
    : offices_(offices),
      last_year_(last_year),
      years_(last_year - first_year + 1) {
  DISCLOSURE_CHECK(years_ >= 1);
}

ReportName ReportOrder::Report(int64_t n) const {
  return {.office = offices_.At(n % offices_.size()),
          .year = last_year_ - static_cast<int>(n / offices_.size()),
          .revision = 1};
}

ReportName ReportOrder::Amendment(int64_t m, const Scatter& reports) const {
  ReportName name = Report(reports.At(m % reports.size()));
  name.revision = 2 + static_cast<int>(m / reports.size());
  return name;
}

ReportName ReportOrder::Current(int64_t n, const Scatter& reports,
                                int64_t amendments) const {
  ReportName name = Report(n);
  if (n >= reports.size()) return name;
  const bool again = reports.PlaceOf(n) < amendments % reports.size();
  name.revision =
      1 + static_cast<int>(amendments / reports.size()) + (again ? 1 : 0);
  return name;
}

}  // namespace disclosure::loadgen
