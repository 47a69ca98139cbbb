// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The command `visible`.

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "bench/loadgen/commands.h"
#include "bench/loadgen/drive.h"
#include "bench/loadgen/progress.h"
#include "bench/loadgen/submissions.h"
#include "bench/loadgen/unary_load.h"
#include "disclosure/v1/ingest_service.pb.h"
#include "disclosure/v1/query_service.grpc.pb.h"
#include "server/status.h"

namespace disclosure::loadgen {
namespace {

// A sequence, and when it was acknowledged or seen.
struct Moment {
  int64_t sequence = 0;
  int64_t nanos = 0;
};

// A reader of the query service that always waits for the position after the
// last one it saw: it is answered as soon as there is something new.
class Watcher {
 public:
  Watcher(const std::shared_ptr<grpc::Channel>& channel, std::string region,
          int year)
      : stub_(v1::QueryService::NewStub(channel)) {
    request_.set_region(std::move(region));
    request_.set_year(year);
  }
  ~Watcher() { Stop(); }

  // Reads where the totals stand, then watches from there.
  absl::Status Start() {
    absl::Status status = Ask();
    if (status.ok()) thread_ = std::thread([this] { Watch(); });
    return status;
  }

  // Waits until a position is seen. UNAVAILABLE or whatever ended the watch.
  absl::Status WaitUntilSeen(int64_t sequence) {
    absl::MutexLock lock(&mutex_);
    const auto done = [this, sequence]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return seen_.back().sequence >= sequence || !status_.ok();
    };
    if (!mutex_.AwaitWithTimeout(absl::Condition(&done), kCallLimit)) {
      return absl::DeadlineExceededError("the totals do not move on");
    }
    return status_;
  }

  // What was seen, in order; after Stop().
  const std::vector<Moment>& seen() const { return seen_; }

  void Stop() {
    if (!thread_.joinable()) return;
    {
      absl::MutexLock lock(&mutex_);
      stopping_ = true;
      if (context_ != nullptr) context_->TryCancel();
    }
    thread_.join();
  }

 private:
  absl::Status Ask() {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + kCallLimit));
    {
      absl::MutexLock lock(&mutex_);
      if (stopping_) return absl::CancelledError("stopped");
      context_ = &context;
    }
    v1::GetTotalsResponse response;
    const grpc::Status status = stub_->GetTotals(&context, request_, &response);
    const int64_t now = NowNanos();
    absl::MutexLock lock(&mutex_);
    context_ = nullptr;
    if (!status.ok()) return server::FromGrpcStatus(status);
    if (response.totals().positions().empty()) {
      return absl::FailedPreconditionError("nothing has been registered yet");
    }
    const v1::LogPosition& position = response.totals().positions(0);
    seen_.push_back({position.sequence(), now});
    *request_.mutable_min_position() = position;
    request_.mutable_min_position()->set_sequence(position.sequence() + 1);
    return absl::OkStatus();
  }

  void Watch() {
    absl::Status status;
    while (status.ok()) status = Ask();
    absl::MutexLock lock(&mutex_);
    if (!stopping_) status_ = status;
  }

  const std::unique_ptr<v1::QueryService::Stub> stub_;
  v1::GetTotalsRequest request_;
  std::thread thread_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::ClientContext* context_ ABSL_GUARDED_BY(mutex_) = nullptr;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
  std::vector<Moment> seen_;
};

// The region whose totals a city office would look at.
const Region& CityOf(const Nation& nation, int64_t office) {
  const Region* region =
      &nation.RegionOf(nation.offices()[static_cast<size_t>(office)]);
  while (region->level > v1::LEVEL_CITY && region->parent >= 0) {
    region = &nation.regions()[static_cast<size_t>(region->parent)];
  }
  return *region;
}

// From acknowledged to seen. Both are ordered by sequence.
Latencies Delays(std::vector<Moment> acknowledged,
                 const std::vector<Moment>& seen) {
  std::sort(
      acknowledged.begin(), acknowledged.end(),
      [](const Moment& a, const Moment& b) { return a.sequence < b.sequence; });
  Latencies delays;
  size_t at = 0;
  for (const Moment& moment : acknowledged) {
    while (at + 1 < seen.size() && seen[at].sequence < moment.sequence) ++at;
    // Seen before the acknowledgement had arrived: no delay.
    delays.Add(std::max<int64_t>(0, seen[at].nanos - moment.nanos));
  }
  return delays;
}

