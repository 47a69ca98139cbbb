// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/simulation/scheduler.h"

#include <algorithm>

#include "base/check.h"

namespace disclosure::simulation {
namespace {

constexpr size_t kLinesKept = 120;

}  // namespace

void Scheduler::At(absl::Time time, std::function<void()> event) {
  queue_.emplace(std::pair(std::max(time, Now()), next_++), std::move(event));
}

bool Scheduler::RunNext(absl::Time end) {
  if (queue_.empty() || queue_.begin()->first.first > end) return false;
  auto next = queue_.extract(queue_.begin());
  clock_.Set(next.key().first);
  ++events_;
  next.mapped()();
  return true;
}

// Not std::uniform_int_distribution, whose choices are not the same everywhere.
int64_t Scheduler::Below(int64_t end) {
  DISCLOSURE_CHECK(end > 0);
  return static_cast<int64_t>(random_() % static_cast<uint64_t>(end));
}

bool Scheduler::Chance(double probability) {
  constexpr int64_t kSteps = 1'000'000;
  return Below(kSteps) < static_cast<int64_t>(probability * kSteps);
}

absl::Duration Scheduler::Within(absl::Duration most) {
  return absl::Microseconds(Below(absl::ToInt64Microseconds(most) + 1));
}

void Scheduler::AddLine(std::string line) {
  // FNV-1a over time and text.
  auto add = [this](unsigned char byte) {
    hash_ = (hash_ ^ byte) * 1099511628211u;
  };
  uint64_t time = static_cast<uint64_t>(absl::ToUnixMicros(Now()));
  for (int i = 0; i < 8; ++i) add(static_cast<unsigned char>(time >> (8 * i)));
  for (char c : line) add(static_cast<unsigned char>(c));
  lines_.emplace_back(Now(), std::move(line));
  if (lines_.size() > kLinesKept) lines_.pop_front();
}

std::string Scheduler::LastLines() const {
  std::string text;
  for (const auto& [time, line] : lines_) {
    absl::StrAppend(&text,
                    absl::FormatTime("%H:%M:%E6S ", time, absl::UTCTimeZone()),
                    line, "\n");
  }
  return text;
}

}  // namespace disclosure::simulation
