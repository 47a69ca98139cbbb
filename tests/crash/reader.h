// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A client that reads totals while everything goes on: each answer must add up
// in itself, be as new as asked for, and never be older than the one before it
// from the same process.

#ifndef DISCLOSURE_TESTS_CRASH_READER_H_
#define DISCLOSURE_TESTS_CRASH_READER_H_

#include <atomic>
#include <cstdint>
#include <string>

#include "absl/synchronization/notification.h"
#include "tests/crash/journal.h"
#include "tests/system/client.h"
#include "tests/system/reports.h"

namespace disclosure::testing {

// By one thread.
class Reader {
 public:
  struct Options {
    std::string query;
    // Where aggregate and ingest are is of no matter to it.
    std::string log;
    uint64_t seed = 0;
    // Counts the lives of the query process: raised before each end and before
    // each start of it.
    const std::atomic<int64_t>* lives = nullptr;
  };

  // `journal` must outlive it.
  Reader(const Options& options, Journal* journal);

  // Reads until told to stop.
  void Run(const absl::Notification& stop);

  int64_t answers() const { return answers_; }

 private:
  void ReadOne();

  const std::string log_;
  const std::atomic<int64_t>& lives_;
  Journal& journal_;
  Client client_;
  Random random_;
  int64_t life_ = -1;
  int64_t position_ = 0;
  int64_t answers_ = 0;
};

}  // namespace disclosure::testing

#endif  // DISCLOSURE_TESTS_CRASH_READER_H_
