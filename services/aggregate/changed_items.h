// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// All items in the order of their last change. An item that changes again
// moves to the end, so walking from any point to the end meets each item that
// changed after it once, in its newest state.
//
// A point in the order is an ordinal: a number that grows with every change and
// stays good while items move.
//
// Not thread-safe.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_CHANGED_ITEMS_H_
#define DISCLOSURE_SERVICES_AGGREGATE_CHANGED_ITEMS_H_

#include <cstddef>
#include <cstdint>
#include <deque>

#include "services/aggregate/items.h"

namespace disclosure::aggregate {

class ChangedItems {
 public:
  ChangedItems() = default;
  ChangedItems(const ChangedItems&) = delete;
  ChangedItems& operator=(const ChangedItems&) = delete;

  // Moves an item to the end, as changed at `sequence`, which must not be less
  // than that of any other item. The item must outlive this object.
  void Touch(Item* item, int64_t sequence);

  // The point behind the last item.
  uint64_t end() const { return last_ordinal_; }

  // The sequence of the last change of an item; 0: none.
  int64_t last_sequence() const {
    return order_.empty() ? 0 : order_.back().sequence;
  }

  // The point behind all items that changed at `sequence` or before.
  uint64_t After(int64_t sequence) const;

  // Calls `visit` with each item behind `point`, in order, and moves `point`
  // behind it, until `visit` returns false. True: the end was reached.
  template <class Visit>
  bool Walk(uint64_t* point, Visit visit) const {
    for (size_t i = IndexAfter(*point); i < order_.size(); ++i) {
      const Entry& entry = order_[i];
      if (entry.item->ordinal_ != entry.ordinal) continue;
      *point = entry.ordinal;
      if (!visit(static_cast<const Item&>(*entry.item))) return false;
    }
    return true;
  }

 private:
  // True as long as the item has this ordinal; left behind when it moves.
  struct Entry {
    uint64_t ordinal;
    int64_t sequence;
    Item* item;
  };

  size_t IndexAfter(uint64_t point) const;

  // Takes out what was left behind.
  void Compact();

  // Ordinals ascend, sequences do not descend.
  std::deque<Entry> order_;
  size_t items_ = 0;
  uint64_t last_ordinal_ = 0;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_CHANGED_ITEMS_H_
