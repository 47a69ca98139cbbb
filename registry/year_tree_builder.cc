// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "registry/year_tree_builder.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
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

// Puts texts one after the other.
class Texts {
 public:
  explicit Texts(std::string& all) : all_(all) {}

  void Add(const std::string& text) {
    all_ += text;
    ends_.push_back(all_.size());
  }

  // The i-th one; all must have been added.
  std::string_view operator[](size_t i) const {
    const size_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(all_).substr(begin, ends_[i] - begin);
  }

 private:
  std::string& all_;
  std::vector<size_t> ends_;
};

}  // namespace

std::shared_ptr<const YearTree> YearTreeBuilder::Build(const Tables& tables,
                                                       int year) {
  YearTreeBuilder builder;
  builder.PlaceRegions(tables, year);
  builder.PlaceOffices(tables, year);
  builder.CollectLines();
  builder.LinkChildren();
  return builder.tree_;
}

void YearTreeBuilder::PlaceRegions(const Tables& tables, int year) {
  RegionRows rows;  // ordered by code
  Texts codes(tree_->region_texts_);
  tables.regions.VisitFrom("", [&](const std::string&, const RegionRows& all) {
    if (const auto* row = RowIn(all, year)) {
      rows.push_back(*row);
      codes.Add((*row)->code());
    }
    return true;
  });
  // Of the place in `rows`, until the regions have numbers.
  auto& numbers = tree_->region_numbers_;
  numbers.reserve(rows.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    numbers.emplace(base::ToAbsl(codes[i]), static_cast<int>(i));
  }

  // Children by place; the roots are the children of the place after the last.
  std::vector<std::vector<size_t>> below(rows.size() + 1);
  for (size_t i = 0; i < rows.size(); ++i) {
    const std::string& parent = rows[i]->parent();
    below[parent.empty() ? rows.size() : numbers.at(parent)].push_back(i);
  }
  const std::vector<int> number_at = NumberRegions(rows, below);
  for (auto& [code, number] : numbers) number = number_at[number];

  std::vector<YearTree::Region>& regions = tree_->regions_;
  for (size_t i = regions.size(); i-- > 0;) {
    YearTree::Region& region = regions[i];
    region.subtree_end_ =
        std::max(region.subtree_end_, static_cast<int>(i) + 1);
    if (region.parent_ == YearTree::kNone) continue;
    int& end = regions[region.parent_].subtree_end_;
    end = std::max(end, region.subtree_end_);
  }
}

std::vector<int> YearTreeBuilder::NumberRegions(
    const RegionRows& rows, const std::vector<std::vector<size_t>>& below) {
  std::vector<YearTree::Region>& regions = tree_->regions_;
  regions.reserve(rows.size());
  std::vector<int> number_at(rows.size());
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
    region.level_ = rows[at]->level();
    region.parent_ = parent;
    if (parent != YearTree::kNone) region.depth_ = regions[parent].depth_ + 1;
    number_at[at] = static_cast<int>(regions.size());
    regions.push_back(std::move(region));
    await(at, number_at[at]);
  }
  // Else some region would not hang below a root.
  DISCLOSURE_CHECK(regions.size() == rows.size());
  return number_at;
}

void YearTreeBuilder::PlaceOffices(const Tables& tables, int year) {
  // The rows are most of what a registry holds: each is visited once.
  std::vector<YearTree::Office> offices;  // ordered by id
  Texts texts(tree_->office_texts_);
  LineNumbers lines;
  tables.offices.VisitFrom("", [&](const std::string&, const OfficeRows& all) {
    if (const auto* row = RowIn(all, year)) {
      offices.push_back(Office(*row, lines));
      texts.Add((*row)->id());
      texts.Add((*row)->name());
    }
    return true;
  });
  NumberLines(lines, offices);

  // By region, within a region by id.
  std::vector<YearTree::Region>& regions = tree_->regions_;
  for (const YearTree::Office& office : offices) {
    ++regions[office.region_].offices_end_;
  }
  int next = 0;
  for (YearTree::Region& region : regions) {
    region.offices_begin_ = next;
    next += std::exchange(region.offices_end_, next);
  }
  tree_->offices_.resize(offices.size());
  tree_->office_numbers_.reserve(offices.size());
  for (size_t i = 0; i < offices.size(); ++i) {
    YearTree::Office& office = offices[i];
    YearTree::Region& region = regions[office.region_];
    const int number = region.offices_end_++;
    if (office.counts() && office.reports_area()) region.area_office_ = number;
    office.id_ = texts[2 * i];
    office.name_ = texts[2 * i + 1];
    tree_->office_numbers_.emplace(base::ToAbsl(office.id_), number);
    tree_->offices_[number] = std::move(office);
  }
  for (YearTree::Region& region : regions) {
    region.subtree_offices_end_ = regions[region.subtree_end_ - 1].offices_end_;
  }
}

YearTree::Office YearTreeBuilder::Office(
    const std::shared_ptr<const v1::OfficeRow>& row, LineNumbers& lines) {
  YearTree::Office office;
  office.row_ = row;
  office.region_ = tree_->FindRegion(row->region());
  DISCLOSURE_CHECK(office.region_ != YearTree::kNone);
  office.line_ = lines.try_emplace(row->line(), static_cast<int>(lines.size()))
                     .first->second;
  office.counts_ = !row->not_counted();
  office.reports_own_ = row->reports_own();
  office.reports_area_ = row->reports_area();
  return office;
}

void YearTreeBuilder::NumberLines(const LineNumbers& lines,
                                  std::vector<YearTree::Office>& offices) {
  for (const auto& [line, first_met] : lines) {
    tree_->lines_.emplace_back(base::FromAbsl(line));
  }
  std::sort(tree_->lines_.begin(), tree_->lines_.end());
  std::vector<int> numbers(lines.size());
  for (const auto& [line, first_met] : lines) {
    numbers[first_met] = tree_->FindLine(base::FromAbsl(line));
  }
  for (YearTree::Office& office : offices) office.line_ = numbers[office.line_];
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
