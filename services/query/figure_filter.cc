// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/figure_filter.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "services/query/errors.h"
#include "services/query/folded_figures.h"

namespace disclosure::query {
namespace {

// Each pattern is compared with every path of the form. A program that wants
// more figures than that asks for all.
constexpr int kPatternsMax = 500;
constexpr size_t kPatternBytesMax = 200;

absl::Status CheckSizes(
    const google::protobuf::RepeatedPtrField<std::string>& patterns) {
  const auto fits = [](const std::string& pattern) {
    return pattern.size() <= kPatternBytesMax;
  };
  if (patterns.size() <= kPatternsMax && std::ranges::all_of(patterns, fits)) {
    return absl::OkStatus();
  }
  return FieldInvalid(
      "TOO_MANY_FIGURES", "figures",
      absl::StrCat("At most ", kPatternsMax, " paths or globs of at most ",
                   kPatternBytesMax, " bytes."),
      absl::StrCat("最多 ", kPatternsMax, " 个指标名称，每个不超过 ",
                   kPatternBytesMax, " 字节。"));
}

}  // namespace

absl::StatusOr<FigureFilter> FigureFilter::Create(
    const form::Catalog& catalog,
    const google::protobuf::RepeatedPtrField<std::string>& patterns) {
  if (patterns.empty()) return FigureFilter();
  if (const absl::Status sizes = CheckSizes(patterns); !sizes.ok()) {
    return sizes;
  }
  std::vector<bool> shown(catalog.cells().size(), false);
  base::ErrorDetails details;
  details.reason = "FIGURE_UNKNOWN";
  details.zh = "有的指标名称不存在，可用 disclosure form 查看全部指标。";
  for (int i = 0; i < patterns.size(); ++i) {
    bool fits = false;
    for (const form::Cell& cell : catalog.cells()) {
      if (!FitsGlob(cell.path, patterns[i])) continue;
      shown[cell.index] = true;
      fits = true;
    }
    if (fits) continue;
    details.violations.push_back(
        {absl::StrCat("figures[", i, "]"),
         absl::StrCat("No figure fits \"", patterns[i], "\"."),
         absl::StrCat("没有符合 “", patterns[i], "” 的指标。")});
  }
  if (details.violations.empty()) return FigureFilter(std::move(shown));
  const std::string en =
      absl::StrCat(details.violations.front().en,
                   " The form lists the paths of all figures.");
  return base::MakeError(absl::StatusCode::kInvalidArgument, en,
                         std::move(details));
}

absl::Status FigureFilter::Fill(const form::Catalog& catalog,
                                std::string_view kept,
                                v1::Figures* figures) const {
  absl::StatusOr<form::FigureVector> vector = Unfold(catalog, kept);
  if (!vector.ok()) return FiguresUnreadable(vector.status());
  Fill(catalog, *std::move(vector), figures);
  return absl::OkStatus();
}

void FigureFilter::Fill(const form::Catalog& catalog, form::FigureVector vector,
                        v1::Figures* figures) const {
  for (size_t cell = 0; cell < shown_.size(); ++cell) {
    if (!shown_[cell]) vector.Clear(static_cast<int>(cell));
  }
  form::ToMessage(catalog, vector, figures);
}

bool FitsGlob(std::string_view text, std::string_view pattern) {
  // The greedy walk: on a mismatch, the last * takes one character more.
  size_t t = 0;
  size_t p = 0;
  size_t star = std::string_view::npos;
  size_t taken = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      taken = t;
    } else if (p < pattern.size() &&
               (pattern[p] == '?' || pattern[p] == text[t])) {
      ++t;
      ++p;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++taken;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace disclosure::query
