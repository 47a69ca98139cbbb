// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The read model: everything that query answers from, in memory. One thread
// applies updates of the rollup feed; any number of threads read.
//
// An update is made ready outside the lock and put in place under it as a
// whole. A reader holds the lock only while it gathers what its answer needs:
// all of it is true at one position. Readers never go back: an update that
// would is refused.

#ifndef DISCLOSURE_SERVICES_QUERY_READ_MODEL_H_
#define DISCLOSURE_SERVICES_QUERY_READ_MODEL_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/clock.h"
#include "disclosure/v1/position.pb.h"
#include "registry/names.h"
#include "registry/registry.h"
#include "services/query/contents.h"
#include "services/query/update.h"
#include "services/query/year_view.h"

namespace disclosure::query {

using YearViewPtr = std::shared_ptr<const YearView>;

class ReadModel {
 public:
  // `clock` outlives the model.
  explicit ReadModel(const base::Clock& clock) : clock_(clock) {}
  ReadModel(const ReadModel&) = delete;
  ReadModel& operator=(const ReadModel&) = delete;

  // Applies a whole update. On an error nothing has changed:
  // FAILED_PRECONDITION (POSITION_WENT_BACK) for a lower position of the log
  // that is served, or for another log without a snapshot; DATA_LOSS
  // (FEED_BROKEN) if the registry does not take its rows. One thread at a time.
  absl::Status Apply(Update update);

  // Gathers what an answer needs. `views` are those of `years`, in order. It
  // runs under a shared lock, perhaps at once with others: it must be quick and
  // must not call the model. Returns what it returns, or UNAVAILABLE
  // (NOT_READY) before the first update.
  using Gather = absl::FunctionRef<absl::Status(
      const Contents& contents, absl::Span<const YearViewPtr> views)>;
  absl::Status Read(absl::Span<const int> years, Gather gather) const;

  // The names of a year, for searching. They are made when they are first asked
  // for, and again with each later registry before readers see it.
  std::shared_ptr<const registry::NameIndex> NamesOf(
      const registry::Registry& registry, int year) const;

  // What is served, for a status page. An empty log: nothing yet.
  struct State {
    v1::LogPosition position;
    v1::LogInfo log;
    int64_t rows = 0;
    int64_t row_bytes = 0;
    int64_t reports = 0;
    absl::Time updated_at;
  };
  State GetState() const;
  v1::LogPosition position() const;

 private:
  // The view of a year of `registry`, made if there is none yet.
  YearViewPtr ViewOf(const registry::Registry& registry, int year) const;
  // Makes the views and names that readers use, so that none of them has to;
  // forgets the views of other registries.
  void RenewViews(const registry::Registry& registry);

  const base::Clock& clock_;
  mutable absl::Mutex mutex_;
  Contents contents_ ABSL_GUARDED_BY(mutex_);

  // Held while a view is made, before views_mutex_.
  mutable absl::Mutex making_mutex_;
  mutable absl::Mutex views_mutex_;
  mutable absl::flat_hash_map<const YearTree*, YearViewPtr> views_
      ABSL_GUARDED_BY(views_mutex_);
  mutable absl::btree_set<int> years_asked_ ABSL_GUARDED_BY(views_mutex_);
  mutable absl::btree_set<int> names_asked_ ABSL_GUARDED_BY(views_mutex_);
};

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_READ_MODEL_H_
