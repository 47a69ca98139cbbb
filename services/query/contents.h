// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What the read model holds: rows, current reports and the registry at one
// position. Plain data without a lock: see read_model.h. Items are immutable
// and shared, so a reader takes the few that it needs and builds its answer
// after it has left the lock.
//
// Memory: a report takes its packed bytes (with two hundred figures, of which
// four fifths are zeros, about 170) and 32 more; a row its bytes and 48 more;
// besides, each region or office ever named takes about 80.

#ifndef DISCLOSURE_SERVICES_QUERY_CONTENTS_H_
#define DISCLOSURE_SERVICES_QUERY_CONTENTS_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/time/time.h"
#include "disclosure/v1/position.pb.h"
#include "disclosure/v1/report.pb.h"
#include "registry/registry.h"
#include "services/query/items.h"
#include "services/query/numbered_names.h"

namespace disclosure::query {

using RegistryPtr = std::shared_ptr<const registry::Registry>;

// An update made ready outside the lock.
struct PreparedUpdate {
  std::vector<Row> rows;
  std::vector<Report> reports;
  RegistryPtr registry;
  v1::LogPosition position;
  v1::LogInfo log;
  absl::Time now;
};

class Contents {
 public:
  Contents() : registry_(registry::Registry::Empty()) {}

  // None: every total of it is empty. An empty line: all lines.
  Row FindRow(int year, std::string_view region, std::string_view line) const;

  // None if it was not filed, or withdrawn.
  Report FindReport(int year, std::string_view office, v1::Scope scope) const;

  // Years of which there is any row or report, ascending.
  std::vector<int> Years() const;

  // Empty before the first update.
  const v1::LogPosition& position() const { return position_; }
  const v1::LogInfo& log() const { return log_; }
  const RegistryPtr& registry() const { return registry_; }
  absl::Time updated_at() const { return updated_at_; }
  int64_t row_count() const { return row_count_; }
  // What the rows take, without what holds them.
  int64_t row_bytes() const { return row_bytes_; }
  int64_t report_count() const { return report_count_; }

  // Puts the update in place. On return `update` holds what was replaced, so
  // that it can be destroyed outside the lock.
  void Apply(PreparedUpdate& update);

 private:
  // The rows of a region: of all lines, and of each line that differs.
  struct RegionRows {
    Row all_lines;
    // By line.
    std::vector<Row> lines;
  };
  // By scope: SCOPE_OWN, SCOPE_AREA.
  using OfficeReports = std::array<Report, 2>;
  struct Year {
    // By number of the region, or of the office.
    std::vector<RegionRows> rows;
    std::vector<OfficeReports> reports;
    int64_t row_count = 0;
    int64_t report_count = 0;
  };

  void Exchange(Row& row);
  void Exchange(Report& report);

  NumberedNames regions_;
  NumberedNames offices_;
  absl::btree_map<int, Year> years_;
  RegistryPtr registry_;
  v1::LogPosition position_;
  v1::LogInfo log_;
  absl::Time updated_at_ = absl::InfinitePast();
  int64_t row_count_ = 0;
  int64_t row_bytes_ = 0;
  int64_t report_count_ = 0;
};

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_CONTENTS_H_
