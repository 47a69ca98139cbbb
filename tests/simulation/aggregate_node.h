// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The process of aggregate: the real following, live rollup, checkpoints and
// update cursors, over a folder in memory that outlives it and fails at times.

#ifndef DISCLOSURE_TESTS_SIMULATION_AGGREGATE_NODE_H_
#define DISCLOSURE_TESTS_SIMULATION_AGGREGATE_NODE_H_

#include <functional>
#include <memory>
#include <vector>

#include "disclosure/v1/rollup_service.pb.h"
#include "services/aggregate/checkpoint_saver.h"
#include "services/aggregate/follow_steps.h"
#include "services/aggregate/live_rollup.h"
#include "tests/simulation/feed_link.h"
#include "tests/simulation/ingest_node.h"
#include "tests/simulation/ledger.h"
#include "tests/simulation/memory_folder.h"
#include "tests/simulation/scheduler.h"
#include "tests/simulation/weather.h"

namespace disclosure::simulation {

class AggregateNode {
 public:
  using Link = FeedLink<v1::RollupServiceFollowResponse>;

  // `ingest` outlives it.
  AggregateNode(Scheduler& scheduler, Weather& weather, Ledger& ledger,
                IngestNode& ingest);
  ~AggregateNode();

  void Start();
  // With the machine's power its last checkpoints are lost too.
  void Kill(bool with_power);
  bool up() const { return process_ != nullptr; }

  // A stream of updates for a follower; null if the process is down.
  std::shared_ptr<Link> Follow(
      const v1::RollupServiceFollowRequest& request, absl::Duration slow,
      std::function<absl::Status(v1::RollupServiceFollowResponse&)> take,
      std::function<void(const absl::Status&)> ended);

  // Reads the whole log again and takes over what differs, which must be
  // nothing; and computes every total in another way.
  void Rebuild();
  void Verify();

  v1::LogPosition position() const;

 private:
  // All of one process; what is scheduled for it goes with it.
  struct Process;

  void Connect();
  void Ended(const absl::Status& status);
  void SaveSoon();

  Scheduler& scheduler_;
  Weather& weather_;
  Ledger& ledger_;
  IngestNode& ingest_;
  FolderDisk disk_;
  // Counts processes: an event of an earlier one does nothing.
  int64_t starts_ = 0;
  std::unique_ptr<Process> process_;
};

}  // namespace disclosure::simulation

#endif  // DISCLOSURE_TESTS_SIMULATION_AGGREGATE_NODE_H_
