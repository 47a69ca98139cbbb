// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/year_view.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>

namespace disclosure::query {

namespace {

uint64_t NextId() {
  static std::atomic<uint64_t> next = 0;
  return next++;
}

// Sorts numbers by the texts that they stand for. Of each text some bytes are
// held ready, which nearly always tell two apart: the texts lie far from each
// other, and there are hundreds of thousands.
template <class TextOf>
void SortByText(std::vector<int>* numbers, TextOf text_of) {
  struct Entry {
    std::array<unsigned char, 20> prefix = {};
    int number = 0;
  };
  std::vector<Entry> entries(numbers->size());
  for (size_t i = 0; i < entries.size(); ++i) {
    const std::string_view text = text_of((*numbers)[i]);
    entries[i].number = (*numbers)[i];
    std::memcpy(entries[i].prefix.data(), text.data(),
                std::min(text.size(), entries[i].prefix.size()));
  }
  std::ranges::sort(entries, [&](const Entry& a, const Entry& b) {
    if (a.prefix != b.prefix) return a.prefix < b.prefix;
    return text_of(a.number) < text_of(b.number);
  });
  for (size_t i = 0; i < entries.size(); ++i) {
    (*numbers)[i] = entries[i].number;
  }
}

}  // namespace

YearView::YearView(std::shared_ptr<const YearTree> tree)
    : id_(NextId()), tree_(std::move(tree)), expected_(*tree_) {
  const auto& offices = tree_->offices();
  offices_by_id_.resize(offices.size());
  std::iota(offices_by_id_.begin(), offices_by_id_.end(), 0);
  SortByText(&offices_by_id_, [&](int office) { return offices[office].id(); });
  ListOfficesBelow();

  const auto& regions = tree_->regions();
  regions_by_code_.resize(regions.size());
  std::iota(regions_by_code_.begin(), regions_by_code_.end(), 0);
  SortByText(&regions_by_code_, [&](int region) -> const std::string& {
    return regions[region].code();
  });
  nearest_area_.resize(regions.size(), YearTree::kNone);
  for (size_t i = 0; i < regions.size(); ++i) {
    // Parents come before their children.
    if (regions[i].counted_by_area()) {
      nearest_area_[i] = static_cast<int>(i);
    } else if (regions[i].parent() != YearTree::kNone) {
      nearest_area_[i] = nearest_area_[regions[i].parent()];
    }
  }
}

void YearView::ListOfficesBelow() {
  size_t total = 0;
  for (const YearTree::Region& region : tree_->regions()) {
    offices_below_begin_.push_back(total);
    total += region.subtree_offices_end() - region.offices_begin();
  }
  offices_below_.resize(total);
  // Taken in order, the offices come into each list in order.
  std::vector<size_t> next = offices_below_begin_;
  for (const int office : offices_by_id_) {
    for (int region = tree_->offices()[office].region();
         region != YearTree::kNone; region = this->region(region).parent()) {
      offices_below_[next[region]++] = office;
    }
  }
}

absl::Span<const int> YearView::OfficesBelow(int region) const {
  if (region == YearTree::kNone) return offices_by_id_;
  const YearTree::Region& top = this->region(region);
  return absl::MakeConstSpan(offices_below_)
      .subspan(offices_below_begin_[region],
               top.subtree_offices_end() - top.offices_begin());
}

absl::Span<const int> YearView::OfficesFrom(int region,
                                            std::string_view id) const {
  const absl::Span<const int> all = OfficesBelow(region);
  const auto from = std::ranges::lower_bound(
      all, id, {}, [&](int office) -> std::string_view {
        return tree_->offices()[office].id();
      });
  return all.subspan(from - all.begin());
}

std::vector<int> YearView::RegionsBelow(int region) const {
  if (region == YearTree::kNone) return regions_by_code_;
  const auto& regions = tree_->regions();
  std::vector<int> below(regions[region].subtree_end() - region - 1);
  std::iota(below.begin(), below.end(), region + 1);
  std::ranges::sort(below, {}, [&](int at) -> const std::string& {
    return regions[at].code();
  });
  return below;
}

bool YearView::IsExpected(int office, v1::Scope scope) const {
  const YearTree::Office& row = tree_->offices()[office];
  return row.counts() &&
         (scope == v1::SCOPE_AREA ? row.reports_area() : row.reports_own());
}

bool YearView::IsOnPage(int office, v1::Scope scope, int region) const {
  const int own = tree_->offices()[office].region();
  if (!tree_->IsInSubtree(own, region)) return false;
  if (own == region) return true;
  // The region from which on upwards everything must be counted by parts.
  int from = own;
  if (scope == v1::SCOPE_AREA) {
    if (!this->region(own).counted_by_area()) return false;
    from = this->region(own).parent();
  }
  const int area = nearest_area_[from];
  return area == YearTree::kNone ||
         this->region(area).depth() <= this->region(region).depth();
}

}  // namespace disclosure::query
