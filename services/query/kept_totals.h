// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Totals in the bytes in which answers hold them. To make them takes longer
// than all the rest of a GetTotals, and they are asked for again and again:
// they are made when they are first asked for, and kept until their row or the
// registry of their year is another one, or the place is needed for others.
//
// Thread-safe. A lock is held for a look into a table, never while bytes are
// made: two threads may make the same ones at once.

#ifndef DISCLOSURE_SERVICES_QUERY_KEPT_TOTALS_H_
#define DISCLOSURE_SERVICES_QUERY_KEPT_TOTALS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <tuple>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "form/catalog.h"
#include "services/query/items.h"
#include "services/query/shared_bytes.h"
#include "services/query/sums.h"

namespace disclosure::query {

class KeptTotals {
 public:
  // `bytes_max`: what may be kept, rows that are held for it included. The
  // least recently used are dropped. Larger: fewer are made again; those of a
  // national tree of 45,000 regions take some 200 MB for a year.
  explicit KeptTotals(size_t bytes_max)
      : shard_bytes_max_(bytes_max / kShards) {}
  KeptTotals(const KeptTotals&) = delete;
  KeptTotals& operator=(const KeptTotals&) = delete;

  // The bytes of a v1::Totals with all figures and without positions. Errors:
  // those of FillTotals.
  absl::StatusOr<SharedBytes> Of(const form::Catalog& catalog, const Sum& sum);

  // What is kept now.
  size_t bytes() const;

 private:
  static constexpr size_t kShards = 16;

  // What a total is asked for by: year, region, line, part, what it counts.
  // Numbers are those of a view, so an entry names it.
  using Key = std::tuple<int, int, int, int, int>;
  struct Entry {
    Key key;
    uint64_t view = 0;
    // Held, so that no later row can be taken for it.
    Row row;
    SharedBytes totals;

    size_t bytes() const;
  };
  // Most recently used first.
  using Entries = std::list<Entry>;
  struct Shard {
    mutable absl::Mutex mutex;
    Entries entries ABSL_GUARDED_BY(mutex);
    absl::flat_hash_map<Key, Entries::iterator> places ABSL_GUARDED_BY(mutex);
    size_t bytes ABSL_GUARDED_BY(mutex) = 0;
  };

  static SharedBytes Find(Shard& shard, const Key& key, const Sum& sum);
  void Keep(Shard& shard, Entry entry);

  const size_t shard_bytes_max_;
  std::array<Shard, kShards> shards_;
};

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_KEPT_TOTALS_H_
