// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "registry/sound_rows.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "registry/years.h"

namespace disclosure::registry {
namespace {

template <typename Rows>
bool AnyOverlap(const Rows& rows) {
  return std::adjacent_find(rows.begin(), rows.end(),
                            [](const auto& a, const auto& b) {
                              return KeyOf(*a) == KeyOf(*b) &&
                                     YearsOf(*a).Overlaps(YearsOf(*b));
                            }) != rows.end();
}

class Regions {
 public:
  explicit Regions(const RegionRows& rows) : rows_(rows) {
    first_.reserve(rows.size());
    for (size_t i = 0; i < rows.size(); ++i) {
      first_.try_emplace(absl::string_view(rows[i]->code()), i);
    }
  }

  // Whether the region is there in all these years.
  bool Hold(const std::string& code, const YearRange& years) const {
    const auto found = first_.find(code);
    if (found == first_.end()) return false;
    std::vector<YearRange> all;
    for (size_t i = found->second; i < rows_.size() && rows_[i]->code() == code;
         ++i) {
      const YearRange row = YearsOf(*rows_[i]);
      if (row.Contains(years.first) && row.Contains(years.last)) return true;
      all.push_back(row);
    }
    return Missing(years, std::move(all)).empty();
  }

  // Whether no way up, by any rows, leads back to where it began. All parents
  // must be there.
  bool HangBelowRoots() const {
    std::vector<State> states(rows_.size());
    for (const auto& [code, first] : first_) {
      if (states[first] == State::kUnseen && !Climb(first, &states)) {
        return false;
      }
    }
    return true;
  }

 private:
  // Of the first row of a region.
  enum class State : char { kUnseen, kOnTheWay, kDone };
  // A region on the way, and the next of its rows to be followed.
  struct Step {
    size_t first;
    size_t next;
  };

  bool Climb(size_t from, std::vector<State>* states) const {
    std::vector<Step> way = {{from, from}};
    (*states)[from] = State::kOnTheWay;
    while (!way.empty()) {
      Step& step = way.back();
      if (step.next == rows_.size() ||
          rows_[step.next]->code() != rows_[step.first]->code()) {
        (*states)[step.first] = State::kDone;
        way.pop_back();
        continue;
      }
      const std::string& parent = rows_[step.next++]->parent();
      if (parent.empty()) continue;
      const size_t above = first_.at(parent);
      if ((*states)[above] == State::kOnTheWay) return false;
      if ((*states)[above] == State::kDone) continue;
      (*states)[above] = State::kOnTheWay;
      way.push_back({above, above});
    }
    return true;
  }

  const RegionRows& rows_;
  // By code: its first row.
  absl::flat_hash_map<absl::string_view, size_t> first_;
};

}  // namespace

bool AreSound(const AllRows& rows) {
  if (AnyOverlap(rows.regions) || AnyOverlap(rows.offices)) return false;
  const Regions regions(rows.regions);
  for (const auto& row : rows.regions) {
    for (const std::string* code : {&row->parent(), &row->run_by()}) {
      if (!code->empty() && !regions.Hold(*code, YearsOf(*row))) return false;
    }
  }
  const v1::OfficeRow* last = nullptr;
  for (const auto& row : rows.offices) {
    // Most offices stand beside another one of their region.
    const bool like_last = last != nullptr && last->region() == row->region() &&
                           YearsOf(*last) == YearsOf(*row);
    if (!like_last && !regions.Hold(row->region(), YearsOf(*row))) return false;
    last = row.get();
  }
  return regions.HangBelowRoots();
}

}  // namespace disclosure::registry
