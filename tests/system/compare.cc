// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/system/compare.h"

#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace disclosure::testing {
namespace {

using v1::QueryService;

// One region, year and line to ask about.
struct Question {
  Client& client;
  const Model& model;
  std::string region;
  int year;
  std::string line;
  const v1::LogPosition& position;

  std::string Name() const {
    return absl::StrCat(region, " ", year, " ", line.empty() ? "all" : line);
  }
  template <class Request>
  Request MakeRequest() const {
    Request request;
    request.set_region(region);
    request.set_year(year);
    request.set_line(line);
    *request.mutable_min_position() = position;
    return request;
  }
};

std::string CompareTotals(const std::string& what, const Expectation& expected,
                          const v1::Totals& found) {
  std::string text = PrintDifferences(expected.sum, SumOf(found));
  if (CountsOf(found.coverage()) != expected.counts) {
    absl::StrAppend(&text, "  ", Print(expected.counts), "\n  but found ",
                    Print(CountsOf(found.coverage())), "\n");
  }
  return text.empty() ? "" : absl::StrCat(what, ":\n", text);
}

// The answers about one region's total, its published figures and parts.
std::string CheckTotals(const Question& question, v1::Part part) {
  auto request = question.MakeRequest<v1::GetTotalsRequest>();
  request.set_part(part);
  auto response =
      Call(question.client.query(), &QueryService::Stub::GetTotals, request);
  if (!response.ok()) return Describe(response.status());
  const Model& model = question.model;
  const auto& [region, year, line] =
      std::tie(question.region, question.year, question.line);
  if (part == v1::PART_OWN) {
    return CompareTotals("own", model.Own(region, year, line),
                         response->totals());
  }
  std::string text =
      CompareTotals("page", model.Page(region, year, line), response->totals());
  const Expectation published = model.Published(region, year, line);
  if (response->totals().has_published() != (published.counts.received > 0)) {
    absl::StrAppend(&text, "published is there or not there\n");
  }
  if (!response->totals().has_published()) return text;
  absl::StrAppend(&text,
                  PrintDifferences(published.sum.figures,
                                   ToMap(response->totals().published())),
                  PrintDifferences(model.Parts(region, year, line).sum.figures,
                                   ToMap(response->totals().parts())));
  return text;
}

std::string CheckFamily(const Question& question) {
  auto request = question.MakeRequest<v1::ListTotalsRequest>();
  auto response =
      Call(question.client.query(), &QueryService::Stub::ListTotals, request);
  if (!response.ok()) return Describe(response.status());
  std::string text = FamilyProblem(*response);
  const auto children = question.model.Children(question.region, question.year);
  if (static_cast<size_t>(response->children_size()) != children.size()) {
    return absl::StrCat(text, "children: expected ", children.size(),
                        ", found ", response->children_size(), "\n");
  }
  for (size_t i = 0; i < children.size(); ++i) {
    absl::StrAppend(
        &text, CompareTotals("child " + children[i],
                             question.model.Contribution(
                                 children[i], question.year, question.line),
                             response->children(static_cast<int>(i))));
  }
  return text;
}

std::string CheckCoverage(const Question& question) {
  auto request = question.MakeRequest<v1::GetCoverageRequest>();
  auto response =
      Call(question.client.query(), &QueryService::Stub::GetCoverage, request);
  if (!response.ok()) return Describe(response.status());
  const Counts counts =
      question.model.Page(question.region, question.year, question.line).counts;
  std::string text;
  if (CountsOf(response->region().coverage()) != counts) {
    absl::StrAppend(&text, "coverage: ", Print(counts), "\n  but found ",
                    Print(CountsOf(response->region().coverage())), "\n");
  }
  auto missing_request = question.MakeRequest<v1::ListMissingRequest>();
  auto missing = Call(question.client.query(), &QueryService::Stub::ListMissing,
                      missing_request);
  if (!missing.ok()) return text + Describe(missing.status());
  if (missing->total_count() != counts.expected - counts.received) {
    absl::StrAppend(&text, "missing: expected ",
                    counts.expected - counts.received, ", found ",
                    missing->total_count(), "\n");
  }
  return text;
}

}  // namespace

std::string AnswerProblems(Client& client, const Model& model,
                           const std::string& region, int year,
                           const std::string& line,
                           const v1::LogPosition& position) {
  const Question question{client, model, region, year, line, position};
  const std::string problems = CheckTotals(question, v1::PART_SUBTREE) +
                               CheckTotals(question, v1::PART_OWN) +
                               CheckFamily(question) + CheckCoverage(question);
  return problems.empty() ? "" : question.Name() + ":\n" + problems;
}

int ExpectAnswers(Client& client, const Model& model, int year,
                  std::vector<std::string> lines,
                  const v1::LogPosition& position) {
  int answers = 0;
  lines.insert(lines.begin(), "");
  for (const std::string& region : model.Regions(year)) {
    for (const std::string& line : lines) {
      const std::string problems =
          AnswerProblems(client, model, region, year, line, position);
      EXPECT_EQ(problems, "");
      if (!problems.empty()) return answers;
      answers += 5;
    }
  }
  return answers;
}

std::string FamilyProblem(const v1::ListTotalsResponse& family) {
  Sum parts = SumOf(family.own());
  for (const v1::Totals& child : family.children()) {
    Add(&parts, SumOf(child));
  }
  if (family.total().counted_by() == v1::COUNTED_BY_AREA) {
    if (!family.total().has_published()) return "";
    return PrintDifferences(parts.figures, ToMap(family.total().parts()));
  }
  return PrintDifferences(parts, SumOf(family.total()));
}

void ExpectVerified(Client& client) {
  auto verified = Call(client.rollup(), &v1::RollupService::Stub::Verify,
                       v1::VerifyRequest());
  ASSERT_TRUE(verified.ok()) << Describe(verified.status());
  EXPECT_EQ(verified->mismatch_count(), 0) << verified->DebugString();
}

}  // namespace disclosure::testing
