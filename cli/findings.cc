// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "cli/findings.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "cli/json.h"
#include "cli/repairs.h"
#include "cli/resolve.h"
#include "form/check.h"
#include "nlohmann/json.hpp"

namespace disclosure::cli {
namespace {

int CountOf(const CheckedReport& checked, v1::Severity severity) {
  return static_cast<int>(
      std::ranges::count(checked.findings, severity, &v1::Finding::severity));
}

std::string TableTitle(const Session& session, int number) {
  for (const form::Table& table : session.catalog().tables()) {
    if (table.number != number) continue;
    return session.Say(
        "表" + table.section_zh + " " + table.title_zh,
        "Table " + std::to_string(number) + "  " + table.title_en);
  }
  return session.Say("整份报告", "The report as a whole");
}

std::string SeverityWord(const Session& session, v1::Severity severity) {
  const auto* type = v1::Severity_descriptor();
  return session.Say(form::LabelZh(*type, severity),
                     form::LabelEn(*type, severity));
}

}  // namespace

int ErrorsOf(const CheckedReport& checked) {
  return CountOf(checked, v1::SEVERITY_ERROR);
}

int QuestionsOf(const CheckedReport& checked) {
  return form::CountQuestions(checked.findings);
}

int ConfirmedOf(const CheckedReport& checked) {
  return CountOf(checked, v1::SEVERITY_QUESTION) - QuestionsOf(checked);
}

std::string PrintReportName(const Session& session,
                            const v1::AnnualReport& report) {
  const std::string scope =
      PrintScope(session, report.scope() == v1::SCOPE_AREA);
  const std::string year = std::to_string(report.year());
  std::string name = report.office_name();
  if (name.empty()) name = session.Say("填报单位", "office");
  const std::string id = report.office().empty()
                             ? session.Say("编号未填", "no id")
                             : report.office();
  return session.Say(name + "（" + id + "）" + year + " 年度 " + scope,
                     name + " (" + id + ")  " + year + "  " + scope);
}

std::string PrintFindings(const Session& session,
                          const CheckedReport& checked) {
  return PrintReportName(session, checked.report) + "    " + checked.file +
         "\n" + PrintFindingTables(session, checked);
}

std::string PrintFindingTables(const Session& session,
                               const CheckedReport& checked) {
  std::string text;
  std::map<int, std::vector<const v1::Finding*>> by_table;
  for (const v1::Finding& finding : checked.findings) {
    by_table[finding.table()].push_back(&finding);
  }
  const std::vector<form::Repair> repairs =
      FindRepairs(session.catalog(), checked.report);
  const int repaired_table = LastTableOf(session.catalog(), repairs);
  const std::string indent(9, ' ');
  for (const auto& [table, findings] : by_table) {
    text += "\n" + TableTitle(session, table) + "\n";
    std::map<v1::Severity, int> numbers;
    for (const v1::Finding* finding : findings) {
      const v1::Severity severity = finding->severity();
      const std::string head = SeverityWord(session, severity) + " " +
                               std::to_string(++numbers[severity]);
      text += "  " + base::PadRight(head + " ", 9) +
              Pick(session.language(), finding->message()) + "\n";
      const std::string& explanation =
          Pick(session.language(), finding->explanation());
      if (!explanation.empty()) text += "  " + indent + explanation + "\n";
      const std::string cell =
          session.Say("单元格 ", "cell ") + finding->suspect();
      text += "  " + indent +
              (finding->suspect().empty() ? "" : base::PadRight(cell, 58)) +
              session.Say("规则 ", "rule ") + finding->rule() + "\n";
      if (!finding->confirmed().empty()) {
        text += "  " + indent + session.Say("已说明：", "confirmed: ") +
                finding->confirmed() + "\n";
      }
    }
    if (table == repaired_table) text += PrintRepairs(session, repairs);
  }
  return text;
}

std::string FindingsToJson(const form::Catalog& catalog,
                           const CheckedReport& checked) {
  nlohmann::ordered_json out;
  out["file"] = checked.file;
  out["office"] = checked.report.office();
  out["year"] = checked.report.year();
  out["scope"] = v1::Scope_Name(checked.report.scope());
  out["errors"] = ErrorsOf(checked);
  out["questions"] = QuestionsOf(checked);
  out["confirmed"] = ConfirmedOf(checked);
  out["findings"] = nlohmann::ordered_json::array();
  for (const v1::Finding& finding : checked.findings) {
    out["findings"].push_back(nlohmann::ordered_json::parse(ToJson(finding)));
  }
  out["repairs"] = nlohmann::ordered_json::parse(
      RepairsToJson(catalog, FindRepairs(catalog, checked.report)));
  return out.dump() + "\n";
}

}  // namespace disclosure::cli
