// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Findings of a check, as a person reads them and as a program does.

#ifndef DISCLOSURE_CLI_FINDINGS_H_
#define DISCLOSURE_CLI_FINDINGS_H_

#include <string>
#include <vector>

#include "cli/session.h"
#include "disclosure/v1/finding.pb.h"
#include "disclosure/v1/report.pb.h"

namespace disclosure::cli {

// What was found in one report of a file.
struct CheckedReport {
  std::string file;
  v1::AnnualReport report;
  std::vector<v1::Finding> findings;
};

int ErrorsOf(const CheckedReport& checked);
// The open ones, and those that the office confirmed with a reason.
int QuestionsOf(const CheckedReport& checked);
int ConfirmedOf(const CheckedReport& checked);

// 天坛街道办事处（419001004-01）2020 年度 本机关
std::string PrintReportName(const Session& session,
                            const v1::AnnualReport& report);

// The report's name and file, then its findings, grouped by table, and what
// would put it right.
std::string PrintFindings(const Session& session, const CheckedReport& checked);

// The findings alone, a block for each table.
std::string PrintFindingTables(const Session& session,
                               const CheckedReport& checked);

// One JSON object; see `check --format json`.
std::string FindingsToJson(const form::Catalog& catalog,
                           const CheckedReport& checked);

}  // namespace disclosure::cli

#endif  // DISCLOSURE_CLI_FINDINGS_H_
