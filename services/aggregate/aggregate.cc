// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/aggregate.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "absl/strings/str_cat.h"
#include "prometheus/gauge.h"
#include "server/feed_stream.h"
#include "server/log.h"
#include "services/aggregate/checkpoint_saver.h"
#include "services/aggregate/follower.h"
#include "services/aggregate/live_rollup.h"
#include "services/aggregate/maintenance_worker.h"
#include "services/aggregate/rollup_service.h"

namespace disclosure::aggregate {
namespace {

void LogLine(const std::string& line) { server::LogWarning(line); }

// The gauges, set at each scrape from what GetStatus says.
class Gauges {
 public:
  explicit Gauges(server::Metrics& metrics)
      : position_(metrics.AddGauge(
            "disclosure_aggregate_position_sequence",
            "The last change of the log that is in the totals.")),
        lag_(metrics.AddGauge(
            "disclosure_aggregate_feed_lag_changes",
            "Changes of the log that are not in the totals yet.")),
        checkpoint_(metrics.AddGauge(
            "disclosure_aggregate_checkpoint_sequence",
            "The last change that is in the checkpoint on disk.")),
        mismatches_(metrics.AddGauge(
            "disclosure_aggregate_verify_mismatches",
            "Differences between the totals and the log that the last verify "
            "found and no rebuild has corrected; 0 is right.")),
        rows_(metrics.AddGauge("disclosure_aggregate_rows",
                               "Rows of totals that hold a report.")),
        reports_(metrics.AddGauge("disclosure_aggregate_reports",
                                  "Current reports.")),
        ready_(metrics.AddGauge("disclosure_aggregate_ready",
                                "1 if totals are served.")),
        followers_(metrics.AddGauge("disclosure_aggregate_followers",
                                    "Streams of updates that are open.")) {}

  void Set(const v1::RollupServiceGetStatusResponse& status, int followers) {
    int64_t sequence = status.position().sequence();
    position_.Set(static_cast<double>(sequence));
    lag_.Set(static_cast<double>(
        std::max<int64_t>(0, status.head_sequence() - sequence)));
    checkpoint_.Set(static_cast<double>(status.checkpoint_sequence()));
    mismatches_.Set(static_cast<double>(status.verify_mismatches()));
    rows_.Set(static_cast<double>(status.rows()));
    reports_.Set(static_cast<double>(status.reports()));
    ready_.Set(status.ready() ? 1 : 0);
    followers_.Set(followers);
  }

 private:
  prometheus::Gauge& position_;
  prometheus::Gauge& lag_;
  prometheus::Gauge& checkpoint_;
  prometheus::Gauge& mismatches_;
  prometheus::Gauge& rows_;
  prometheus::Gauge& reports_;
  prometheus::Gauge& ready_;
  prometheus::Gauge& followers_;
};

class AssembledAggregate : public Aggregate {
 public:
  AssembledAggregate(const Options& options,
                     std::unique_ptr<Checkpoint> checkpoint,
                     server::CallBook& book, server::Metrics& metrics)
      : layout_(*options.catalog),
        live_(layout_, [this] { pump_.Wake(); }),
        saver_({.period = options.checkpoint_period, .log = LogLine},
               std::move(checkpoint), live_),
        follower_({}, live_, saver_),
        worker_(live_, *options.clock),
        parts_{book, pump_, live_, follower_, saver_, worker_, followers_},
        service_(parts_),
        gauges_(metrics) {
    metrics.BeforeScrape([this] { gauges_.Set(GetStatus(), followers_); });
  }

  ~AssembledAggregate() override { Stop(); }

  grpc::Service* service() override { return &service_; }

  absl::Status Start(std::shared_ptr<grpc::Channel> ingest) override {
    absl::Status loaded = saver_.Load();
    if (!loaded.ok()) return loaded;
    server::LogInfo(absl::StrCat("aggregate follows ingest from sequence ",
                                 live_.facts().sequence + 1));
    saver_.Start();
    worker_.Start(ingest);
    follower_.Start(ingest);
    return absl::OkStatus();
  }

  absl::Status CheckReady() const override { return follower_.CheckReady(); }

  v1::RollupServiceGetStatusResponse GetStatus() const override {
    return StatusOf(parts_);
  }

  void Stop() override {
    pump_.Stop();
    follower_.Stop();
    worker_.Stop();
    saver_.Stop();
  }

 private:
  const FormLayout layout_;
  server::FeedPump pump_;
  std::atomic<int> followers_ = 0;
  LiveRollup live_;
  CheckpointSaver saver_;
  Follower follower_;
  MaintenanceWorker worker_;
  const ServiceParts parts_;
  RollupService service_;
  Gauges gauges_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Aggregate>> Aggregate::Create(
    Options options, server::CallBook& book, server::Metrics& metrics) {
  if (options.catalog == nullptr) {
    return absl::InvalidArgumentError("aggregate needs a catalogue");
  }
  absl::StatusOr<std::unique_ptr<Checkpoint>> checkpoint =
      Checkpoint::Open({.path = options.folder, .log = LogLine});
  if (!checkpoint.ok()) return checkpoint.status();
  return std::make_unique<AssembledAggregate>(options, *std::move(checkpoint),
                                              book, metrics);
}

}  // namespace disclosure::aggregate
