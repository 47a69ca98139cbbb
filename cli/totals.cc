// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// disclosure totals: the sum of a region's reports in the shape of the form,
// with what it lacks said first.

#include "cli/commands.h"
#include "cli/coverage_text.h"
#include "cli/fetch.h"
#include "cli/figure_tables.h"
#include "cli/json.h"
#include "cli/listing.h"
#include "cli/resolve.h"
#include "disclosure/v1/query_service.grpc.pb.h"
#include "documents/write/csv.h"

namespace disclosure::cli {
namespace {

// One call of the command.
class TotalsCommand {
 public:
  TotalsCommand(Session& session, const TotalsOptions& options)
      : session_(session), options_(options), catalog_(session.catalog()) {}

  int Run() {
    const absl::Status status = Fetch();
    if (!status.ok()) return session_.Fail(status);
    std::string text;
    if (session_.format() == Format::kCsv) {
      text = documents::TotalsCsvHead(catalog_, documents::CsvHeads::kPaths);
    }
    for (const v1::Totals& totals : totals_) {
      const auto printed = Print(totals);
      if (!printed.ok()) return session_.Fail(printed.status());
      text += *printed;
    }
    return session_.Write(text);
  }

 private:
  absl::Status Fetch() {
    const RegionQuery& query = options_.query;
    const auto region = ResolveRegion(session_, query.region, query.year);
    if (!region.ok()) return region.status();
    const auto after = ResolvePosition(session_, query.after);
    if (!after.ok()) return after.status();
    const TotalsName name = {region->region().code(), query.year, query.line};
    if (options_.children) return FetchChildren(name, *after);
    auto totals = FetchTotals(session_, name, options_.own, *after);
    if (!totals.ok()) return totals.status();
    totals_.push_back(*std::move(totals));
    return absl::OkStatus();
  }

  // The region, its own part, then every child.
  absl::Status FetchChildren(const TotalsName& name,
                             const v1::LogPosition& after) {
    return ForEachChildTotals(
        session_, name, after, [&](const v1::ListTotalsResponse& response) {
          if (totals_.empty()) {
            totals_.push_back(response.total());
            totals_.push_back(response.own());
          }
          for (const v1::Totals& child : response.children()) {
            totals_.push_back(child);
          }
        });
  }

  absl::StatusOr<std::string> Print(const v1::Totals& totals) {
    if (session_.format() == Format::kJson) return ToJson(totals) + "\n";
    const auto figures = form::FromMessage(catalog_, totals.figures());
    if (!figures.ok()) return figures.status();
    if (session_.format() == Format::kCsv) {
      return documents::TotalsCsvLine(
          totals, *figures, PrintPositions(session_, totals.positions()));
    }
    const auto blank = form::FromMessage(catalog_, totals.not_reported());
    if (!blank.ok()) return blank.status();
    std::string text =
        Head(totals) + "\n" +
        PrintCoverage(session_, totals.coverage(), totals.region().name()) +
        "\n";
    if (figures->count() == 0) {
      text += session_.Say("\n还没有报告。\n", "\nNo report yet.\n");
    } else {
      FigureTables tables{.catalog = catalog_, .figures = *figures};
      tables.not_reported = &*blank;
      tables.editions = totals.editions();
      tables.language = session_.language();
      tables.nonzero = options_.nonzero;
      tables.globs = options_.figures;
      text += PrintFigureTables(tables);
    }
    const auto difference = Difference(totals);
    if (!difference.ok()) return difference.status();
    return text + *difference + (options_.children ? "\n" : "");
  }

  std::string Head(const v1::Totals& totals) {
    const std::string line = totals.line().empty()
                                 ? session_.Say("全部条线", "all lines")
                                 : totals.line();
    std::string part = session_.Say("全辖区", "whole region");
    if (totals.part() == v1::PART_OWN) {
      part = session_.Say("本级", "own offices");
    } else if (totals.counted_by() == v1::COUNTED_BY_AREA) {
      part = session_.Say("全辖区（本地区报告）", "whole region (area report)");
    }
    const std::string year = std::to_string(totals.year());
    return PrintRegion(session_, totals.region()) +
           session_.Say("  " + year + " 年度  ", "  " + year + "  ") + line +
           "  " + part + session_.Say("      数据序号 ", "      position ") +
           PrintPositions(session_, totals.positions());
  }

  // Cell by cell where the published area report and the sum of the parts
  // differ.
  absl::StatusOr<std::string> Difference(const v1::Totals& totals) {
    if (!totals.has_published()) return std::string();
    const auto published = form::FromMessage(catalog_, totals.published());
    if (!published.ok()) return published.status();
    const auto parts = form::FromMessage(catalog_, totals.parts());
    if (!parts.ok()) return parts.status();
    Listing listing(session_, {session_.Say("指标", "figure"),
                               session_.Say("名称", "label"),
                               session_.Say("本地区报告", "published"),
                               session_.Say("各部分之和", "parts"),
                               session_.Say("相差", "difference")});
    int count = 0;
    for (const form::Cell& cell : catalog_.cells()) {
      const int64_t is = published->value(cell.index);
      const int64_t sum = parts->value(cell.index);
      if (is == sum || !FitsGlobs(cell.path, options_.figures)) continue;
      ++count;
      if (!options_.parts) continue;
      listing.Add(
          {form::NameInFiles(cell), session_.Say(cell.label_zh, cell.label_en),
           PrintFigure(cell, is), PrintFigure(cell, sum),
           PrintFigure(cell, is - sum)},
          "");
    }
    if (count == 0) {
      return session_.Say("\n本地区报告与各部分之和一致\n",
                          "\nThe area report equals the sum of the parts\n");
    }
    const std::string n = std::to_string(count);
    return "\n" +
           session_.Say("本地区报告与各部分之和有 " + n + " 项不同",
                        "The area report and the sum of the parts differ in " +
                            n + " figures") +
           (options_.parts ? "\n" + listing.Print()
                           : session_.Say("（--parts 列出）\n",
                                          " (list them with --parts)\n"));
  }

  Session& session_;
  const TotalsOptions& options_;
  const form::Catalog& catalog_;
  std::vector<v1::Totals> totals_;
};

}  // namespace

int RunTotals(Session& session, const TotalsOptions& options) {
  return TotalsCommand(session, options).Run();
}

}  // namespace disclosure::cli
