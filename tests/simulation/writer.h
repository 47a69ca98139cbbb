// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A client that files, amends and withdraws, and one of them changes the
// registry. It has one request at a time and behaves as the API asks: what it
// has no answer to, or UNAVAILABLE, it repeats with the same request id. What
// it has written it then reads.

#ifndef DISCLOSURE_TESTS_SIMULATION_WRITER_H_
#define DISCLOSURE_TESTS_SIMULATION_WRITER_H_

#include <memory>
#include <vector>

#include "tests/simulation/ingest_node.h"
#include "tests/simulation/ledger.h"
#include "tests/simulation/query_node.h"
#include "tests/simulation/scheduler.h"
#include "tests/simulation/weather.h"

namespace disclosure::simulation {

class Writer {
 public:
  using Queries = std::vector<std::unique_ptr<QueryNode>>;

  // All of it outlives the writer. The first one founds the country.
  Writer(Scheduler& scheduler, Weather& weather, Ledger& ledger,
         IngestNode& ingest, Queries& queries, int number, int requests);

  void Start() { Think(); }

  // It wants nothing any more.
  bool done() const { return done_; }

 private:
  void Think();
  void Next();
  // Each makes a request, or does not if there is nothing to ask for.
  bool File(const History& history, int64_t head);
  bool Withdraw(const History& history, int64_t head);
  void ChangeRegistry(v1::RegistryRows rows);

  void Begin(Intent& intent, IngestNode::Request request);
  void Attempt();
  void Send(int attempt);
  void Answered(int attempt, const ingest::Answer& answer);
  void Later();
  void ReadBack(const v1::LogPosition& position);

  Scheduler& scheduler_;
  Weather& weather_;
  Ledger& ledger_;
  IngestNode& ingest_;
  Queries& queries_;
  const int number_;
  int requests_left_;
  bool done_ = false;

  // The request under way.
  Intent* intent_ = nullptr;
  std::shared_ptr<const IngestNode::Request> request_;
  int attempt_ = 0;
};

}  // namespace disclosure::simulation

#endif  // DISCLOSURE_TESTS_SIMULATION_WRITER_H_
