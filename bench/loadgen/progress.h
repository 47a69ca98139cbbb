// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A line on standard error while many things are done: what, how many of how
// many, how many a second. Drawn over itself on a terminal, else one line every
// few seconds.

#ifndef DISCLOSURE_BENCH_LOADGEN_PROGRESS_H_
#define DISCLOSURE_BENCH_LOADGEN_PROGRESS_H_

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

#include "absl/synchronization/notification.h"

namespace disclosure::loadgen {

class Progress {
 public:
  // Begins; `what` is a word such as "submit".
  Progress(std::string what, int64_t all);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();  // Ends with a last line.

  // Thread-safe, and cheap. What passes `all` is not shown.
  void Add(int64_t count) { done_.fetch_add(count, std::memory_order_relaxed); }

 private:
  void Run();
  void Print(double seconds, double per_second, bool last) const;

  const std::string what_;
  const int64_t all_;
  const bool terminal_;
  std::atomic<int64_t> done_{0};
  absl::Notification ended_;
  std::thread thread_;
};

}  // namespace disclosure::loadgen

#endif  // DISCLOSURE_BENCH_LOADGEN_PROGRESS_H_
