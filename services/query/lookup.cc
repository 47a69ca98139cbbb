// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/lookup.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "registry/messages.h"
#include "services/query/errors.h"

namespace disclosure::query {
namespace {

constexpr size_t kNearLines = 5;
// No name, code or id in a registry is longer.
constexpr size_t kTextBytesMost = 200;

std::vector<std::string> NearLines(const YearTree& tree,
                                   std::string_view line) {
  std::vector<std::pair<int, std::string>> ranked;
  for (const std::string& known : tree.lines()) {
    const bool holds = known.find(line) != std::string::npos;
    ranked.emplace_back(holds ? 0 : base::EditDistance(known, line), known);
  }
  std::ranges::sort(ranked);
  if (ranked.size() > kNearLines) ranked.resize(kNearLines);
  std::vector<std::string> near;
  for (auto& [_, name] : ranked) near.push_back(std::move(name));
  return near;
}

}  // namespace

int LastYear(const AnswerContext& context) {
  return base::ShanghaiYear(context.clock.Now()) + 1;
}

absl::StatusOr<int> CheckYear(const AnswerContext& context, int64_t year,
                              std::string_view field) {
  const int last = LastYear(context);
  if (year < kFirstYear || year > last) {
    return YearInvalid(field, year, kFirstYear, last);
  }
  return static_cast<int>(year);
}

absl::StatusOr<int> YearOrCurrent(const AnswerContext& context, int64_t year) {
  return year == 0 ? base::ShanghaiYear(context.clock.Now())
                   : CheckYear(context, year);
}

absl::Status CheckLength(std::string_view field, std::string_view text) {
  if (text.size() <= kTextBytesMost) return absl::OkStatus();
  return FieldTooLong(field, text.size(), kTextBytesMost);
}

absl::StatusOr<int> FindRegion(const registry::Registry& registry,
                               const YearView& view, int year,
                               std::string_view code) {
  const absl::Status length = CheckLength("region", code);
  if (!length.ok()) return length;
  const int region = view.tree().FindRegion(code);
  if (region != YearTree::kNone) return region;
  return registry::UnknownRegion(registry, code, year);
}

absl::StatusOr<int> FindOffice(const registry::Registry& registry,
                               const YearView& view, int year,
                               std::string_view id) {
  const absl::Status length = CheckLength("office", id);
  if (!length.ok()) return length;
  const int office = view.tree().FindOffice(id);
  if (office != YearTree::kNone) return office;
  // The registry speaks to those who file; here nothing was found.
  const absl::Status unknown = registry::UnknownOffice(registry, id, year);
  return base::MakeError(absl::StatusCode::kNotFound,
                         std::string(unknown.message()),
                         base::GetErrorDetails(unknown));
}

absl::StatusOr<int> FindLine(const YearView& view, int year,
                             std::string_view line) {
  const absl::Status length = CheckLength("line", line);
  if (!length.ok()) return length;
  if (line.empty()) return kAllLines;
  const int number = view.tree().FindLine(line);
  if (number != YearTree::kNone) return number;
  return LineUnknown(line, year, NearLines(view.tree(), line));
}

}  // namespace disclosure::query
