// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "bench/loadgen/drive.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "bench/loadgen/progress.h"
#include "bench/loadgen/stream_load.h"
#include "bench/loadgen/unary_load.h"

namespace disclosure::loadgen {
namespace {

// What a prepared request takes beside its bytes.
constexpr int64_t kRequestOverhead = 200;

// A tenth of a microsecond is all that is measured.
double Rounded(double value) {
  return static_cast<double>(static_cast<int64_t>(value * 10 + 0.5)) / 10;
}

absl::StatusOr<std::vector<grpc::ByteBuffer>> Prepare(int64_t count,
                                                      int64_t bytes_max,
                                                      const MakeRequest& make) {
  Progress progress("prepare", count);
  std::vector<grpc::ByteBuffer> requests(static_cast<size_t>(count));
  std::atomic<int64_t> bytes{0};
  ForAll(count, [&](int64_t i) {
    if (bytes > bytes_max) return;
    grpc::ByteBuffer& request = requests[static_cast<size_t>(i)];
    request = make(i);
    bytes += static_cast<int64_t>(request.Length()) + kRequestOverhead;
    progress.Add(1);
  });
  if (bytes > bytes_max) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "the prepared requests would take more than ", bytes_max >> 20,
        " MB; give fewer of them, or more with --prepare-mb"));
  }
  return requests;
}

}  // namespace

void ForAll(int64_t count, const std::function<void(int64_t)>& work) {
  constexpr int64_t kAtATime = 64;
  std::atomic<int64_t> next{0};
  const auto run = [&] {
    for (;;) {
      const int64_t first = next.fetch_add(kAtATime);
      if (first >= count) return;
      const int64_t last = std::min(count, first + kAtATime);
      for (int64_t i = first; i < last; ++i) work(i);
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < std::thread::hardware_concurrency(); ++i) {
    threads.emplace_back(run);
  }
  run();
  for (std::thread& thread : threads) thread.join();
}

absl::StatusOr<LoadResult> Drive(const std::string& what,
                                 const std::string& address,
                                 const std::string& method,
                                 const DriveOptions& drive,
                                 const MakeRequest& make,
                                 const ReadAnswer& read) {
  const auto channels = Connect(address, drive.channels);
  if (!channels.ok()) return channels.status();
  std::vector<grpc::ByteBuffer> prepared;
  MakeRequest request = make;
  if (drive.prepared_bytes_max > 0) {
    auto all = Prepare(drive.load.count, drive.prepared_bytes_max, make);
    if (!all.ok()) return all.status();
    prepared = *std::move(all);
    request = [&prepared](int64_t i) {
      return prepared[static_cast<size_t>(i)];
    };
  }
  Progress progress(what,
                    drive.load.items > 0 ? drive.load.items : drive.load.count);
  return drive.stream ? RunStreams(*channels, method, drive.load, request, read,
                                   &progress)
                      : RunUnary(*channels, method, drive.load, request, read,
                                 &progress);
}

Json ToJson(Latencies* latencies) {
  return {{"p50", latencies->AtUs(0.5)},  {"p90", latencies->AtUs(0.9)},
          {"p99", latencies->AtUs(0.99)}, {"p999", latencies->AtUs(0.999)},
          {"max", latencies->AtUs(1.0)},  {"count", latencies->count()}};
}

Json ToJson(const std::string& items, LoadResult* result) {
  const auto per_second = [result](int64_t count) {
    return Rounded(static_cast<double>(count) /
                   std::max(result->seconds, 1e-9));
  };
  Json json = {{"ok", result->errors.empty()},
               {"answers", result->answers},
               {"seconds", result->seconds},
               {"cpu_seconds", result->cpu_seconds},
               {"answers_per_second", per_second(result->answers)},
               {items, result->items},
               {items + "_per_second", per_second(result->items)},
               {"bytes_sent", result->bytes_sent},
               {"bytes_received", result->bytes_received},
               {"latency_us", ToJson(&result->latencies)},
               {"errors", Json::object()}};
  for (const auto& [reason, times] : result->errors) {
    json["errors"][reason] = {{"count", times},
                              {"example", result->examples[reason]}};
  }
  if (!result->position.log().empty()) {
    json["position"] =
        absl::StrCat(result->position.log(), ":", result->position.sequence());
  }
  return json;
}

}  // namespace disclosure::loadgen
