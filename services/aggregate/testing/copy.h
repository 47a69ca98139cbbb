// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A follower's copy of a Rollup, made of updates alone: what query would hold.
// For tests.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_TESTING_COPY_H_
#define DISCLOSURE_SERVICES_AGGREGATE_TESTING_COPY_H_

#include <map>
#include <string>
#include <tuple>

#include "absl/status/status.h"
#include "disclosure/v1/rollup_service.pb.h"
#include "services/aggregate/testing/model.h"

namespace disclosure::aggregate {

// The rows and reports of a slice.
v1::RollupItems ItemsOf(const v1::RollupServiceFollowResponse& slice);

class Copy {
 public:
  using RowName = std::tuple<std::string, int, std::string>;

  // Takes a slice. True if it completed an update: only then is the copy what
  // it claims to be.
  bool Take(const v1::RollupServiceFollowResponse& slice);

  const v1::LogPosition& position() const { return position_; }
  const std::map<RowName, v1::RollupRow>& rows() const { return rows_; }
  const std::map<Model::ReportName, v1::OfficeReport>& reports() const {
    return reports_;
  }
  int64_t registry_rows() const { return registry_rows_; }

  // OK if the rows are `expected` and the reports those of the model, else the
  // first difference.
  absl::Status Compare(const Model& model, const Model::Rows& expected) const;

  // All rows as text, for a test that shows them: one line for each, with
  // the number of reports and the value of one figure, "own 2/70" and so on.
  std::string Print(const form::Catalog& catalog,
                    const std::string& figure) const;

 private:
  absl::Status CompareReports(const Model& model) const;

  std::map<RowName, v1::RollupRow> rows_;
  std::map<Model::ReportName, v1::OfficeReport> reports_;
  int64_t registry_rows_ = 0;
  v1::LogPosition position_;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_TESTING_COPY_H_