// One run: what the acknowledgements say goes to `note`, with the time when
// each came.
LoadResult RunAmendments(
    const Channels& ingest, const World& world, const VisibleOptions& options,
    const std::function<void(int64_t number, const Moment&,
                             const std::string& log)>& note) {
  const Scatter scatter(options.reports);
  const LoadOptions load = {.count = options.count, .rate = options.rate};
  Progress progress("visible", options.count);
  return RunUnary(
      ingest, kSubmitReportMethod, load,
      [&](int64_t i) {
        return MakeSubmissions(world, i, i + 1, [&](int64_t n) {
          return world.order().Amendment(options.first + n, scatter);
        });
      },
      [&note](int64_t number, const grpc::ByteBuffer& answer,
              LoadResult* result) {
        const int64_t now = NowNanos();
        const int64_t items = result->items;
        ReadReceipt(number, answer, result);
        if (result->items == items) return;
        v1::SubmitReportResponse response;
        response.ParseFromString(ToString(answer));
        const v1::LogPosition& position = response.receipt().position();
        note(number, {position.sequence(), now}, position.log());
      },
      &progress);
}

absl::StatusOr<Json> ByWatching(const Channels& ingest, const Channels& query,
                                const World& world,
                                const VisibleOptions& options) {
  // Any region tells the position; a town's answer is the smallest.
  Watcher watcher(query[0], world.nation().regions().back().code,
                  world.options().last_year);
  absl::Status status = watcher.Start();
  if (!status.ok()) return status;
  std::vector<Moment> acknowledged;
  LoadResult result = RunAmendments(
      ingest, world, options,
      [&acknowledged](int64_t, const Moment& moment, const std::string&) {
        acknowledged.push_back(moment);
      });
  status = watcher.WaitUntilSeen(result.position.sequence());
  if (!status.ok()) return status;
  watcher.Stop();
  Latencies delays = Delays(std::move(acknowledged), watcher.seen());
  Json json = ToJson("reports", &result);
  json["visible_us"] = ToJson(&delays);
  json["updates_seen"] = watcher.seen().size();
  return json;
}

absl::StatusOr<Json> ByPosition(const Channels& ingest, const Channels& query,
                                const World& world,
                                const VisibleOptions& options) {
  Latencies calls;
  LoadResult asked;
  const Scatter scatter(options.reports);
  UnaryClient reader(query, kGetTotalsMethod, 1,
                     [&](const UnaryClient::Answer& answer) {
                       if (!answer.status.ok()) asked.AddError(answer.status);
                       calls.Add(answer.nanos);
                     });
  LoadResult result = RunAmendments(
      ingest, world, options,
      [&](int64_t number, const Moment& moment, const std::string& log) {
        const ReportName name =
            world.order().Amendment(options.first + number, scatter);
        v1::GetTotalsRequest request;
        request.set_region(CityOf(world.nation(), name.office).code);
        request.set_year(name.year);
        request.mutable_min_position()->set_log(log);
        request.mutable_min_position()->set_sequence(moment.sequence);
        reader.Start(number, ToByteBuffer(request.SerializeAsString()),
                     moment.nanos);
      });
  reader.WaitUntilIdle();
  for (const auto& [reason, times] : asked.errors) {
    result.AddError(reason, asked.examples[reason], times);
  }
  Json json = ToJson("reports", &result);
  json["answered_at_position_us"] = ToJson(&calls);
  return json;
}

}  // namespace

absl::StatusOr<Json> MeasureVisible(const World& world, const Servers& servers,
                                    const VisibleOptions& options) {
  if (options.reports < 1 || options.reports > world.order().size() ||
      options.first < 0 || options.count < 1 || options.rate <= 0) {
    return absl::InvalidArgumentError(
        "visible needs a rate and amendments of reports that are there");
  }
  const auto ingest = Connect(servers.Ingest(), 1);
  if (!ingest.ok()) return ingest.status();
  const auto query = Connect(servers.Query(), 1);
  if (!query.ok()) return query.status();
  return options.by_position ? ByPosition(*ingest, *query, world, options)
                             : ByWatching(*ingest, *query, world, options);
}

}  // namespace disclosure::loadgen
