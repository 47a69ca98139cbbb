// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Compiles the tree of a year. Inside this room; others use Registry::ForYear.

#ifndef DISCLOSURE_REGISTRY_YEAR_TREE_BUILDER_H_
#define DISCLOSURE_REGISTRY_YEAR_TREE_BUILDER_H_

#include <memory>
#include <vector>

#include "registry/tables.h"
#include "registry/year_tree.h"

namespace disclosure::registry {

class YearTreeBuilder {
 public:
  // The rows must be those of a valid registry. Linear in their number.
  static std::shared_ptr<const YearTree> Build(const Tables& tables, int year);

 private:
  YearTreeBuilder() : tree_(new YearTree()) {}

  void PlaceRegions(const Tables& tables, int year);
  void PlaceOffices(const Tables& tables, int year);
  void NumberLines();
  void CollectLines();
  void LinkChildren();

  const std::shared_ptr<YearTree> tree_;
};

}  // namespace disclosure::registry

#endif  // DISCLOSURE_REGISTRY_YEAR_TREE_BUILDER_H_
