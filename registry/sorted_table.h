// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A map from text to values that is cheap to copy and cheap to change a little:
// a sorted sequence of chunks that tables share. A copy copies one pointer per
// chunk; a change copies the chunks that it touches.
//
// A SortedTable never changes and any number of threads may use one. An Editor
// belongs to one thread.

#ifndef DISCLOSURE_REGISTRY_SORTED_TABLE_H_
#define DISCLOSURE_REGISTRY_SORTED_TABLE_H_

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace disclosure::registry {

template <typename Value>
class SortedTable {
 public:
  class Editor;

  using Entry = std::pair<std::string, Value>;

  // A table of entries whose keys ascend.
  static SortedTable FromSorted(std::vector<Entry> entries) {
    SortedTable table;
    for (size_t first = 0; first < entries.size(); first += kChunkMade) {
      const auto begin = entries.begin() + static_cast<ptrdiff_t>(first);
      const auto count = std::min(kChunkMade, entries.size() - first);
      table.chunks_.push_back(std::make_shared<const Chunk>(
          std::make_move_iterator(begin),
          std::make_move_iterator(begin + static_cast<ptrdiff_t>(count))));
    }
    return table;
  }

  // The value of a key, or null.
  const Value* Find(std::string_view key) const {
    const size_t slot = SlotOf(chunks_, key);
    if (slot == chunks_.size()) return nullptr;
    return FindIn(*chunks_[slot], key);
  }

  // Calls visit(key, value) in the order of the keys, from the first that is
  // not below `from`, until it returns false.
  template <typename Visit>
  void VisitFrom(std::string_view from, Visit visit) const {
    for (size_t slot = SlotOf(chunks_, from); slot < chunks_.size(); ++slot) {
      for (const auto& [key, value] : *chunks_[slot]) {
        if (key >= from && !visit(key, value)) return;
      }
    }
  }

 private:
  using Chunk = std::vector<Entry>;

  // A chunk is split in two when it grows beyond this. Larger: fewer pointers
  // to copy for a new table; smaller: less to copy for one change.
  static constexpr size_t kChunkMax = 128;
  // New chunks have room for a few more.
  static constexpr size_t kChunkMade = 96;

  // The chunk that holds `key` or would: the last one that begins at or before
  // it. The number of chunks if there are none.
  template <typename Slots>
  static size_t SlotOf(const Slots& slots, std::string_view key) {
    const auto after = std::upper_bound(
        slots.begin(), slots.end(), key,
        [](std::string_view wanted, const auto& slot) {
          return wanted < std::string_view(slot->front().first);
        });
    if (after == slots.begin()) return 0;
    return static_cast<size_t>(after - slots.begin()) - 1;
  }

  static auto LowerBound(auto& chunk, std::string_view key) {
    return std::lower_bound(chunk.begin(), chunk.end(), key,
                            [](const Entry& entry, std::string_view wanted) {
                              return entry.first < wanted;
                            });
  }

  static const Value* FindIn(const Chunk& chunk, std::string_view key) {
    const auto at = LowerBound(chunk, key);
    if (at == chunk.end() || at->first != key) return nullptr;
    return &at->second;
  }

  // None is empty.
  std::vector<std::shared_ptr<const Chunk>> chunks_;
};

// Makes a table out of another.
template <typename Value>
class SortedTable<Value>::Editor {
 public:
  explicit Editor(const SortedTable& table)
      : slots_(table.chunks_), own_(table.chunks_.size(), nullptr) {}

  const Value* Find(std::string_view key) const {
    const size_t slot = SlotOf(slots_, key);
    if (slot == slots_.size()) return nullptr;
    return FindIn(*slots_[slot], key);
  }

  // The value of a key, to be changed; a new one if there is none. It is valid
  // until the next call.
  Value& Edit(std::string_view key) {
    if (slots_.empty()) {
      slots_.push_back(nullptr);
      own_.push_back(nullptr);
      Own(0).emplace_back(std::string(key), Value());
      return Own(0).front().second;
    }
    size_t slot = SlotOf(slots_, key);
    auto at = LowerBound(Own(slot), key);
    if (at != own_[slot]->end() && at->first == key) return at->second;
    if (own_[slot]->size() >= kChunkMax) {
      Split(slot);
      slot = SlotOf(slots_, key);
      at = LowerBound(*own_[slot], key);
    }
    return own_[slot]->emplace(at, std::string(key), Value())->second;
  }

  SortedTable Finish() && {
    SortedTable table;
    table.chunks_ = std::move(slots_);
    return table;
  }

 private:
  // The chunk, as one that no table shares.
  Chunk& Own(size_t slot) {
    if (own_[slot] == nullptr) {
      auto copy = slots_[slot] == nullptr
                      ? std::make_shared<Chunk>()
                      : std::make_shared<Chunk>(*slots_[slot]);
      own_[slot] = copy.get();
      slots_[slot] = std::move(copy);
    }
    return *own_[slot];
  }

  void Split(size_t slot) {
    Chunk& low = *own_[slot];
    const auto middle = low.begin() + static_cast<ptrdiff_t>(low.size() / 2);
    auto high = std::make_shared<Chunk>(std::make_move_iterator(middle),
                                        std::make_move_iterator(low.end()));
    low.erase(middle, low.end());
    const auto next = static_cast<ptrdiff_t>(slot) + 1;
    own_.insert(own_.begin() + next, high.get());
    slots_.insert(slots_.begin() + next, std::move(high));
  }

  std::vector<std::shared_ptr<const Chunk>> slots_;
  // Parallel: the same chunk if this editor made it, else null.
  std::vector<Chunk*> own_;
};

}  // namespace disclosure::registry

#endif  // DISCLOSURE_REGISTRY_SORTED_TABLE_H_
