// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What the parts of the check share. Internal to this folder.

#ifndef DISCLOSURE_FORM_CHECK_PARTS_H_
#define DISCLOSURE_FORM_CHECK_PARTS_H_

#include <string>
#include <vector>

#include "disclosure/v1/finding.pb.h"
#include "form/check.h"

namespace disclosure::form {

// A report under check.
struct CheckInput {
  const Catalog& catalog;
  const v1::AnnualReport& report;
  const FigureVector& figures;
  // Complete.
  v1::Editions editions;
  // The cells that these editions print.
  std::vector<bool> asked;
  CheckContext context;
};

using Findings = std::vector<v1::Finding>;

// Each appends what it finds, in any order.
void CheckEquations(const CheckInput& input, Findings* findings);
void CheckValues(const CheckInput& input, Findings* findings);
void CheckEditions(const CheckInput& input, Findings* findings);
void CheckQuestions(const CheckInput& input, Findings* findings);
void CheckNarrative(const CheckInput& input, Findings* findings);

// A finding about `cell`; without texts.
v1::Finding* AddFinding(const Catalog& catalog, const std::string& rule,
                        v1::Severity severity, int cell, Findings* findings);
// A finding about a field of the report.
v1::Finding* AddFinding(const std::string& rule, v1::Severity severity,
                        const std::string& field, Findings* findings);

void SetMessage(const std::string& zh, const std::string& en,
                v1::Finding* finding);
void SetExplanation(const std::string& zh, const std::string& en,
                    v1::Finding* finding);

// The first few of `names` and how many more there are.
std::string ListZh(const std::vector<std::string>& names);
std::string ListEn(const std::vector<std::string>& names);

// A value of a cell as people read it: money in 10,000 yuan.
std::string ValueText(const Cell& cell, int64_t value);

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_CHECK_PARTS_H_
