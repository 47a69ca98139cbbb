// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What the read model holds: rows, current reports and the registry at one
// position. Plain data without a lock: see read_model.h. Items are immutable
// and shared, so a reader takes the few that it needs and builds its answer
// after it has left the lock.

#ifndef DISCLOSURE_SERVICES_QUERY_CONTENTS_H_
#define DISCLOSURE_SERVICES_QUERY_CONTENTS_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "disclosure/v1/position.pb.h"
#include "disclosure/v1/report.pb.h"
#include "disclosure/v1/rollup_service.pb.h"
#include "registry/registry.h"

namespace disclosure::query {

using RowPtr = std::shared_ptr<const v1::RollupRow>;
using ReportPtr = std::shared_ptr<const v1::OfficeReport>;
using RegistryPtr = std::shared_ptr<const registry::Registry>;

// An update made ready outside the lock.
struct PreparedUpdate {
  std::vector<RowPtr> rows;
  std::vector<ReportPtr> reports;
  RegistryPtr registry;
  v1::LogPosition position;
  v1::LogInfo log;
  absl::Time now;
};

class Contents {
 public:
  Contents() : registry_(registry::Registry::Empty()) {}

  // Null if there is none: every total of it is empty.
  RowPtr FindRow(int year, const std::string& region,
                 const std::string& line) const;

  // Null if it was not filed, or withdrawn.
  ReportPtr FindReport(int year, const std::string& office,
                       v1::Scope scope) const;

  // Years of which there is any row or report, ascending.
  std::vector<int> Years() const;

  // Empty before the first update.
  const v1::LogPosition& position() const { return position_; }
  const v1::LogInfo& log() const { return log_; }
  const RegistryPtr& registry() const { return registry_; }
  absl::Time updated_at() const { return updated_at_; }
  int64_t row_count() const { return row_count_; }
  int64_t report_count() const { return report_count_; }

  // Puts the update in place. On return `update` holds what was replaced, so
  // that it can be destroyed outside the lock.
  void Apply(PreparedUpdate& update);

 private:
  // The rows of a region: of all lines, and of each line that differs.
  struct RegionRows {
    RowPtr all_lines;
    absl::btree_map<std::string, RowPtr> lines;
  };
  // By scope: SCOPE_OWN, SCOPE_AREA.
  using OfficeReports = std::array<ReportPtr, 2>;
  struct Year {
    absl::flat_hash_map<std::string, RegionRows> rows;
    absl::flat_hash_map<std::string, OfficeReports> reports;
  };

  void Exchange(RowPtr& row);
  void Exchange(ReportPtr& report);

  absl::btree_map<int, Year> years_;
  RegistryPtr registry_;
  v1::LogPosition position_;
  v1::LogInfo log_;
  absl::Time updated_at_ = absl::InfinitePast();
  int64_t row_count_ = 0;
  int64_t report_count_ = 0;
};

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_CONTENTS_H_
