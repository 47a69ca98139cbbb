// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A log, a Rollup that follows it, and what both say. For tests.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_TESTING_FIXTURE_H_
#define DISCLOSURE_SERVICES_AGGREGATE_TESTING_FIXTURE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "base/check.h"
#include "services/aggregate/rollup.h"
#include "services/aggregate/testing/copy.h"
#include "services/aggregate/testing/test_log.h"
#include "services/aggregate/update_cursor.h"

namespace disclosure::aggregate {

// The figure that tests look at, and one of which it is a part.
inline constexpr char kFigure[] = "requests.received.total";
inline constexpr char kOtherFigure[] = "requests.received.natural_person";

struct Fixture {
  Fixture() : Fixture("0123456789abcdef") {}
  explicit Fixture(const std::string& log_id)
      : catalog(**form::Catalog::BuiltIn()),
        layout(catalog),
        log(catalog, log_id),
        rollup(std::make_unique<Rollup>(layout, log.info())) {}

  // Applies what the log has and the rollup has not.
  absl::Status Follow(Rollup& target) {
    while (target.sequence() < log.head()) {
      absl::Status applied = target.Apply(Decode(
          layout, log.changes()[static_cast<size_t>(target.sequence())]));
      if (!applied.ok()) return applied;
    }
    return absl::OkStatus();
  }
  absl::Status Follow() { return Follow(*rollup); }

  // A report with one figure, in the edition of 2021.
  static TestReport Report(int64_t value) {
    TestReport report;
    report.figures[kFigure] = value;
    report.editions = BothOf(v1::EDITION_2021);
    return report;
  }
  void File(const std::string& office, int64_t value, int year = 2020) {
    log.File(office, year, v1::SCOPE_OWN, Report(value));
  }
  void FileArea(const std::string& office, int64_t value, int year = 2020) {
    log.File(office, year, v1::SCOPE_AREA, Report(value));
  }

  // A new follower's copy of what the rollup holds now.
  Copy Snapshot() const {
    UpdateCursor cursor(*rollup, v1::LogPosition());
    Copy copy;
    v1::RollupServiceFollowResponse slice;
    while (cursor.Next(*rollup, 1 << 20, &slice)) {
      copy.Take(slice);
      slice.Clear();
    }
    return copy;
  }

  // Follows the log, then shows all rows; or the error.
  std::string Show() {
    absl::Status followed = Follow();
    if (!followed.ok()) return followed.ToString();
    return Snapshot().Print(catalog, kFigure);
  }

  const form::Catalog& catalog;
  FormLayout layout;
  TestLog log;
  std::unique_ptr<Rollup> rollup;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_TESTING_FIXTURE_H_
