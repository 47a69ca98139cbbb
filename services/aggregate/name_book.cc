// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/name_book.h"

namespace disclosure::aggregate {
namespace {

absl::string_view Key(std::string_view name) {
  return absl::string_view(name.data(), name.size());
}

}  // namespace

int NameBook::AddOffice(std::string_view id) {
  auto found = office_numbers_.find(Key(id));
  if (found != office_numbers_.end()) return found->second;
  const std::string& name = names_.emplace_back(id);
  const int number = static_cast<int>(office_names_.size());
  office_names_.push_back(&name);
  office_numbers_.emplace(Key(name), number);
  return number;
}

int NameBook::FindOffice(std::string_view id) const {
  auto found = office_numbers_.find(Key(id));
  return found == office_numbers_.end() ? -1 : found->second;
}

const std::string& NameBook::Keep(std::string_view name) {
  auto found = kept_.find(Key(name));
  if (found != kept_.end()) return *found->second;
  const std::string& kept = names_.emplace_back(name);
  kept_.emplace(Key(kept), &kept);
  return kept;
}

std::shared_ptr<const NamedTree> NameBook::Named(
    const std::shared_ptr<const registry::YearTree>& tree) {
  auto known = trees_.find(tree.get());
  if (known != trees_.end()) {
    // Alive, it holds its tree: no other tree can have come to its address.
    if (auto named = known->second.lock()) return named;
  }
  absl::erase_if(trees_,
                 [](const auto& each) { return each.second.expired(); });
  auto named = std::make_shared<NamedTree>();
  named->tree = tree;
  named->offices.reserve(tree->offices().size());
  for (const registry::YearTree::Office& office : tree->offices()) {
    named->offices.push_back(AddOffice(office.id()));
  }
  named->regions.reserve(tree->regions().size());
  for (const registry::YearTree::Region& region : tree->regions()) {
    named->regions.push_back(&Keep(region.code()));
  }
  for (const std::string& line : tree->lines()) {
    named->lines.push_back(&Keep(line));
  }
  trees_[tree.get()] = named;
  return named;
}

}  // namespace disclosure::aggregate
