// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/csv.h"
#include "registry/csv.h"
#include "registry/csv_words.h"

namespace disclosure::registry {
namespace {

std::string YearText(int year) { return year == 0 ? "" : absl::StrCat(year); }

}  // namespace

std::string WriteRegionsCsv(const v1::RegistryRows& rows) {
  bool aliases = false;
  bool successors = false;
  for (const v1::RegionRow& row : rows.regions()) {
    aliases |= row.aliases_size() > 0;
    successors |= row.successors_size() > 0;
  }
  std::vector<std::string> fields = {"code",       "name",       "kind",
                                     "level",      "parent",     "run_by",
                                     "counted_by", "first_year", "last_year"};
  if (aliases) fields.push_back("aliases");
  if (successors) fields.push_back("successor");
  std::string text(base::kByteOrderMark);
  text += base::CsvLine(fields);
  for (const v1::RegionRow& row : rows.regions()) {
    fields = {row.code(),
              row.name(),
              WordOf(kRegionKindWords, row.kind()),
              WordOf(kLevelWords, row.level()),
              row.parent(),
              row.run_by(),
              WordOf(kCountedByWords, row.counted_by()),
              YearText(row.first_year()),
              YearText(row.last_year())};
    if (aliases) fields.push_back(absl::StrJoin(row.aliases(), ";"));
    if (successors) fields.push_back(absl::StrJoin(row.successors(), ";"));
    text += base::CsvLine(fields);
  }
  return text;
}

std::string WriteOfficesCsv(const v1::RegistryRows& rows) {
  std::string text(base::kByteOrderMark);
  text += base::CsvLine({"id", "name", "region", "line", "kind", "reports",
                         "counts", "first_year", "last_year", "credit_code",
                         "aliases", "contact"});
  for (const v1::OfficeRow& row : rows.offices()) {
    const int reports =
        (row.reports_own() ? 1 : 0) + (row.reports_area() ? 2 : 0);
    text += base::CsvLine(
        {row.id(), row.name(), row.region(), row.line(),
         WordOf(kOfficeKindWords, row.kind()), WordOf(kReportsWords, reports),
         WordOf(kCountsWords, row.not_counted() ? 2 : 1),
         YearText(row.first_year()), YearText(row.last_year()),
         row.credit_code(), absl::StrJoin(row.aliases(), ";"), row.contact()});
  }
  return text;
}

}  // namespace disclosure::registry
