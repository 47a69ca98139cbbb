// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/health_watch.h"

#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "server/log.h"

namespace disclosure {
namespace {

// Shorter: a start is seen earlier. Longer: less work in a quiet process.
constexpr absl::Duration kLookEvery = absl::Milliseconds(100);
// How long a problem must stay to be worth a line.
constexpr absl::Duration kTellAfter = absl::Seconds(1);

void Tell(const server::Readiness& readiness) {
  std::string text = readiness.text;
  while (text.ends_with('\n')) text.pop_back();
  if (readiness.ready) return server::LogInfo(text);
  server::LogWarning("not ready: " + text);
}

}  // namespace

HealthWatch::HealthWatch(std::vector<server::ReadinessCheck> checks,
                         server::GrpcServer& server)
    : checks_(std::move(checks)), server_(server), thread_([this] { Run(); }) {}

HealthWatch::~HealthWatch() {
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
  }
  thread_.join();
}

void HealthWatch::Run() {
  // A server begins as not serving, which is no news while it starts.
  bool serving = false;
  std::string told;
  std::string last;
  absl::Time since = absl::Now();
  absl::MutexLock lock(&mutex_);
  while (!stopped_) {
    const server::Readiness now = server::EvaluateReadiness(checks_);
    if (now.ready != serving) {
      serving = now.ready;
      server_.SetServing(serving);
    }
    if (now.text != last) {
      last = now.text;
      since = absl::Now();
    }
    if (last != told && (now.ready || absl::Now() - since >= kTellAfter)) {
      told = last;
      Tell(now);
    }
    mutex_.AwaitWithTimeout(absl::Condition(&stopped_), kLookEvery);
  }
}

}  // namespace disclosure
