// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The command `dump`: what a server holds, as files for other databases. CSV
// with a head, UTF-8, blank for what is blank; a field is quoted only if it
// holds a comma, a quote or a line break.
//
//   regions.csv  code,parent,level
//                parents first; parent is blank for the nation, level is 1
//                (nation) to 5 (township)
//   reports.csv  office,region,year,revision,<a column for each figure>
//                office is its number in the nation, region the code of its
//                region; figures are whole numbers named by their path
//                (table.row.column), blank where the report left them blank or
//                its edition does not ask; with --narrative a last column
//                `narrative`, the text of all sections
//
// One row for each report in the order in which they are sent, the newest year
// first, as it stands after the amendments.

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "bench/loadgen/commands.h"
#include "bench/loadgen/drive.h"
#include "bench/loadgen/progress.h"
#include "form/figures.h"

namespace disclosure::loadgen {
namespace {

// Rows made at a time, by all cores, before they are written in order.
constexpr int64_t kRowsAtATime = 8'192;

void AppendNumber(int64_t number, std::string* line) {
  std::array<char, 20> digits;
  line->append(digits.begin(),
               std::to_chars(digits.begin(), digits.end(), number).ptr);
}

void AppendQuoted(const std::string& text, std::string* line) {
  line->push_back('"');
  for (const char c : text) {
    if (c == '"') line->push_back('"');
    line->push_back(c);
  }
  line->push_back('"');
}

std::string RegionLines(const Nation& nation) {
  std::string text = "code,parent,level\n";
  for (const Region& region : nation.regions()) {
    absl::StrAppend(
        &text, region.code, ",",
        region.parent < 0
            ? ""
            : nation.regions()[static_cast<size_t>(region.parent)].code,
        ",", static_cast<int>(region.level), "\n");
  }
  return text;
}

std::string Head(const form::Catalog& catalog, bool with_narrative) {
  std::string head = "office,region,year,revision";
  for (const form::Cell& cell : catalog.cells()) {
    absl::StrAppend(&head, ",", cell.path);
  }
  return head + (with_narrative ? ",narrative\n" : "\n");
}

std::string ReportLine(const World& world, const ReportName& name,
                       bool with_narrative) {
  const Nation& nation = world.nation();
  const form::FigureVector figures = world.maker().Figures(name);
  std::string line;
  AppendNumber(name.office, &line);
  absl::StrAppend(
      &line, ",",
      nation.RegionOf(nation.offices()[static_cast<size_t>(name.office)]).code,
      ",", name.year, ",", name.revision);
  for (const form::Cell& cell : world.maker().catalog().cells()) {
    line.push_back(',');
    if (figures.has(cell.index)) AppendNumber(figures.value(cell.index), &line);
  }
  if (with_narrative) {
    const NarrativeText text = world.maker().Narrative(name, figures);
    line.push_back(',');
    AppendQuoted(text.overview + text.problems + text.others, &line);
  }
  line.push_back('\n');
  return line;
}

absl::Status Written(const std::ofstream& file, const std::string& path) {
  if (file.good()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("cannot write to ", path));
}

}  // namespace

absl::StatusOr<Json> Dump(const World& world, const HeldReports& held,
                          const std::string& folder, bool with_narrative) {
  if (held.reports < 1 || held.reports > world.order().size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "there are 1 to ", world.order().size(), " reports to write"));
  }
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  const std::string regions_path = folder + "/regions.csv";
  const std::string reports_path = folder + "/reports.csv";
  std::ofstream regions(regions_path, std::ios::binary | std::ios::trunc);
  regions << RegionLines(world.nation()) << std::flush;
  absl::Status status = Written(regions, regions_path);
  if (!status.ok()) return status;

  std::ofstream reports(reports_path, std::ios::binary | std::ios::trunc);
  reports << Head(world.maker().catalog(), with_narrative);
  const Scatter amended(held.Amended());
  Progress progress("dump", held.reports);
  std::vector<std::string> lines;
  for (int64_t first = 0; first < held.reports; first += kRowsAtATime) {
    lines.assign(
        static_cast<size_t>(std::min(kRowsAtATime, held.reports - first)), "");
    ForAll(static_cast<int64_t>(lines.size()), [&](int64_t i) {
      lines[static_cast<size_t>(i)] = ReportLine(
          world, world.order().Current(first + i, amended, held.amendments),
          with_narrative);
    });
    for (const std::string& line : lines) reports << line;
    status = Written(reports, reports_path);
    if (!status.ok()) return status;
    progress.Add(static_cast<int64_t>(lines.size()));
  }
  reports << std::flush;
  status = Written(reports, reports_path);
  if (!status.ok()) return status;
  return Json{{"ok", true},
              {"regions", world.nation().regions().size()},
              {"reports", held.reports},
              {"bytes", std::filesystem::file_size(reports_path, error)}};
}

}  // namespace disclosure::loadgen
