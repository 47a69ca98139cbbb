// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Names that are kept once for all years: ids of offices, codes of regions,
// lines of work. A name never goes away.
//
// Offices are numbered in the order of their coming. What YearRollup needs to
// know of a tree in these terms is made once and shared by all years that have
// the tree.
//
// Not thread-safe.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_NAME_BOOK_H_
#define DISCLOSURE_SERVICES_AGGREGATE_NAME_BOOK_H_

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "registry/year_tree.h"

namespace disclosure::aggregate {

// A tree, and the kept names of what is in it. Never changes.
struct NamedTree {
  std::shared_ptr<const registry::YearTree> tree;
  // By the tree's own numbers.
  std::vector<int> offices;
  std::vector<const std::string*> regions;
  std::vector<const std::string*> lines;
};

class NameBook {
 public:
  NameBook() = default;
  NameBook(const NameBook&) = delete;
  NameBook& operator=(const NameBook&) = delete;

  // The number of an office; FindOffice gives -1 if it never came.
  int AddOffice(std::string_view id);
  int FindOffice(std::string_view id) const;
  const std::string& OfficeName(int number) const {
    return *office_names_[static_cast<size_t>(number)];
  }
  size_t office_count() const { return office_names_.size(); }

  // A string that is kept, equal to `name`.
  const std::string& Keep(std::string_view name);

  std::shared_ptr<const NamedTree> Named(
      const std::shared_ptr<const registry::YearTree>& tree);

 private:
  // Their addresses are good for ever, and the keys below point to them.
  std::deque<std::string> names_;
  absl::flat_hash_map<absl::string_view, const std::string*> kept_;
  absl::flat_hash_map<absl::string_view, int> office_numbers_;
  std::vector<const std::string*> office_names_;
  // Those in use, and some that no longer are.
  absl::flat_hash_map<const registry::YearTree*, std::weak_ptr<const NamedTree>>
      trees_;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_NAME_BOOK_H_
