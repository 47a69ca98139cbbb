// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/query.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "grpcpp/channel.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "services/query/errors.h"
#include "services/query/feed_follower.h"
#include "services/query/head_watch.h"
#include "services/query/kept_totals.h"
#include "services/query/lookup.h"
#include "services/query/position_waits.h"
#include "services/query/query_service.h"
#include "services/query/read_model.h"
#include "services/query/report_source.h"

namespace disclosure::query {
namespace {

class QueryImpl final : public Query {
 public:
  QueryImpl(Options options, server::CallBook& book, server::Metrics& metrics);
  ~QueryImpl() override { Stop(); }

  std::vector<grpc::Service*> services() override { return {&service_}; }
  void Start(std::shared_ptr<grpc::Channel> aggregate,
             std::shared_ptr<grpc::Channel> ingest) override;
  absl::Status readiness() const override;
  v1::QueryServiceGetStatusResponse GetStatus() const override;
  void Stop() override;

 private:
  void Applied();
  void HeardOfHead(const v1::RollupServiceGetStatusResponse& status);

  const Options options_;
  ReadModel model_;
  const AnswerContext answers_;
  KeptTotals kept_;
  PositionWaits waits_;
  ReportSource reports_;
  QueryServiceImpl service_;
  FeedFollower follower_;
  HeadWatch head_watch_;

  prometheus::Counter& updates_;
  prometheus::Gauge& position_;
  prometheus::Gauge& lag_;
  prometheus::Gauge& rows_;
  prometheus::Gauge& row_bytes_;
  prometheus::Gauge& report_count_;
};

QueryImpl::QueryImpl(Options options, server::CallBook& book,
                     server::Metrics& metrics)
    : options_(std::move(options)),
      model_(*options_.clock),
      answers_{.model = model_,
               .catalog = *options_.catalog,
               .clock = *options_.clock},
      kept_(options_.kept_bytes_max),
      waits_(model_, options_.waiting_calls_max),
      reports_(options_.report_calls_max),
      service_({.book = book,
                .answers = answers_,
                .kept = kept_,
                .waits = waits_,
                .reports = reports_,
                .status = [this] { return GetStatus(); }}),
      follower_({.catalog = options_.catalog}, model_, [this] { Applied(); }),
      head_watch_([this](const v1::RollupServiceGetStatusResponse& status) {
        HeardOfHead(status);
      }),
      updates_(metrics.AddCounter("disclosure_query_updates_total",
                                  "Updates of the rollup feed applied.")),
      position_(metrics.AddGauge("disclosure_query_position_sequence",
                                 "Sequence that answers are true at.")),
      lag_(metrics.AddGauge("disclosure_query_feed_lag_changes",
                            "Changes in the log that answers do not have.")),
      rows_(metrics.AddGauge("disclosure_query_rows", "Rows of totals held.")),
      row_bytes_(metrics.AddGauge("disclosure_query_row_bytes",
                                  "Memory of those rows.")),
      report_count_(metrics.AddGauge("disclosure_query_reports",
                                     "Current reports held.")) {
  prometheus::Gauge& waiting = metrics.AddGauge(
      "disclosure_query_waiting_calls", "Calls that wait for a position.");
  prometheus::Gauge& asked = metrics.AddGauge("disclosure_query_report_calls",
                                              "Reports being asked of ingest.");
  prometheus::Gauge& following = metrics.AddGauge(
      "disclosure_query_following", "1 while the rollup feed is followed.");
  prometheus::Gauge& kept = metrics.AddGauge(
      "disclosure_query_kept_bytes", "Memory of totals kept for answers.");
  metrics.BeforeScrape([this, &waiting, &asked, &following, &kept] {
    kept.Set(static_cast<double>(kept_.bytes()));
    waiting.Set(static_cast<double>(waits_.size()));
    asked.Set(static_cast<double>(reports_.size()));
    following.Set(follower_.state().following ? 1 : 0);
  });
}

void QueryImpl::Start(std::shared_ptr<grpc::Channel> aggregate,
                      std::shared_ptr<grpc::Channel> ingest) {
  reports_.Connect(std::move(ingest));
  follower_.Start(aggregate);
  head_watch_.Start(std::move(aggregate), options_.head_period);
}

void QueryImpl::Stop() {
  head_watch_.Stop();
  follower_.Stop();
  waits_.Close();
  reports_.Stop();
}

void QueryImpl::Applied() {
  const ReadModel::State state = model_.GetState();
  updates_.Increment();
  position_.Set(static_cast<double>(state.position.sequence()));
  rows_.Set(static_cast<double>(state.rows));
  row_bytes_.Set(static_cast<double>(state.row_bytes));
  report_count_.Set(static_cast<double>(state.reports));
  waits_.Advance();
}

void QueryImpl::HeardOfHead(const v1::RollupServiceGetStatusResponse& status) {
  const v1::LogPosition position = model_.position();
  // A head of another log says nothing of this one.
  if (status.log().id() != position.log()) return;
  lag_.Set(static_cast<double>(
      std::max<int64_t>(status.head_sequence() - position.sequence(), 0)));
}

absl::Status QueryImpl::readiness() const {
  const FeedFollower::State state = follower_.state();
  if (state.refused) return state.problem;
  if (!model_.position().log().empty()) return absl::OkStatus();
  return state.problem.ok() ? NotReady() : state.problem;
}

v1::QueryServiceGetStatusResponse QueryImpl::GetStatus() const {
  const ReadModel::State state = model_.GetState();
  const FeedFollower::State feed = follower_.state();
  v1::QueryServiceGetStatusResponse response;
  if (!state.position.log().empty()) {
    *response.add_positions() = state.position;
    *response.add_logs() = state.log;
    const int64_t nanos = absl::ToUnixNanos(state.updated_at);
    response.mutable_updated_at()->set_seconds(nanos / 1'000'000'000);
    response.mutable_updated_at()->set_nanos(
        static_cast<int32_t>(nanos % 1'000'000'000));
  }
  response.set_ready(feed.following);
  if (!feed.following) {
    response.set_problem(
        std::string((feed.problem.ok() ? NotReady() : feed.problem).message()));
  }
  response.set_catalog(options_.catalog->fingerprint());
  response.set_rows(state.rows);
  response.set_reports(state.reports);
  response.set_waiting_calls(static_cast<int64_t>(waits_.size()));
  response.set_version(options_.version);
  return response;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Query>> Query::Create(Options options,
                                                     server::CallBook& book,
                                                     server::Metrics& metrics) {
  if (options.catalog == nullptr || options.clock == nullptr) {
    return absl::InvalidArgumentError("query needs a catalogue and a clock");
  }
  return std::make_unique<QueryImpl>(std::move(options), book, metrics);
}

}  // namespace disclosure::query
