// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Report files: what an office keeps, edits and sends.
//
// JSON holds a whole report, with the names of report.proto and figures.proto,
// one line per printed row. CSV holds figures for a spreadsheet: one report as
// `figure,label,unit,value`, or many as `office,year,scope,figure,value`. In
// CSV money stands in 10,000 yuan under a name that ends in `_wan_yuan`; an
// empty value is a blank cell.
//
// A file that cannot be read is INVALID_ARGUMENT (REPORT_FILE_UNREADABLE): the
// message names file and line, what was expected, what was found and what to
// do; nothing unknown is skipped. Pure functions, thread-safe.

#ifndef DISCLOSURE_FORM_REPORT_FILE_H_
#define DISCLOSURE_FORM_REPORT_FILE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "disclosure/v1/report.pb.h"
#include "form/catalog.h"

namespace disclosure::form {

enum class Language { kZh, kEn };

// Reads JSON or CSV, told apart by their first character. A JSON file holds one
// report; there is always at least one. `file` is the name that stands in
// messages.
absl::StatusOr<std::vector<v1::AnnualReport>> ReadReports(
    const Catalog& catalog, std::string_view file, std::string_view text);

absl::StatusOr<v1::AnnualReport> ReadReportJson(std::string_view file,
                                                std::string_view text);

// The file of a report, as described above, with a final line break.
std::string WriteReportJson(const v1::AnnualReport& report);

// Where the file does not name the editions, they are found from the figures it
// fills in, else from those it lists.
absl::StatusOr<std::vector<v1::AnnualReport>> ReadReportCsv(
    const Catalog& catalog, std::string_view file, std::string_view text);

// One report for people: office, year and scope, then every figure that its
// editions ask for or that it fills in, then the other single fields that are
// set. Supplementary figures, evidence and confirmations have no place there.
// With a byte order mark, as spreadsheets like it.
std::string WriteReportCsv(const Catalog& catalog,
                           const v1::AnnualReport& report, Language language);

// Many reports, one line per figure that is not blank.
std::string WriteLongCsv(const Catalog& catalog,
                         const std::vector<v1::AnnualReport>& reports);

// A report of this edition with every cell empty, to fill in.
std::string MakeBlankCsv(const Catalog& catalog, v1::Edition edition,
                         Language language);

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_REPORT_FILE_H_
