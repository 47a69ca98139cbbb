// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Compiles the tree of a year. Inside this room; others use Registry::ForYear.

#ifndef DISCLOSURE_REGISTRY_YEAR_TREE_BUILDER_H_
#define DISCLOSURE_REGISTRY_YEAR_TREE_BUILDER_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "registry/tables.h"
#include "registry/year_tree.h"

namespace disclosure::registry {

class YearTreeBuilder {
 public:
  // The rows must be those of a valid registry. Linear in their number.
  static std::shared_ptr<const YearTree> Build(const Tables& tables, int year);

 private:
  YearTreeBuilder() : tree_(new YearTree()) {}

  // Lines of work in the order in which they are met; keys point into rows.
  using LineNumbers = absl::flat_hash_map<absl::string_view, int>;

  void PlaceRegions(const Tables& tables, int year);
  // Makes the regions of rows whose children, by their place in `rows`, are
  // `below`, and the roots below the place after the last. The numbers by
  // place.
  std::vector<int> NumberRegions(const RegionRows& rows,
                                 const std::vector<std::vector<size_t>>& below);

  void PlaceOffices(const Tables& tables, int year);
  YearTree::Office Office(const std::shared_ptr<const v1::OfficeRow>& row,
                          LineNumbers& lines);
  // Puts the lines in order and gives the offices their final numbers.
  void NumberLines(const LineNumbers& lines,
                   std::vector<YearTree::Office>& offices);

  void CollectLines();
  void LinkChildren();

  const std::shared_ptr<YearTree> tree_;
};

}  // namespace disclosure::registry

#endif  // DISCLOSURE_REGISTRY_YEAR_TREE_BUILDER_H_
