// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Many reports or totals as CSV for a spreadsheet: one line each, one column
// for every figure of the form. An empty value is a blank cell; money is in
// 10,000 yuan. The head begins with a byte order mark. Pure functions,
// thread-safe.

#ifndef DISCLOSURE_DOCUMENTS_WRITE_CSV_H_
#define DISCLOSURE_DOCUMENTS_WRITE_CSV_H_

#include <string>

#include "disclosure/v1/report.pb.h"
#include "disclosure/v1/total.pb.h"
#include "form/catalog.h"
#include "form/figures.h"

namespace disclosure::documents {

// What the columns of figures are called: paths for programs, else labels.
enum class CsvHeads { kPaths, kLabelsZh, kLabelsEn };

// A report and what is known of it. Unknown is empty.
struct ReportLine {
  std::string office;
  std::string office_name;
  std::string region;
  std::string line;
  int year = 0;
  v1::Scope scope = v1::SCOPE_OWN;
  std::string revision;
  std::string submitted_at;
  std::string findings;
};

std::string ReportsCsvHead(const form::Catalog& catalog, CsvHeads heads);
std::string ReportsCsvLine(const ReportLine& report,
                           const form::FigureVector& figures);

std::string TotalsCsvHead(const form::Catalog& catalog, CsvHeads heads);
// `figures` are those of the total, `position` is how people write it.
std::string TotalsCsvLine(const v1::Totals& totals,
                          const form::FigureVector& figures,
                          const std::string& position);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_WRITE_CSV_H_
