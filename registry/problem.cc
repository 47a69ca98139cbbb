// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "registry/problem.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/text.h"

namespace disclosure::registry {

std::string Problem::RowName() const {
  const char* name = table == RowTable::kRegions   ? "regions["
                     : table == RowTable::kOffices ? "offices["
                                                   : "due_dates[";
  return absl::StrCat(name, index, "]");
}

absl::Status InvalidRegistry(const std::vector<Problem>& problems) {
  base::ErrorDetails details;
  details.reason = "REGISTRY_INVALID";
  details.metadata["problems"] = absl::StrCat(problems.size());
  details.zh =
      absl::StrCat("登记表有 ", problems.size(), " 处问题，未作任何更改。");
  for (const Problem& problem : problems) {
    details.violations.push_back({problem.RowName(), problem.en, problem.zh});
  }
  return base::MakeError(
      absl::StatusCode::kInvalidArgument,
      absl::StrCat("the registry would have ", problems.size(),
                   problems.size() == 1 ? " problem" : " problems",
                   "; nothing was changed"),
      std::move(details));
}

void ProblemList::Add(RowTable table, int index, std::string en,
                      std::string zh) {
  if (full()) return;
  problems_.push_back({table, index, std::move(en), std::move(zh)});
}

std::vector<Problem> ProblemList::Take() && {
  std::stable_sort(problems_.begin(), problems_.end(),
                   [](const Problem& a, const Problem& b) {
                     return std::tie(a.table, a.index) <
                            std::tie(b.table, b.index);
                   });
  return std::move(problems_);
}

std::string Shown(std::string_view text) {
  constexpr size_t kCharactersMax = 40;
  std::u32string letters = base::DecodeUtf8(text.substr(0, 400));
  for (char32_t& letter : letters) {
    if (letter < 0x20 || (letter >= 0x7F && letter < 0xA0)) letter = 0xFFFD;
  }
  if (letters.size() > kCharactersMax) {
    letters.resize(kCharactersMax);
    letters.push_back(U'…');
  }
  return base::EncodeUtf8(letters);
}

}  // namespace disclosure::registry
