// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "bench/peers/report_dump.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_strings.h"

namespace disclosure::bench {
namespace {

constexpr size_t kPieceBytes = 256 << 10;
constexpr char kRegionsHead[] = "code,parent,level";
constexpr char kReportsHead[] = "office,region,year,revision,";
// Columns of a report before its figures.
constexpr int kNames = 4;

absl::Status Wrong(const std::string& file, std::string_view line,
                   const std::string& expected) {
  return absl::InvalidArgumentError(
      absl::StrCat(file, ": expected ", expected,
                   ", found: ", base::ToAbsl(line.substr(0, 200))));
}

}  // namespace

absl::StatusOr<std::unique_ptr<ReportDump>> ReportDump::Open(
    const std::string& folder, int cells) {
  std::unique_ptr<ReportDump> dump(new ReportDump);
  dump->cells_ = cells;
  absl::Status read = dump->ReadRegions(folder + "/regions.csv");
  if (!read.ok()) return read;
  const std::string path = folder + "/reports.csv";
  dump->file_.open(path);
  std::string head;
  if (!std::getline(dump->file_, head)) {
    return absl::NotFoundError(path + " cannot be read");
  }
  if (!head.starts_with(kReportsHead)) return Wrong(path, head, kReportsHead);
  return dump;
}

absl::Status ReportDump::ReadRegions(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line)) {
    return absl::NotFoundError(path + " cannot be read");
  }
  if (line != kRegionsHead) return Wrong(path, line, kRegionsHead);
  std::vector<std::string> parents;
  while (std::getline(file, line)) {
    const size_t comma = line.find(',');
    const size_t second = line.find(',', comma + 1);
    if (comma == std::string::npos || second == std::string::npos) {
      return Wrong(path, line, kRegionsHead);
    }
    region_by_code_.emplace(line.substr(0, comma),
                            static_cast<int>(parents.size()));
    parents.push_back(line.substr(comma + 1, second - comma - 1));
  }
  regions_.resize(parents.size());
  for (size_t i = 0; i < parents.size(); ++i) {
    if (parents[i].empty()) continue;
    const auto parent = region_by_code_.find(parents[i]);
    if (parent == region_by_code_.end()) {
      return Wrong(path, parents[i], "the code of a region as parent");
    }
    regions_[i].parent = parent->second;
  }
  for (Region& region : regions_) {
    for (int at = region.parent; at >= 0;
         at = regions_[static_cast<size_t>(at)].parent) {
      if (++region.depth > static_cast<int>(regions_.size())) {
        return absl::InvalidArgumentError(path + ": parents in a circle");
      }
    }
    depth_max_ = std::max(depth_max_, region.depth);
  }
  return absl::OkStatus();
}

absl::Status ReportDump::AddReport(std::string_view line) {
  const size_t comma = line.find(',');
  const size_t second = line.find(',', comma + 1);
  const auto region = second == std::string_view::npos
                          ? region_by_code_.end()
                          : region_by_code_.find(std::string(
                                line.substr(comma + 1, second - comma - 1)));
  const auto commas = std::count(line.begin(), line.end(), ',');
  if (region == region_by_code_.end() || commas != cells_ + kNames - 1) {
    return Wrong("reports.csv", line,
                 absl::StrCat(kReportsHead, " and ", cells_, " figures"));
  }
  piece_.append(line.substr(0, comma + 1));
  absl::StrAppend(&piece_, region->second);
  piece_.append(line.substr(second)).push_back('\n');
  ++reports_;
  return absl::OkStatus();
}

absl::StatusOr<std::string_view> ReportDump::NextReports() {
  piece_.clear();
  std::string line;
  while (piece_.size() < kPieceBytes && std::getline(file_, line)) {
    absl::Status added = AddReport(line);
    if (!added.ok()) return added;
  }
  return piece_;
}

}  // namespace disclosure::bench
