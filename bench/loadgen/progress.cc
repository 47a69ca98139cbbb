// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "bench/loadgen/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "bench/loadgen/load.h"

namespace disclosure::loadgen {
namespace {

constexpr absl::Duration kOnTerminal = absl::Milliseconds(500);
constexpr absl::Duration kElsewhere = absl::Seconds(5);

double SecondsSince(int64_t nanos) {
  return static_cast<double>(NowNanos() - nanos) / 1e9;
}

}  // namespace

Progress::Progress(std::string what, int64_t all)
    : what_(std::move(what)),
      all_(all),
      terminal_(::isatty(STDERR_FILENO) == 1),
      thread_([this] { Run(); }) {}

Progress::~Progress() {
  ended_.Notify();
  thread_.join();
}

void Progress::Run() {
  const int64_t begin = NowNanos();
  int64_t last_time = begin;
  int64_t last_done = 0;
  while (!ended_.WaitForNotificationWithTimeout(terminal_ ? kOnTerminal
                                                          : kElsewhere)) {
    const int64_t done = done_.load(std::memory_order_relaxed);
    const double seconds = SecondsSince(last_time);
    Print(SecondsSince(begin), static_cast<double>(done - last_done) / seconds,
          false);
    last_time = NowNanos();
    last_done = done;
  }
  const double seconds = SecondsSince(begin);
  Print(seconds,
        static_cast<double>(done_.load(std::memory_order_relaxed)) / seconds,
        true);
}

void Progress::Print(double seconds, double per_second, bool last) const {
  const int64_t done = std::min(all_, done_.load(std::memory_order_relaxed));
  const std::string line =
      absl::StrFormat("%s %d of %d (%d%%), %.0f/s, %.1f s", what_, done, all_,
                      all_ == 0 ? 100 : done * 100 / all_, per_second, seconds);
  if (terminal_) {
    absl::FPrintF(stderr, "\r%-78s%s", line, last ? "\n" : "");
  } else {
    absl::FPrintF(stderr, "%s\n", line);
  }
}

}  // namespace disclosure::loadgen
