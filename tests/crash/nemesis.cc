// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/crash/nemesis.h"

#include <poll.h>
#include <signal.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "gtest/gtest.h"

namespace disclosure::testing {
namespace {

constexpr const char* kProcessNames[] = {"ingest", "aggregate", "query"};
constexpr const char* kWayNames[] = {"at_moment", "at_write", "at_start",
                                     "frozen",    "at_stop",  "together"};
constexpr int kQuery = 2;

// The longest pauses: before an attack; between two of its kills; while a
// process is frozen; dead; and between its start or the order to stop and the
// kill, which is about as long as each takes.
constexpr int64_t kBeforeMs = 200;
constexpr int64_t kBetweenMs = 40;
constexpr int64_t kFrozenMs = 150;
constexpr int64_t kDeadMs = 60;
constexpr int64_t kStartMs = 120;
constexpr int64_t kStopMs = 60;

// A checkpoint comes within a second while something changes.
constexpr absl::Duration kWriteLimit = absl::Seconds(2);

}  // namespace

const char* NameOf(Nemesis::Way way) {
  return kWayNames[static_cast<size_t>(way)];
}

bool WaitForWrites(const std::string& folder, int64_t count,
                   absl::Duration limit) {
  const int fd = ::inotify_init1(IN_CLOEXEC);
  DISCLOSURE_CHECK(fd >= 0);
  DISCLOSURE_CHECK(::inotify_add_watch(fd, folder.c_str(), IN_MODIFY) >= 0);
  const absl::Time end = absl::Now() + limit;
  int64_t seen = 0;
  while (seen < count) {
    pollfd poll = {.fd = fd, .events = POLLIN, .revents = 0};
    const int64_t left_ms =
        std::max<int64_t>(0, absl::ToInt64Milliseconds(end - absl::Now()));
    if (::poll(&poll, 1, static_cast<int>(left_ms)) != 1) break;
    alignas(inotify_event) char events[4096];
    const ssize_t size = ::read(fd, events, sizeof(events));
    for (ssize_t at = 0; at < size; ++seen) {
      const auto* event = reinterpret_cast<inotify_event*>(events + at);
      at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
    }
  }
  ::close(fd);
  return seen >= count;
}

Nemesis::Nemesis(const std::string& data_dir, uint64_t seed,
                 ThreeDaemons* daemons, Journal* journal)
    : data_dir_(data_dir),
      random_(seed),
      daemons_(*daemons),
      journal_(*journal) {}

int Nemesis::kills() const {
  return std::accumulate(by_process_.begin(), by_process_.end(), 0);
}

void Nemesis::Pause(int64_t most_ms) {
  absl::Notification never;
  never.WaitForNotificationWithTimeout(
      absl::Microseconds(Pick(random_, most_ms * 1000)));
}

void Nemesis::Kill(Way way, int process) {
  journal_.Write("nemesis", absl::StrCat("kill ", kProcessNames[process], " ",
                                         NameOf(way)));
  if (process == kQuery) ++query_lives_;
  if (daemons_[process].Kill()) Count(way, process);
}

void Nemesis::Count(Way way, int process) {
  ++by_process_[static_cast<size_t>(process)];
  ++by_way_[static_cast<size_t>(way)];
}

void Nemesis::KillAtStop(int process) {
  journal_.Write("nemesis",
                 absl::StrCat("stop and kill ", kProcessNames[process]));
  if (process == kQuery) ++query_lives_;
  Process& stopping = daemons_[process].process();
  const auto code =
      stopping.Terminate(absl::Milliseconds(Pick(random_, kStopMs)));
  if (code.has_value()) {
    // It was quicker: no kill.
    EXPECT_EQ(*code, 0) << daemons_[process].LastWords();
    return;
  }
  EXPECT_TRUE(stopping.Kill()) << daemons_[process].LastWords();
  Count(Way::kAtStop, process);
}

void Nemesis::KillTogether() {
  ++query_lives_;
  for (int process = 0; process < 3; ++process) {
    ::kill(daemons_[process].process().pid(), SIGKILL);
  }
  for (int process = 0; process < 3; ++process) Kill(Way::kTogether, process);
}

void Nemesis::Launch(int process) {
  if (process == kQuery) ++query_lives_;
  daemons_[process].Launch();
}

std::vector<int> Nemesis::PickVictims(Way way) {
  std::vector<int> victims = {0, 1, 2};
  std::shuffle(victims.begin(), victims.end(), random_);
  switch (way) {
    case Way::kTogether:
      return victims;
    case Way::kAtWrite:
      return {static_cast<int>(Pick(random_, 1))};
    default:
      victims.resize(
          OneIn(random_, 2) ? 1 : 1 + static_cast<size_t>(Pick(random_, 2)));
      return victims;
  }
}

void Nemesis::KillOne(Way way, int process) {
  // A start is met below, once there is one.
  if (way == Way::kAtStart) way = Way::kAtMoment;
  if (way == Way::kAtWrite &&
      !WaitForWrites(absl::StrCat(data_dir_, "/", kProcessNames[process]),
                     1 + Pick(random_, 7), kWriteLimit)) {
    way = Way::kAtMoment;
  }
  if (way == Way::kFrozen) {
    ::kill(daemons_[process].process().pid(), SIGSTOP);
    Pause(kFrozenMs);
  }
  way == Way::kAtStop ? KillAtStop(process) : Kill(way, process);
}

bool Nemesis::AttackOnce(Way way) {
  const std::vector<int> victims = PickVictims(way);
  if (way == Way::kTogether) {
    KillTogether();
  } else {
    for (const int victim : victims) {
      KillOne(way, victim);
      if (victim != victims.back()) Pause(kBetweenMs);
    }
  }
  Pause(kDeadMs);
  for (const int victim : victims) Launch(victim);
  if (way == Way::kAtStart) {
    for (const int victim : victims) {
      Pause(kStartMs);
      Kill(way, victim);
      Launch(victim);
    }
  }
  bool serving = true;
  for (const int victim : victims) {
    serving = daemons_[victim].WaitServing() && serving;
  }
  return serving;
}

bool Nemesis::Attack() {
  const int64_t attacks = 1 + Pick(random_, 2);
  for (int64_t i = 0; i < attacks; ++i) {
    Pause(kBeforeMs);
    if (!AttackOnce(static_cast<Way>(Pick(random_, kWays - 1)))) return false;
  }
  return true;
}

}  // namespace disclosure::testing
