// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/write/csv.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/csv.h"
#include "form/money.h"

namespace disclosure::documents {
namespace {

std::string Head(const form::Catalog& catalog, CsvHeads heads,
                 std::vector<std::string> columns) {
  for (const form::Cell& cell : catalog.cells()) {
    columns.push_back(heads == CsvHeads::kPaths      ? form::NameInFiles(cell)
                      : heads == CsvHeads::kLabelsZh ? cell.label_zh
                                                     : cell.label_en);
  }
  return absl::StrCat(std::string(base::kByteOrderMark),
                      base::CsvLine(columns));
}

std::string Line(const form::FigureVector& figures,
                 std::vector<std::string> columns) {
  for (const form::Cell& cell : figures.catalog().cells()) {
    const int64_t value = figures.value(cell.index);
    columns.push_back(!figures.has(cell.index)    ? ""
                      : cell.unit == v1::UNIT_FEN ? form::FormatWanYuan(value)
                                                  : absl::StrCat(value));
  }
  return base::CsvLine(columns);
}

}  // namespace

std::string ReportsCsvHead(const form::Catalog& catalog, CsvHeads heads) {
  return Head(catalog, heads,
              {"office", "office_name", "region", "line", "year", "scope",
               "revision", "submitted_at", "findings"});
}

std::string ReportsCsvLine(const ReportLine& report,
                           const form::FigureVector& figures) {
  return Line(figures, {report.office, report.office_name, report.region,
                        report.line, absl::StrCat(report.year),
                        report.scope == v1::SCOPE_AREA ? "area" : "own",
                        report.revision, report.submitted_at, report.findings});
}

std::string TotalsCsvHead(const form::Catalog& catalog, CsvHeads heads) {
  return Head(catalog, heads,
              {"region", "region_name", "line", "year", "part", "expected",
               "received", "late", "position"});
}

std::string TotalsCsvLine(const v1::Totals& totals,
                          const form::FigureVector& figures,
                          const std::string& position) {
  const v1::Coverage& coverage = totals.coverage();
  return Line(figures, {totals.region().code(), totals.region().name(),
                        totals.line(), absl::StrCat(totals.year()),
                        totals.part() == v1::PART_OWN ? "own" : "subtree",
                        absl::StrCat(coverage.expected()),
                        absl::StrCat(coverage.received()),
                        absl::StrCat(coverage.late()), position});
}

}  // namespace disclosure::documents
