// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The regions and offices that are valid in one year, as a tree.
//
// Regions are numbered in preorder: parents before children, children by code,
// and a region's subtree is the range [region, subtree_end). Offices are
// numbered by region and id, so the offices of a region, and those of a
// subtree, are ranges too. Lines of work are numbered in the order of their
// names. Numbers are only good within one YearTree.
//
// A YearTree never changes; any number of threads may use one.

#ifndef DISCLOSURE_REGISTRY_YEAR_TREE_H_
#define DISCLOSURE_REGISTRY_YEAR_TREE_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "disclosure/v1/registry.pb.h"

namespace disclosure::registry {

class YearTree {
 public:
  // No region, office or line.
  static constexpr int kNone = -1;

  class Region {
   public:
    const std::string& code() const { return row_->code(); }
    const std::string& name() const { return row_->name(); }
    v1::RegionKind kind() const { return row_->kind(); }
    v1::Level level() const { return level_; }
    // Empty where its parent runs it.
    const std::string& run_by() const { return row_->run_by(); }
    // Never COUNTED_BY_UNSPECIFIED.
    v1::CountedBy counted_by() const { return row_->counted_by(); }
    bool counted_by_area() const { return counted_by() == v1::COUNTED_BY_AREA; }
    const google::protobuf::RepeatedPtrField<std::string>& aliases() const {
      return row_->aliases();
    }

    // kNone for a root, whose depth is 0.
    int parent() const { return parent_; }
    int depth() const { return depth_; }
    // Ordered by code.
    absl::Span<const int> children() const { return children_; }
    // One past the last region below it.
    int subtree_end() const { return subtree_end_; }

    // Its offices are [offices_begin, offices_end); those of its subtree are
    // [offices_begin, subtree_offices_end).
    int offices_begin() const { return offices_begin_; }
    int offices_end() const { return offices_end_; }
    int subtree_offices_end() const { return subtree_offices_end_; }
    // The counted office that is expected to report about the whole area.
    int area_office() const { return area_office_; }

    // Lines of its counted offices, and of all counted offices in its subtree
    // (however a region below is counted); in order.
    absl::Span<const int> own_lines() const { return own_lines_; }
    absl::Span<const int> subtree_lines() const { return subtree_lines_; }

   private:
    friend class YearTreeBuilder;

    std::shared_ptr<const v1::RegionRow> row_;
    v1::Level level_ = v1::LEVEL_UNSPECIFIED;
    int parent_ = kNone;
    int depth_ = 0;
    int subtree_end_ = 0;
    int offices_begin_ = 0;
    int offices_end_ = 0;
    int subtree_offices_end_ = 0;
    int area_office_ = kNone;
    absl::Span<const int> children_;
    absl::Span<const int> own_lines_;
    absl::Span<const int> subtree_lines_;
  };

  class Office {
   public:
    // Both live as long as the tree.
    std::string_view id() const { return id_; }
    std::string_view name() const { return name_; }
    v1::OfficeKind kind() const { return row_->kind(); }
    const google::protobuf::RepeatedPtrField<std::string>& aliases() const {
      return row_->aliases();
    }
    int region() const { return region_; }
    int line() const { return line_; }
    // False: listed and checked, but neither expected nor added up.
    bool counts() const { return counts_; }
    // Which reports are expected of it.
    bool reports_own() const { return reports_own_; }
    bool reports_area() const { return reports_area_; }

   private:
    friend class YearTreeBuilder;

    std::shared_ptr<const v1::OfficeRow> row_;
    std::string_view id_;
    std::string_view name_;
    int region_ = kNone;
    int line_ = kNone;
    bool counts_ = false;
    bool reports_own_ = false;
    bool reports_area_ = false;
  };

  YearTree(const YearTree&) = delete;
  YearTree& operator=(const YearTree&) = delete;

  const std::vector<Region>& regions() const { return regions_; }
  const std::vector<Office>& offices() const { return offices_; }
  const std::vector<std::string>& lines() const { return lines_; }
  // Regions without a parent, ordered by code.
  absl::Span<const int> roots() const { return roots_; }

  // The number of a region, office or line, or kNone.
  int FindRegion(std::string_view code) const;
  int FindOffice(std::string_view id) const;
  int FindLine(std::string_view name) const;

  // True also if the two are the same.
  bool IsInSubtree(int region, int ancestor) const {
    return ancestor <= region && region < regions_[ancestor].subtree_end();
  }

  // Names of the regions above `region`, from the root down, without its own.
  std::vector<std::string> Path(int region) const;

 private:
  friend class YearTreeBuilder;

  YearTree() = default;

  std::vector<Region> regions_;
  std::vector<Office> offices_;
  std::vector<std::string> lines_;
  std::vector<int> roots_;
  // What the spans of the regions point into.
  std::vector<int> children_;
  std::vector<int> region_lines_;
  // Codes of regions; ids and names of offices: one after the other. The rows
  // of a nation lie all over the memory, and what submissions ask for does not
  // send them there.
  std::string region_texts_;
  std::string office_texts_;
  // Keys point into region_texts_ and office_texts_.
  absl::flat_hash_map<absl::string_view, int> region_numbers_;
  absl::flat_hash_map<absl::string_view, int> office_numbers_;
};

}  // namespace disclosure::registry

#endif  // DISCLOSURE_REGISTRY_YEAR_TREE_H_
