// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The process of ingest: the real preparation, committer, decisions and change
// cursors, over a report store in memory that outlives it and fails at times.

#ifndef DISCLOSURE_TESTS_SIMULATION_INGEST_NODE_H_
#define DISCLOSURE_TESTS_SIMULATION_INGEST_NODE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "disclosure/v1/change_feed_service.pb.h"
#include "disclosure/v1/ingest_service.pb.h"
#include "disclosure/v1/registry_service.pb.h"
#include "services/aggregate/change_source.h"
#include "services/ingest/committer.h"
#include "services/ingest/memory_store.h"
#include "tests/simulation/feed_link.h"
#include "tests/simulation/ledger.h"
#include "tests/simulation/scheduler.h"
#include "tests/simulation/weather.h"

namespace disclosure::simulation {

class IngestNode : public aggregate::ChangeSource {
 public:
  using Link = FeedLink<v1::FollowResponse>;
  using Request = std::variant<v1::Submission, v1::WithdrawReportRequest,
                               v1::ApplyRegistryRequest>;
  using Reply = std::function<void(const ingest::Answer&)>;

  IngestNode(Scheduler& scheduler, Weather& weather, Ledger& ledger);

  // Starts the process; if the store cannot be opened, again a while later.
  void Start();
  void Kill();
  bool up() const { return committer_ != nullptr; }
  // True: it commits, or would.
  bool ready() const { return up() && committer_->readiness().ok(); }

  // Does what a request asks for. `reply` runs once, here, unless the process
  // dies before.
  void Execute(const Request& request, const Reply& reply);

  // A stream of changes for a follower; null if the process is down.
  std::shared_ptr<Link> Follow(
      const v1::FollowRequest& request, absl::Duration slow,
      std::function<absl::Status(v1::FollowResponse&)> take,
      std::function<void(const absl::Status&)> ended);

  // Takes a backup, and goes back to it under another log's id.
  void Backup();
  void Restore();

  // The report's newest revision, 0 if there is none; nothing if it cannot be
  // read now.
  std::optional<int> CurrentRevision(const ReportName& report);

  // Reads the whole store and holds it against the ledger.
  void Check();

  // All changes for whoever verifies; never fails.
  absl::Status Read(
      const std::string& log, int64_t first, int64_t last,
      absl::FunctionRef<absl::Status(v1::LoggedChange)> take) override;

  const std::string& log() const { return log_.id(); }
  int64_t head() const { return ledger_.head(log_.id()); }

 private:
  ingest::MemoryStore::Fault FaultOf(ingest::MemoryStore::Operation operation);
  void MakeStore(ingest::MemoryStore::Contents contents);
  void StepSoon(absl::Duration pause);
  void Step();
  // Reads what is new in the log into the ledger.
  void Audit();
  void CheckReports();
  absl::StatusOr<ingest::Mutation> Prepare(const ingest::LogState& state,
                                           const Request& request);

  Scheduler& scheduler_;
  Weather& weather_;
  Ledger& ledger_;
  v1::LogInfo log_;
  int logs_ = 0;
  std::unique_ptr<ingest::MemoryStore> store_;
  std::optional<ingest::MemoryStore::Contents> backup_;
  // True: nothing fails, since it is the test that reads.
  bool auditing_ = false;

  // Of the process.
  int64_t process_ = 0;
  std::unique_ptr<ingest::Committer> committer_;
  bool stepping_ = false;
  std::vector<std::shared_ptr<Link>> links_;
};

}  // namespace disclosure::simulation

#endif  // DISCLOSURE_TESTS_SIMULATION_INGEST_NODE_H_
