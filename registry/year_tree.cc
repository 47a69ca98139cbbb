// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "registry/year_tree.h"

#include <algorithm>

#include "base/absl_strings.h"

namespace disclosure::registry {
namespace {

int NumberOf(const absl::flat_hash_map<absl::string_view, int>& numbers,
             std::string_view key) {
  const auto at = numbers.find(base::ToAbsl(key));
  return at == numbers.end() ? YearTree::kNone : at->second;
}

}  // namespace

int YearTree::FindRegion(std::string_view code) const {
  return NumberOf(region_numbers_, code);
}

int YearTree::FindOffice(std::string_view id) const {
  return NumberOf(office_numbers_, id);
}

int YearTree::FindLine(std::string_view name) const {
  const auto at = std::lower_bound(lines_.begin(), lines_.end(), name);
  if (at == lines_.end() || *at != name) return kNone;
  return static_cast<int>(at - lines_.begin());
}

std::vector<std::string> YearTree::Path(int region) const {
  std::vector<std::string> path;
  for (int above = regions_[region].parent(); above != kNone;
       above = regions_[above].parent()) {
    path.push_back(regions_[above].name());
  }
  std::reverse(path.begin(), path.end());
  return path;
}

}  // namespace disclosure::registry
