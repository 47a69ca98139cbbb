// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The totals once more, in the plainest way: keep the last revision of every
// report and the registry; at the end add up, row by row, what the rows are
// defined to be. It shares the form, the registry and the log's bytes with
// Rollup, but none of its code for keeping totals.
//
// Not thread-safe.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_VERIFY_H_
#define DISCLOSURE_SERVICES_AGGREGATE_VERIFY_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <tuple>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "disclosure/v1/change_feed_service.pb.h"
#include "disclosure/v1/rollup_service.pb.h"
#include "registry/registry.h"
#include "services/aggregate/rollup.h"

namespace disclosure::aggregate {

// How many differences are listed; all are counted.
inline constexpr int kMismatchesListedMax = 1000;

class Recomputation {
 public:
  // The layout must outlive it.
  explicit Recomputation(const FormLayout& layout);

  // Takes the next change of the log. DATA_LOSS if it does not follow from the
  // one before, or cannot be understood.
  absl::Status Take(const v1::LoggedChange& logged);

  // The last change taken.
  int64_t sequence() const { return sequence_; }

  // Compares everything that followers of `rollup` would get: rows, reports,
  // registry. Both must be at the same position. Fills all but `position`.
  // OUT_OF_RANGE if a sum cannot be held, which Rollup would have refused;
  // CANCELLED if `cancelled` says so, which is asked before each year.
  absl::Status Compare(const Rollup& rollup,
                       absl::FunctionRef<bool()> cancelled,
                       v1::VerifyResponse* response) const;

 private:
  using ReportName = std::tuple<int, std::string, v1::Scope>;
  using Reports = std::map<ReportName, v1::OfficeReport>;

  absl::Status TakeReport(const v1::Change& change,
                          const std::string& figures_part);
  absl::Status CompareYear(int year, const Rollup& rollup,
                           v1::VerifyResponse* response) const;
  void CompareReports(const Rollup& rollup, v1::VerifyResponse* response) const;
  void CompareRegistry(const Rollup& rollup,
                       v1::VerifyResponse* response) const;

  const FormLayout& layout_;
  int64_t sequence_ = 0;
  std::string hash_;
  std::shared_ptr<const registry::Registry> registry_;
  Reports reports_;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_VERIFY_H_
