// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/check.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "form/check_parts.h"
#include "form/editions.h"
#include "form/money.h"

namespace disclosure::form {
namespace {

// Names in one message.
constexpr size_t kNamesMax = 6;

std::string List(const std::vector<std::string>& names, const char* separator) {
  std::string text;
  for (size_t i = 0; i < std::min(names.size(), kNamesMax); ++i) {
    absl::StrAppend(&text, i == 0 ? "" : separator, names[i]);
  }
  return text;
}

// Notes the office's reasons at the questions that they answer.
void Confirm(const v1::AnnualReport& report, Findings* findings) {
  for (const v1::Confirmation& answer : report.confirmations()) {
    const auto& cells = answer.cells();
    for (v1::Finding& finding : *findings) {
      if (!IsOpenQuestion(finding) || finding.rule() != answer.rule()) continue;
      if (!cells.empty() && std::find(cells.begin(), cells.end(),
                                      finding.suspect()) == cells.end()) {
        continue;
      }
      finding.set_confirmed(answer.reason());
    }
  }
}

}  // namespace

std::vector<v1::Finding> Check(const Catalog& catalog,
                               const v1::AnnualReport& report,
                               const CheckContext& context) {
  const auto figures = FromMessage(catalog, report.figures());
  if (figures.ok()) return Check(catalog, report, *figures, context);
  Findings findings;
  v1::Finding* finding = AddFinding("form_newer_than_server",
                                    v1::SEVERITY_ERROR, "figures", &findings);
  SetMessage(base::GetErrorDetails(figures.status()).zh,
             std::string(figures.status().message()), finding);
  return findings;
}

std::vector<v1::Finding> Check(const Catalog& catalog,
                               const v1::AnnualReport& report,
                               const FigureVector& figures,
                               const CheckContext& context) {
  CheckInput input = {.catalog = catalog,
                      .report = report,
                      .figures = figures,
                      .editions = CompleteEditions(catalog, report.editions(),
                                                   figures, report.year()),
                      .asked = {},
                      .context = context};
  input.asked = catalog.AskedCells(input.editions);
  Findings findings;
  CheckValues(input, &findings);
  CheckEditions(input, &findings);
  CheckEquations(input, &findings);
  CheckQuestions(input, &findings);
  CheckNarrative(input, &findings);
  Confirm(report, &findings);
  const auto place = [&](const v1::Finding& finding) {
    const Cell* cell = catalog.FindPath(finding.suspect());
    return std::tuple(finding.severity(), finding.table(),
                      cell == nullptr ? -1 : cell->index);
  };
  std::stable_sort(findings.begin(), findings.end(),
                   [&](const v1::Finding& a, const v1::Finding& b) {
                     return place(a) < place(b);
                   });
  return findings;
}

int CountErrors(const std::vector<v1::Finding>& findings) {
  return static_cast<int>(std::count_if(
      findings.begin(), findings.end(), [](const v1::Finding& finding) {
        return finding.severity() == v1::SEVERITY_ERROR;
      }));
}

int CountQuestions(const std::vector<v1::Finding>& findings) {
  return static_cast<int>(
      std::count_if(findings.begin(), findings.end(), IsOpenQuestion));
}

bool IsOpenQuestion(const v1::Finding& finding) {
  return finding.severity() == v1::SEVERITY_QUESTION &&
         finding.confirmed().empty();
}

v1::Finding* AddFinding(const Catalog& catalog, const std::string& rule,
                        v1::Severity severity, int cell, Findings* findings) {
  const Cell& suspect = catalog.cells()[static_cast<size_t>(cell)];
  v1::Finding* finding = AddFinding(rule, severity, suspect.path, findings);
  finding->set_table(
      catalog.tables()[static_cast<size_t>(suspect.table)].number);
  return finding;
}

v1::Finding* AddFinding(const std::string& rule, v1::Severity severity,
                        const std::string& field, Findings* findings) {
  v1::Finding& finding = findings->emplace_back();
  finding.set_rule(rule);
  finding.set_severity(severity);
  finding.set_suspect(field);
  return &finding;
}

void SetMessage(const std::string& zh, const std::string& en,
                v1::Finding* finding) {
  finding->mutable_message()->set_zh(zh);
  finding->mutable_message()->set_en(en);
}

void SetExplanation(const std::string& zh, const std::string& en,
                    v1::Finding* finding) {
  finding->mutable_explanation()->set_zh(zh);
  finding->mutable_explanation()->set_en(en);
}

std::string ListZh(const std::vector<std::string>& names) {
  std::string text = List(names, "、");
  if (names.size() > kNamesMax) {
    absl::StrAppend(&text, "等 ", names.size(), " 项");
  }
  return text;
}

std::string ListEn(const std::vector<std::string>& names) {
  std::string text = List(names, ", ");
  if (names.size() > kNamesMax) {
    absl::StrAppend(&text, " and ", names.size() - kNamesMax, " more");
  }
  return text;
}

std::string ValueText(const Cell& cell, int64_t value) {
  return cell.unit == v1::UNIT_FEN ? FormatWanYuan(value) : absl::StrCat(value);
}

}  // namespace disclosure::form
