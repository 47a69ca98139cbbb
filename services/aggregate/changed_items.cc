// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/changed_items.h"

#include <algorithm>

#include "base/check.h"

namespace disclosure::aggregate {
namespace {

// Entries left behind are taken out when they outnumber the items by this
// factor: larger costs memory, smaller costs time.
constexpr size_t kEntriesPerItemMax = 2;

// So many entries are never worth the work.
constexpr size_t kEntriesMin = 1024;

}  // namespace

void ChangedItems::Touch(Item* item, int64_t sequence) {
  DISCLOSURE_CHECK(order_.empty() || order_.back().sequence <= sequence);
  if (item->ordinal_ == 0) ++items_;
  item->ordinal_ = ++last_ordinal_;
  item->changed_at_ = sequence;
  order_.push_back({last_ordinal_, sequence, item});
  if (order_.size() > kEntriesMin + kEntriesPerItemMax * items_) Compact();
}

uint64_t ChangedItems::After(int64_t sequence) const {
  auto next = std::upper_bound(
      order_.begin(), order_.end(), sequence,
      [](int64_t value, const Entry& entry) { return value < entry.sequence; });
  return next == order_.begin() ? 0 : std::prev(next)->ordinal;
}

size_t ChangedItems::IndexAfter(uint64_t point) const {
  auto next = std::upper_bound(
      order_.begin(), order_.end(), point,
      [](uint64_t value, const Entry& entry) { return value < entry.ordinal; });
  return static_cast<size_t>(next - order_.begin());
}

void ChangedItems::Compact() {
  std::erase_if(order_, [](const Entry& entry) {
    return entry.item->ordinal_ != entry.ordinal;
  });
  order_.shrink_to_fit();
}

}  // namespace disclosure::aggregate
