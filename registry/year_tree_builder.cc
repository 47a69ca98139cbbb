// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "registry/year_tree_builder.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "base/absl_strings.h"
#include "base/check.h"

namespace disclosure::registry {
namespace {

// Adds the sorted numbers of `more` to the sorted numbers of `all`.
void Unite(std::vector<int>& all, const std::vector<int>& more) {
  std::vector<int> united;
  united.reserve(all.size() + more.size());
  std::set_union(all.begin(), all.end(), more.begin(), more.end(),
                 std::back_inserter(united));
  all = std::move(united);
}

}  // namespace

std::shared_ptr<const YearTree> YearTreeBuilder::Build(const Tables& tables,
                                                       int year) {
  YearTreeBuilder builder;
  builder.PlaceRegions(tables, year);
  builder.PlaceOffices(tables, year);
  builder.NumberLines();
  builder.CollectLines();
  builder.LinkChildren();
  return builder.tree_;
}

void YearTreeBuilder::PlaceRegions(const Tables& tables, int year) {
  RegionRows rows;  // ordered by code
  tables.regions.VisitFrom("", [&](const std::string&, const RegionRows& all) {
    if (const auto* row = RowIn(all, year)) rows.push_back(*row);
    return true;
  });
  absl::flat_hash_map<absl::string_view, size_t> place;
  place.reserve(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) place[rows[i]->code()] = i;

  // Children by place; the roots are the children of the place after the last.
  std::vector<std::vector<size_t>> below(rows.size() + 1);
  for (size_t i = 0; i < rows.size(); ++i) {
    const std::string& parent = rows[i]->parent();
    below[parent.empty() ? rows.size() : place.at(parent)].push_back(i);
  }

  std::vector<YearTree::Region>& regions = tree_->regions_;
  regions.reserve(rows.size());
  // Regions still to be numbered, the next one last.
  std::vector<std::pair<size_t, int>> waiting;
  const auto await = [&](size_t above, int parent) {
    for (auto child = below[above].rbegin(); child != below[above].rend();
         ++child) {
      waiting.emplace_back(*child, parent);
    }
  };
  await(rows.size(), YearTree::kNone);
  while (!waiting.empty()) {
    const auto [at, parent] = waiting.back();
    waiting.pop_back();
    YearTree::Region region;
    region.row_ = rows[at];
    region.parent_ = parent;
    if (parent != YearTree::kNone) region.depth_ = regions[parent].depth_ + 1;
    const int number = static_cast<int>(regions.size());
    regions.push_back(std::move(region));
    await(at, number);
  }
  // Else some region would not hang below a root.
  DISCLOSURE_CHECK(regions.size() == rows.size());

  for (size_t i = regions.size(); i-- > 0;) {
    YearTree::Region& region = regions[i];
    region.subtree_end_ =
        std::max(region.subtree_end_, static_cast<int>(i) + 1);
    if (region.parent_ == YearTree::kNone) continue;
    int& end = regions[region.parent_].subtree_end_;
    end = std::max(end, region.subtree_end_);
  }
  tree_->region_numbers_.reserve(regions.size());
  for (size_t i = 0; i < regions.size(); ++i) {
    tree_->region_numbers_[regions[i].code()] = static_cast<int>(i);
  }
}

void YearTreeBuilder::PlaceOffices(const Tables& tables, int year) {
  std::vector<YearTree::Office>& offices = tree_->offices_;
  tables.offices.VisitFrom("", [&](const std::string&, const OfficeRows& all) {
    const auto* row = RowIn(all, year);
    if (row == nullptr) return true;
    YearTree::Office office;
    office.region_ = tree_->FindRegion((*row)->region());
    DISCLOSURE_CHECK(office.region_ != YearTree::kNone);
    office.row_ = *row;
    offices.push_back(std::move(office));
    return true;
  });
  // They came ordered by id.
  std::stable_sort(offices.begin(), offices.end(),
                   [](const YearTree::Office& a, const YearTree::Office& b) {
                     return a.region_ < b.region_;
                   });

  tree_->office_numbers_.reserve(offices.size());
  size_t next = 0;
  for (size_t r = 0; r < tree_->regions_.size(); ++r) {
    YearTree::Region& region = tree_->regions_[r];
    region.offices_begin_ = static_cast<int>(next);
    for (;
         next < offices.size() && offices[next].region_ == static_cast<int>(r);
         ++next) {
      const YearTree::Office& office = offices[next];
      tree_->office_numbers_[office.id()] = static_cast<int>(next);
      if (office.counts() && office.reports_area()) {
        region.area_office_ = static_cast<int>(next);
      }
    }
    region.offices_end_ = static_cast<int>(next);
  }
  for (YearTree::Region& region : tree_->regions_) {
    region.subtree_offices_end_ =
        tree_->regions_[region.subtree_end_ - 1].offices_end_;
  }
}

void YearTreeBuilder::NumberLines() {
  absl::flat_hash_map<absl::string_view, int> numbers;
  for (const YearTree::Office& office : tree_->offices_) {
    numbers.try_emplace(office.row_->line(), 0);
  }
  for (const auto& [line, number] : numbers) {
    tree_->lines_.emplace_back(base::FromAbsl(line));
  }
  std::sort(tree_->lines_.begin(), tree_->lines_.end());
  for (size_t i = 0; i < tree_->lines_.size(); ++i) {
    numbers[tree_->lines_[i]] = static_cast<int>(i);
  }
  for (YearTree::Office& office : tree_->offices_) {
    office.line_ = numbers.at(office.row_->line());
  }
}

void YearTreeBuilder::CollectLines() {
  std::vector<YearTree::Region>& regions = tree_->regions_;
  std::vector<std::vector<int>> own(regions.size());
  size_t total = 0;
  for (size_t r = 0; r < regions.size(); ++r) {
    for (int o = regions[r].offices_begin_; o < regions[r].offices_end_; ++o) {
      const YearTree::Office& office = tree_->offices_[o];
      if (office.counts()) own[r].push_back(office.line_);
    }
    std::sort(own[r].begin(), own[r].end());
    own[r].erase(std::unique(own[r].begin(), own[r].end()), own[r].end());
    total += own[r].size();
  }
  std::vector<std::vector<int>> subtree = own;
  for (size_t r = regions.size(); r-- > 0;) {
    total += subtree[r].size();
    const int parent = regions[r].parent_;
    if (parent != YearTree::kNone) Unite(subtree[parent], subtree[r]);
  }

  std::vector<int>& all = tree_->region_lines_;
  all.reserve(total);  // so that spans into it stay valid
  const auto keep = [&all](const std::vector<int>& lines) {
    const size_t begin = all.size();
    all.insert(all.end(), lines.begin(), lines.end());
    return absl::MakeConstSpan(all.data() + begin, lines.size());
  };
  for (size_t r = 0; r < regions.size(); ++r) {
    regions[r].own_lines_ = keep(own[r]);
    regions[r].subtree_lines_ = keep(subtree[r]);
  }
  DISCLOSURE_CHECK(all.size() == total);
}

void YearTreeBuilder::LinkChildren() {
  std::vector<YearTree::Region>& regions = tree_->regions_;
  std::vector<int>& all = tree_->children_;
  all.reserve(regions.size());  // so that spans into it stay valid
  for (size_t r = 0; r < regions.size(); ++r) {
    const size_t begin = all.size();
    for (int child = static_cast<int>(r) + 1; child < regions[r].subtree_end_;
         child = regions[child].subtree_end_) {
      all.push_back(child);
    }
    regions[r].children_ =
        absl::MakeConstSpan(all.data() + begin, all.size() - begin);
    if (regions[r].parent_ == YearTree::kNone) {
      tree_->roots_.push_back(static_cast<int>(r));
    }
  }
}

}  // namespace disclosure::registry
