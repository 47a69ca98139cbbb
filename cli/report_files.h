// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The report files that a person names: files and folders, JSON, CSV, and forms
// that were filled in.

#ifndef DISCLOSURE_CLI_REPORT_FILES_H_
#define DISCLOSURE_CLI_REPORT_FILES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "cli/session.h"
#include "disclosure/v1/report.pb.h"
#include "form/report_file.h"

namespace disclosure::cli {

// A file and what it holds: reports, or the reason why it cannot be read.
struct ReportFile {
  std::string path;
  absl::Status status;
  std::vector<v1::AnnualReport> reports;
};

// Reads one file: JSON (one report), CSV (one, or many in the long form), or a
// form made by `disclosure template`. INVALID_ARGUMENT (NOT_A_FILLED_FORM) for
// any other workbook or document.
ReportFile ReadReportFile(const form::Catalog& catalog,
                          const std::string& path);

// The files that `paths` name, in order: a file itself, a folder for all .json,
// .csv and .xlsx files in it (not below it) by name. At most 100,000.
// INVALID_ARGUMENT (NO_REPORT_FILES) names the folder that has none.
absl::StatusOr<std::vector<std::string>> ListReportFiles(
    const std::vector<std::string>& paths);

// The language of what form/ writes.
form::Language FormLanguage(Language language);

}  // namespace disclosure::cli

#endif  // DISCLOSURE_CLI_REPORT_FILES_H_
