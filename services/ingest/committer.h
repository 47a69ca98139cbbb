// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// The single writer of a log. One thread takes all mutations that wait, lets
// Decide number them, writes everything in one atomic synced batch, and then
// answers all of them. So numbers follow the order of commit, readers never
// miss one, and one wait for the disk serves a whole group.
//
// After a failed write or read of the store the outcome of that group is
// unknown: all of it is answered UNAVAILABLE, and the store is opened anew
// until it succeeds; tail, registry and heads are read again, never carried
// over. Until then the committer is not ready and refuses. A store that is
// damaged (DATA_LOSS) is not opened again: it stays not ready.
//
// Thread-safe.

#ifndef DISCLOSURE_SERVICES_INGEST_COMMITTER_H_
#define DISCLOSURE_SERVICES_INGEST_COMMITTER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/clock.h"
#include "services/ingest/commit_queue.h"
#include "services/ingest/decide.h"
#include "services/ingest/mutation.h"
#include "services/ingest/report_store.h"

namespace disclosure::ingest {

// Told of what the committer does, on its thread or the caller's; must not
// wait.
class CommitObserver {
 public:
  virtual ~CommitObserver() = default;

  // A group was committed; `write_time` is that of writing and syncing, and
  // zero where nothing had to be written.
  virtual void OnGroup(int mutations, size_t bytes,
                       absl::Duration write_time) = 0;

  // An answer that is not OK was given, with its reason.
  virtual void OnRefused(const std::string& reason) = 0;
};

class Committer {
 public:
  struct Options {
    // What waits at most; beyond it callers are refused. More absorbs longer
    // bursts and makes the last of them wait longer. Divided fairly among the
    // clients (server/fair_shares.h), which are served in turn.
    size_t queue_mutations_max = 8192;
    size_t queue_bytes_max = 64 << 20;

    // What is committed together at most; a single batch may be larger. More
    // shares a sync among more, and makes the first of them wait longer.
    size_t group_mutations_max = 1024;
    size_t group_bytes_max = 8 << 20;

    // Between attempts to open a store that failed.
    absl::Duration reopen_delay_min = absl::Milliseconds(100);
    absl::Duration reopen_delay_max = absl::Seconds(5);

    // What a refused caller is told to wait.
    absl::Duration retry_after = absl::Milliseconds(200);

    // Must outlive the committer; the observer may be null.
    const base::Clock* clock = &base::SystemClock();
    CommitObserver* observer = nullptr;

    JudgeAgain judge_again;

    // Called after each commit, and when a store that failed is open again, on
    // the committer's thread: there may be new changes to follow. Must not
    // wait. May be null.
    std::function<void()> on_commit;

    // Lines for the operator. May be null.
    std::function<void(const std::string&)> log;
  };

  enum class WhenFull {
    // RESOURCE_EXHAUSTED (QUEUE_FULL).
    kRefuse,
    // Queued all the same: for a caller that sends nothing more until it has
    // its answer, and so bounds itself.
    kWait,
  };

  // Gets one answer for each mutation of a batch, in order. Runs on the
  // committer's thread and must not wait.
  using Done = std::function<void(std::vector<Answer>)>;

  // Opens the store, which must outlive the committer, and starts the thread.
  static absl::StatusOr<std::unique_ptr<Committer>> Start(ReportStore& store,
                                                          Options options);

  // The same without a thread, for whoever calls Step() instead. What waits
  // when it is destroyed is never answered, as when a process dies.
  static absl::StatusOr<std::unique_ptr<Committer>> Open(ReportStore& store,
                                                         Options options);

  ~Committer();  // Stop().
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;

  // OK: `done` will run exactly once. Otherwise it never will, and nothing was
  // stored: QUEUE_FULL, STORE_UNAVAILABLE or SHUTTING_DOWN. The
  // mutations are committed together; there must be some. Batches of one
  // `client` keep their order; those of several take turns, so that a flood of
  // one delays the others by a group, not by its length. The client without a
  // name may use the whole queue.
  absl::Status Submit(std::vector<Mutation> mutations, WhenFull when_full,
                      Done done, const std::string& client = {});

  // One turn of the thread: commits a group and answers it, opens a store that
  // has failed, or asks an idle one whether it is well. Does not wait for work.
  // Returns what to wait before the next turn; zero unless the store could not
  // be opened. Only without a thread.
  absl::Duration Step();

  // The state after the last commit. Its tail is durable.
  LogState state() const;

  // OK, or why nothing can be committed now.
  absl::Status readiness() const;

  // Mutations that wait.
  size_t queue_length() const;

  // Refuses new mutations, commits and answers all that wait, and ends the
  // thread. Idempotent.
  void Stop();

 private:
  using Batch = CommitBatch;

  Committer(ReportStore& store, Options options);

  void Run();
  void CommitGroup(std::vector<Batch> group) ABSL_LOCKS_EXCLUDED(mutex_);
  // Answers everything with `status`.
  void Fail(std::vector<Batch> batches, const absl::Status& status);
  void AnswerBatch(Batch batch, std::vector<Answer> answers);
  // Opens the store and takes over what is in it.
  absl::Status OpenStore() ABSL_LOCKS_EXCLUDED(mutex_);
  void SetBroken(const absl::Status& cause) ABSL_LOCKS_EXCLUDED(mutex_);
  // One attempt to open a broken store. Returns the wait after a failed one.
  absl::Duration Repair() ABSL_LOCKS_EXCLUDED(mutex_);

  ReportStore& store_;
  const Options options_;
  absl::Duration reopen_delay_;  // Of the committer's thread.

  mutable absl::Mutex mutex_;
  CommitQueue queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  // Not OK: the store has failed with this and must be opened again.
  absl::Status broken_ ABSL_GUARDED_BY(mutex_);
  // Written by the committer's thread only.
  LogState state_ ABSL_GUARDED_BY(mutex_);

  std::thread thread_;
};

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_COMMITTER_H_
