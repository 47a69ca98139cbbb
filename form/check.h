// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Checks a report against the form: everything that needs no other year and no
// other office. The rules are those of the catalogue; a finding names its rule,
// its cells, both sides and what to look at, in Chinese and English.
//
// Errors (the report is refused):
//   requests_balance, outcomes_sum, applicants_sum, disputes_sum, and whatever
//                  other equation the form states
//   edition_mixed  figures that the stated edition does not have
//   value_range    a figure, the year or an edition that cannot be
// Questions (to be confirmed or corrected):
//   total_not_filled       a blank total beside filled parts
//   table_missing          a table, or a row that an equation needs, is blank
//   outdated_form          an edition that was not in force in that year
//   public_total_too_small, rules_without_power, as form_rules.txtpb says
//   supplementary_sum      a group of supplementary figures does not add up
//   narrative_differs, narrative_contradicts, disputes_exceed_requests, as
//                          form_rules.txtpb says; see form/check_narrative.cc
//
// A question that the report's confirmations answer with a reason says so in
// `confirmed` and no longer counts as open.
//
// Blanks: in an equation a blank part counts as 0. An equation whose cells are
// all blank is not judged, nor is a sum whose total is blank; elsewhere a blank
// total counts as the sum of its parts. A failing equation names its blanks
// first.
//
// Pure functions, thread-safe.

#ifndef DISCLOSURE_FORM_CHECK_H_
#define DISCLOSURE_FORM_CHECK_H_

#include <cstdint>
#include <vector>

#include "disclosure/v1/finding.pb.h"
#include "disclosure/v1/registry.pb.h"
#include "disclosure/v1/report.pb.h"
#include "form/catalog.h"
#include "form/figures.h"

namespace disclosure::form {

// What is known around the report.
struct CheckContext {
  // A report on a later year is an error. 0: not judged.
  int current_year = 0;
  // The level of the office's region; unspecified: what depends on it is judged
  // as for the highest.
  v1::Level region_level = v1::LEVEL_UNSPECIFIED;
};

// All findings: errors, then questions, each in the order of the form. A report
// with figures that the catalogue does not know is one error of the rule
// `form_newer_than_server`; convert it with FromMessage() for the status.
std::vector<v1::Finding> Check(const Catalog& catalog,
                               const v1::AnnualReport& report,
                               const CheckContext& context);

// The same for a report whose figures are at hand as a vector; the field
// `figures` of `report` is not looked at.
std::vector<v1::Finding> Check(const Catalog& catalog,
                               const v1::AnnualReport& report,
                               const FigureVector& figures,
                               const CheckContext& context);

int CountErrors(const std::vector<v1::Finding>& findings);
// The open ones.
int CountQuestions(const std::vector<v1::Finding>& findings);

// Whether it is a question that the office has not confirmed.
bool IsOpenQuestion(const v1::Finding& finding);

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_CHECK_H_
