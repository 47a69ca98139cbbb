// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The commands: one function each, in a file of its own name. A command
// writes data to the session's output and everything else to standard error,
// and returns an ExitCode. Regions and offices may be given by name or code.

#ifndef DISCLOSURE_CLI_COMMANDS_H_
#define DISCLOSURE_CLI_COMMANDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "cli/session.h"

namespace disclosure::cli {

// A report by its names. `office` may be a name.
struct ReportName {
  std::string office;
  int year = 0;
  bool area = false;
};

// What a query is about. `region` may be a name; an empty `line` means all;
// `after` is a position (main:5 or 5) that the answer must include.
struct RegionQuery {
  std::string region;
  int year = 0;
  std::string line;
  std::string after;
};

struct RegistryApplyOptions {
  std::vector<std::string> files;
  bool dry_run = false;
  std::string note;
};
int RunRegistryApply(Session& session, const RegistryApplyOptions& options);

struct RegionsOptions {
  std::string text;
  int year = 0;
};
int RunRegions(Session& session, const RegionsOptions& options);

struct OfficesOptions {
  std::string text;
  std::string region;
  std::string line;
  int year = 0;
};
int RunOffices(Session& session, const OfficesOptions& options);

struct FormOptions {
  int edition = 0;  // 2019, 2021; 0: every figure.
  bool blank = false;
};
int RunForm(Session& session, const FormOptions& options);

struct TemplateOptions {
  ReportName report;  // `office` is empty with `missing`.
  std::string name;   // The office's; empty: ask the server.
  int edition = 0;    // 2019, 2021; 0: the one in force.
  bool missing = false;
  std::string region;
};
int RunTemplate(Session& session, const TemplateOptions& options);

struct CheckOptions {
  std::vector<std::string> files;
  bool offline = false;
};
int RunCheck(Session& session, const CheckOptions& options);

struct ImportOptions {
  std::vector<std::string> files;     // Files, folders, patterns.
  std::string office;                 // The id, where the name does not tell.
  int year = 0;                       // 0: as the document says.
  bool own = false, area = false;     // Neither: as the document's title says.
  std::vector<std::string> registry;  // CSV files; empty: ask the service.
};
int RunImport(Session& session, const ImportOptions& options);

struct ConfirmOptions {
  std::string file;
  std::string rule;
  std::vector<std::string> cells;  // Suspects; empty: all of the rule.
  std::string reason;
};
int RunConfirm(Session& session, const ConfirmOptions& options);

struct SubmitOptions {
  std::vector<std::string> files;
  bool as_published = false;
  bool amend = false;
  std::string on_behalf_of;
  std::string note;
};
int RunSubmit(Session& session, const SubmitOptions& options);

struct WithdrawOptions {
  ReportName report;
  std::string on_behalf_of;
  std::string note;
};
int RunWithdraw(Session& session, const WithdrawOptions& options);

int RunHistory(Session& session, const ReportName& report);

struct CompareOptions {
  ReportName report;
  int from = 0;  // 0: the revision before `to`.
  int to = 0;    // 0: the current one.
};
int RunCompare(Session& session, const CompareOptions& options);

struct ReportOptions {
  ReportName report;
  int revision = 0;  // 0: the current one.
  bool nonzero = false;
  std::vector<std::string> figures;  // Globs on paths.
};
int RunReport(Session& session, const ReportOptions& options);

struct TotalsOptions {
  RegionQuery query;
  bool own = false;
  bool parts = false;
  bool children = false;
  bool nonzero = false;
  std::vector<std::string> figures;  // Globs on paths.
};
int RunTotals(Session& session, const TotalsOptions& options);

struct CoverageOptions {
  RegionQuery query;
  bool missing = false;
};
int RunCoverage(Session& session, const CoverageOptions& options);

struct SeriesOptions {
  std::string region;
  std::string office;
  bool area = false;
  std::string line;
  bool own = false;
  int first_year = 0;
  int last_year = 0;
  std::vector<std::string> figures;
  std::string after;
};
int RunSeries(Session& session, const SeriesOptions& options);

struct ReportsOptions {
  RegionQuery query;
  // Head of the columns in CSV: paths, or printed labels.
  bool labels = false;
};
int RunReports(Session& session, const ReportsOptions& options);

// Exactly one of `report.office`, `query.region` and `files`.
struct ExportOptions {
  ReportName report;
  int revision = 0;  // 0: the current one.
  RegionQuery query;
  bool own = false;
  bool children = false;           // The total of each child region.
  bool offices = false;            // Each report that counts in the region.
  std::vector<std::string> files;  // Report files; no server is asked.
  bool labels = false;             // Printed labels as CSV heads.
};
int RunExport(Session& session, const ExportOptions& options);

struct BackupOptions {
  int keep = 0;  // All but so many of the newest are deleted; 0: none.
  bool list = false;
};
int RunBackup(Session& session, const BackupOptions& options);

int RunVerify(Session& session);
int RunRebuild(Session& session);
int RunStatus(Session& session);

}  // namespace disclosure::cli

#endif  // DISCLOSURE_CLI_COMMANDS_H_
