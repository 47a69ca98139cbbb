// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The metrics of one process. Knows nothing of gRPC, so the cores of the
// services may use it. Whoever counts looks its metric up once, at start, and
// keeps the reference; it stays valid as long as the Metrics.
//
// Names: disclosure_<noun>_<unit>[_total]. Labels are few and bounded: never an
// office, a region or a person. A name that Prometheus does not allow is a bug
// and ends the process.
//
// Thread-safe.

#ifndef DISCLOSURE_SERVER_METRICS_H_
#define DISCLOSURE_SERVER_METRICS_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
class Registry;
}  // namespace prometheus

namespace disclosure::server {

class Metrics {
 public:
  using Labels = std::map<std::string, std::string>;

  Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;
  ~Metrics();

  // The metric of this name and these labels, made if it does not exist.
  prometheus::Counter& AddCounter(const std::string& name,
                                  const std::string& help,
                                  const Labels& labels = {}) noexcept;
  prometheus::Gauge& AddGauge(const std::string& name, const std::string& help,
                              const Labels& labels = {}) noexcept;
  // `bounds` are the upper ends of the buckets, ascending.
  prometheus::Histogram& AddHistogram(const std::string& name,
                                      const std::string& help,
                                      const std::vector<double>& bounds,
                                      const Labels& labels = {}) noexcept;

  // disclosure_build_info, always 1: version, revision, catalogue fingerprint.
  void SetBuildInfo(const Labels& labels);

  // Runs `update` at each scrape, before the values are read: for a gauge whose
  // value is known elsewhere. What it uses must outlive the last scrape. Must
  // not wait, and not call back into this object.
  void BeforeScrape(std::function<void()> update);

  // All metrics in the Prometheus text format.
  std::string Text() const;

 private:
  std::unique_ptr<prometheus::Registry> registry_;
  mutable absl::Mutex mutex_;
  std::vector<std::function<void()>> updates_ ABSL_GUARDED_BY(mutex_);
};

// Buckets for times of answers, in seconds: 0.5 ms to 10 s.
const std::vector<double>& LatencyBounds();

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_METRICS_H_
