// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A client that files for some offices: submits, amends, withdraws, one at a
// time and by stream. What it sends and what is acknowledged is in the journal;
// what its reports now are is in its model.

#ifndef DISCLOSURE_TESTS_CRASH_WRITER_H_
#define DISCLOSURE_TESTS_CRASH_WRITER_H_

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>

#include "absl/synchronization/notification.h"
#include "tests/crash/journal.h"
#include "tests/system/client.h"
#include "tests/system/world.h"

namespace disclosure::testing {

// By one thread, but for the counts.
class Writer {
 public:
  struct Options {
    // In the journal.
    std::string name;
    std::string ingest;
    // All regions, and the offices that no other writer has.
    v1::RegistryRows rows;
    uint64_t seed = 0;
    // It also repeats requests whose answer it has.
    bool repeats_known = false;
  };

  // `journal` must outlive it.
  Writer(const Options& options, Journal* journal);

  // Files until told to stop, and until every outcome is known.
  void Run(const absl::Notification& stop);

  const Model& model() const { return model_; }
  int64_t acknowledged() const { return acknowledged_; }
  // Attempts beyond the first; repeated requests whose answer was known.
  int64_t attempts_again() const { return attempts_again_; }
  int64_t replays() const { return replays_; }

 private:
  struct Known {
    v1::SubmitReportRequest request;
    Acknowledged answer;
  };

  // Until its outcome is known.
  absl::Status Send(const v1::SubmitReportRequest& request,
                    v1::SubmitReportResponse* response);
  void SubmitOne();
  void SubmitBatch();
  void Withdraw();
  void RepeatKnown();

  // One attempt of a batch; to be repeated unless every outcome is known.
  absl::Status TryBatch(const v1::SubmitReportsRequest& request,
                        v1::SubmitReportsResponse* response);
  absl::Status InsistOn(const std::string& request_id,
                        const std::function<absl::Status()>& attempt);

  void WriteIntent(const Acknowledged& intent);
  void Keep(const v1::Receipt& receipt, Acknowledged intent);
  // A refusal, which must be one that a move of the registry explains.
  void Refused(const std::string& request_id, const absl::Status& status);

  const std::string name_;
  const bool repeats_known_;
  Journal& journal_;
  Client client_;
  Random random_;
  Model model_;
  // The last few, oldest first.
  std::deque<Known> known_;
  std::atomic<int64_t> acknowledged_ = 0;
  std::atomic<int64_t> attempts_again_ = 0;
  std::atomic<int64_t> replays_ = 0;
};

}  // namespace disclosure::testing

#endif  // DISCLOSURE_TESTS_CRASH_WRITER_H_
