// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A client that asks for all sorts of things and leaves: totals, coverage,
// reports and their history, documents, waits for a position, and feeds that it
// follows for a moment.

#ifndef DISCLOSURE_TESTS_SOAK_VISITOR_H_
#define DISCLOSURE_TESTS_SOAK_VISITOR_H_

#include <atomic>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/synchronization/notification.h"
#include "tests/crash/journal.h"
#include "tests/system/client.h"
#include "tests/system/world.h"

namespace disclosure::testing {

// By one thread, but for the counts.
class Visitor {
 public:
  // `world` is the registry whose regions and offices it asks for; `journal`
  // must outlive it.
  Visitor(Client client, const v1::RegistryRows& world, const std::string& log,
          uint64_t seed, Journal* journal);

  // Asks until told to stop.
  void Run(const absl::Notification& stop);

  int64_t calls() const { return calls_; }

 private:
  absl::Status AskOne();
  absl::Status AskTotals();
  absl::Status AskMissing();
  absl::Status AskReports();
  absl::Status AskHistory();
  absl::Status AskDocument();
  absl::Status FollowLog();
  absl::Status FollowTotals();

  std::string RandomRegion();
  int RandomYear();
  v1::LogPosition Newest() const;

  Client client_;
  const v1::RegistryRows world_;
  const std::string log_;
  Random random_;
  Journal& journal_;
  std::atomic<int64_t> calls_ = 0;
};

}  // namespace disclosure::testing

#endif  // DISCLOSURE_TESTS_SOAK_VISITOR_H_
