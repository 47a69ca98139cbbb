// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/ingest_metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>

namespace disclosure::ingest {
namespace {

prometheus::Counter& Backups(server::Metrics& metrics,
                             const std::string& outcome) {
  return metrics.AddCounter("disclosure_ingest_backups_total",
                            "Backups that ended, by outcome.",
                            {{"outcome", outcome}});
}

}  // namespace

IngestMetrics::IngestMetrics(server::Metrics& metrics)
    : metrics_(metrics),
      group_size_(
          metrics.AddHistogram("disclosure_ingest_commit_group_size",
                               "Mutations that were committed together.",
                               {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024})),
      sync_seconds_(metrics.AddHistogram("disclosure_ingest_sync_seconds",
                                         "Time to write and sync one group.",
                                         server::LatencyBounds())),
      committed_bytes_(
          metrics.AddCounter("disclosure_ingest_committed_bytes_total",
                             "Content of the mutations that were decided.")) {
  // Both are there from the start, so that the first failure is an increase.
  for (const char* outcome : {"verified", "failed"}) {
    Backups(metrics_, outcome);
  }
}

void IngestMetrics::OnGroup(int mutations, size_t bytes,
                            absl::Duration write_time) {
  group_size_.Observe(mutations);
  if (write_time > absl::ZeroDuration()) {
    sync_seconds_.Observe(absl::ToDoubleSeconds(write_time));
  }
  committed_bytes_.Increment(static_cast<double>(bytes));
}

void IngestMetrics::OnRefused(const std::string& reason) {
  metrics_
      .AddCounter("disclosure_ingest_refused_total",
                  "Requests that were refused, by reason.",
                  {{"reason", reason.empty() ? "OTHER" : reason}})
      .Increment();
}

void IngestMetrics::OnBackup(const std::string& reason) {
  Backups(metrics_, reason.empty() ? "verified" : "failed").Increment();
}

void IngestMetrics::Watch(const Committer& committer) {
  prometheus::Gauge& sequence = metrics_.AddGauge(
      "disclosure_ingest_log_sequence", "The last sequence of the log.");
  prometheus::Gauge& queue = metrics_.AddGauge(
      "disclosure_ingest_queue_length", "Mutations that wait for a commit.");
  prometheus::Gauge& followers =
      metrics_.AddGauge("disclosure_ingest_followers", "Open change feeds.");
  metrics_.BeforeScrape([this, &committer, &sequence, &queue, &followers] {
    sequence.Set(static_cast<double>(committer.state().tail.sequence));
    queue.Set(static_cast<double>(committer.queue_length()));
    followers.Set(followers_.load());
  });
}

}  // namespace disclosure::ingest
