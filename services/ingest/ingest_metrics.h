// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// What operators see of ingest:
//
//   disclosure_ingest_log_sequence              the log's last sequence
//   disclosure_ingest_queue_length              mutations that wait
//   disclosure_ingest_followers                 open change feeds
//   disclosure_ingest_commit_group_size         histogram: mutations a commit
//   disclosure_ingest_sync_seconds              histogram: writing and syncing
//   disclosure_ingest_committed_bytes_total     accepted content
//   disclosure_ingest_refused_total{reason}     refusals, by errors.h
//
// Thread-safe.

#ifndef DISCLOSURE_SERVICES_INGEST_INGEST_METRICS_H_
#define DISCLOSURE_SERVICES_INGEST_INGEST_METRICS_H_

#include <atomic>
#include <cstddef>
#include <string>

#include "absl/time/time.h"
#include "server/metrics.h"
#include "services/ingest/committer.h"

namespace disclosure::ingest {

class IngestMetrics : public CommitObserver {
 public:
  explicit IngestMetrics(server::Metrics& metrics);

  void OnGroup(int mutations, size_t bytes, absl::Duration write_time) override;
  void OnRefused(const std::string& reason) override;

  // A backup has ended; `reason` of its failure, or nothing.
  void OnBackup(const std::string& reason);

  // Counts open change feeds; the number after the change.
  void AddFollower() { ++followers_; }
  void RemoveFollower() { --followers_; }

  // Lets the gauges follow the committer, which must outlive the last scrape.
  void Watch(const Committer& committer);

 private:
  server::Metrics& metrics_;
  prometheus::Histogram& group_size_;
  prometheus::Histogram& sync_seconds_;
  prometheus::Counter& committed_bytes_;
  std::atomic<int> followers_{0};
};

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_INGEST_METRICS_H_
