// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/kept_totals.h"

#include <string>
#include <utility>

#include "absl/hash/hash.h"
#include "services/query/figure_filter.h"

namespace disclosure::query {
namespace {

// Nodes of list and table, and headers of allocations.
constexpr size_t kEntryBytes = 200;

}  // namespace

size_t KeptTotals::Entry::bytes() const {
  return totals.view().size() + row.size() + kEntryBytes;
}

absl::StatusOr<SharedBytes> KeptTotals::Of(const form::Catalog& catalog,
                                           const Sum& sum) {
  const Key key(sum.year, sum.region, sum.line, static_cast<int>(sum.part),
                static_cast<int>(sum.counted));
  // The low bits choose the place within a table.
  Shard& shard = shards_[(absl::Hash<Key>()(key) >> 32) % kShards];
  if (SharedBytes kept = Find(shard, key, sum)) return kept;

  v1::Totals totals;
  const absl::Status filled = FillTotals(catalog, FigureFilter(), sum, &totals);
  if (!filled.ok()) return filled;
  SharedBytes made(totals.SerializeAsString());
  Keep(shard,
       {.key = key, .view = sum.view->id(), .row = sum.row, .totals = made});
  return made;
}

SharedBytes KeptTotals::Find(Shard& shard, const Key& key, const Sum& sum) {
  absl::MutexLock lock(&shard.mutex);
  const auto place = shard.places.find(key);
  if (place == shard.places.end()) return {};
  const Entries::iterator entry = place->second;
  if (entry->view != sum.view->id() || !(entry->row == sum.row)) return {};
  shard.entries.splice(shard.entries.begin(), shard.entries, entry);
  return entry->totals;
}

void KeptTotals::Keep(Shard& shard, Entry entry) {
  // Destroyed without the lock.
  Entries dropped;
  absl::MutexLock lock(&shard.mutex);
  const auto drop = [&](Entries::iterator old)
                        ABSL_EXCLUSIVE_LOCKS_REQUIRED(shard.mutex) {
                          shard.bytes -= old->bytes();
                          shard.places.erase(old->key);
                          dropped.splice(dropped.begin(), shard.entries, old);
                        };
  if (const auto old = shard.places.find(entry.key);
      old != shard.places.end()) {
    drop(old->second);
  }
  shard.bytes += entry.bytes();
  shard.entries.push_front(std::move(entry));
  shard.places.emplace(shard.entries.front().key, shard.entries.begin());
  while (shard.bytes > shard_bytes_max_) drop(std::prev(shard.entries.end()));
}

size_t KeptTotals::bytes() const {
  size_t bytes = 0;
  for (const Shard& shard : shards_) {
    absl::MutexLock lock(&shard.mutex);
    bytes += shard.bytes;
  }
  return bytes;
}

}  // namespace disclosure::query
