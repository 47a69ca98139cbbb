// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A process of query, one of several replicas: the real feed steps, read model,
// waits and answers. It has nothing that outlives it.

#ifndef DISCLOSURE_TESTS_SIMULATION_QUERY_NODE_H_
#define DISCLOSURE_TESTS_SIMULATION_QUERY_NODE_H_

#include <cstdint>
#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "disclosure/v1/query_service.pb.h"
#include "tests/simulation/aggregate_node.h"
#include "tests/simulation/ledger.h"
#include "tests/simulation/scheduler.h"
#include "tests/simulation/weather.h"

namespace disclosure::simulation {

class QueryNode {
 public:
  using Reply =
      std::function<void(const absl::StatusOr<v1::GetTotalsResponse>&)>;

  // `aggregate` outlives it. A slow one reads its feed late.
  QueryNode(Scheduler& scheduler, Weather& weather, Ledger& ledger,
            AggregateNode& aggregate, int number, bool slow);
  ~QueryNode();

  void Start();
  void Kill();
  bool up() const { return process_ != nullptr; }

  // What the model is true at; no log before the first update.
  v1::LogPosition position() const;

  // Answers as the service does: now, or once the position is there, or with
  // DEADLINE_EXCEEDED. `reply` runs once, unless the process dies before.
  void Ask(const v1::GetTotalsRequest& request, absl::Duration patience,
           const Reply& reply);

  // Asks one thing now and holds the answer against the ledger.
  void Check(const Place& place, v1::Part part);
  // The same of everything there is.
  void CheckAll();

 private:
  struct Process;

  void Connect();
  void Ended(const absl::Status& status);
  void Applied();
  absl::StatusOr<v1::GetTotalsResponse> Answer(
      const v1::GetTotalsRequest& request) const;
  void AnswerOrWait(const v1::GetTotalsRequest& request, absl::Time deadline,
                    const Reply& reply);

  Scheduler& scheduler_;
  Weather& weather_;
  Ledger& ledger_;
  AggregateNode& aggregate_;
  const int number_;
  const bool slow_;
  int64_t starts_ = 0;
  std::unique_ptr<Process> process_;
};

// Holds an answer, good or bad, against what the ledger knows. `position` is
// that of the replica at the time of the answer.
void CheckAnswer(Ledger& ledger, const v1::GetTotalsRequest& request,
                 const absl::StatusOr<v1::GetTotalsResponse>& answer,
                 const v1::LogPosition& position);

}  // namespace disclosure::simulation

#endif  // DISCLOSURE_TESTS_SIMULATION_QUERY_NODE_H_
