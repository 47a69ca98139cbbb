// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/text_problems.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/error.h"
#include "base/text.h"

namespace disclosure::form {
namespace {

// More lines help nobody.
constexpr size_t kProblemsMax = 20;

constexpr size_t kNearNamesMax = 3;

}  // namespace

void TextProblems::Add(int line, std::string_view field, std::string_view en,
                       std::string_view zh) {
  problems_.push_back(
      {line, std::string(field), std::string(en), std::string(zh)});
}

absl::Status TextProblems::ToStatus() const {
  DISCLOSURE_CHECK(!problems_.empty());
  base::ErrorDetails details;
  details.reason = "REPORT_FILE_UNREADABLE";
  details.metadata["file"] = file_;
  details.metadata["line"] = absl::StrCat(problems_[0].line);
  std::string en;
  for (size_t i = 0; i < std::min(problems_.size(), kProblemsMax); ++i) {
    const Problem& problem = problems_[i];
    std::string place = file_;
    if (problem.line > 0) absl::StrAppend(&place, ":", problem.line);
    const char* const separator = i == 0 ? "" : "\n";
    absl::StrAppend(&en, separator, place, ": ", problem.en);
    absl::StrAppend(&details.zh, separator, place, "：", problem.zh);
    details.violations.push_back({problem.field, problem.en, problem.zh});
  }
  if (problems_.size() > kProblemsMax) {
    const size_t more = problems_.size() - kProblemsMax;
    absl::StrAppend(&en, "\n", file_, ": and ", more, " more");
    absl::StrAppend(&details.zh, "\n", file_, "：另有 ", more, " 处");
  }
  return base::MakeError(absl::StatusCode::kInvalidArgument, en,
                         std::move(details));
}

std::vector<std::string> NearNames(std::string_view name,
                                   const std::vector<std::string>& names) {
  std::vector<std::pair<int, std::string>> near;
  const int limit = std::max<int>(2, static_cast<int>(name.size()) / 3);
  for (const std::string& candidate : names) {
    const int distance = base::EditDistance(name, candidate);
    if (distance <= limit) near.emplace_back(distance, candidate);
  }
  std::stable_sort(near.begin(), near.end(), [](const auto& a, const auto& b) {
    return a.first < b.first;
  });
  if (near.size() > kNearNamesMax) near.resize(kNearNamesMax);
  std::vector<std::string> result;
  for (auto& [distance, candidate] : near) result.push_back(candidate);
  return result;
}

}  // namespace disclosure::form
