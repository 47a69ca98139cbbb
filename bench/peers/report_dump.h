// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A folder with the reports of a nation as text, to be loaded elsewhere, as
// `loadgen dump` writes it. Each file begins with these headings:
//
//   regions.csv   code,parent,level             parent empty: none
//   reports.csv   office,region,year,revision,  then the figures in the form's
//                                               order of cells, empty: blank
//
// No text is quoted. Read once, in pieces. Not thread-safe.

#ifndef DISCLOSURE_BENCH_PEERS_REPORT_DUMP_H_
#define DISCLOSURE_BENCH_PEERS_REPORT_DUMP_H_

#include <cstdint>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/status/statusor.h"

namespace disclosure::bench {

class ReportDump {
 public:
  struct Region {
    int parent = -1;  // an index; -1: none
    int depth = 0;    // steps to a region without parent
  };

  // `cells` figures are expected in a report.
  static absl::StatusOr<std::unique_ptr<ReportDump>> Open(
      const std::string& folder, int cells);

  const std::vector<Region>& regions() const { return regions_; }
  int depth_max() const { return depth_max_; }

  // The next reports, some hundred kilobytes of lines, with the region's index
  // in the place of its code; empty after the last. Valid until the next call.
  absl::StatusOr<std::string_view> NextReports();

  int64_t reports() const { return reports_; }

 private:
  ReportDump() = default;

  absl::Status ReadRegions(const std::string& path);
  absl::Status AddReport(std::string_view line);

  int cells_ = 0;
  std::vector<Region> regions_;
  std::unordered_map<std::string, int> region_by_code_;
  int depth_max_ = 0;
  std::ifstream file_;
  std::string piece_;
  int64_t reports_ = 0;
};

}  // namespace disclosure::bench

#endif  // DISCLOSURE_BENCH_PEERS_REPORT_DUMP_H_
