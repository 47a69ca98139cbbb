// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/parallel.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace disclosure::aggregate {
namespace {

constexpr size_t kThreadsMax = 8;

}  // namespace

void ForEachInParallel(size_t count, absl::FunctionRef<void(size_t)> work) {
  std::atomic<size_t> next = 0;
  auto run = [&] {
    for (size_t i = next++; i < count; i = next++) work(i);
  };
  size_t processors = std::max(1u, std::thread::hardware_concurrency());
  std::vector<std::jthread> others;
  for (size_t i = 1; i < std::min({processors, kThreadsMax, count}); ++i) {
    others.emplace_back(run);
  }
  run();
}

}  // namespace disclosure::aggregate
