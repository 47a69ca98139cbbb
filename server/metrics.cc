// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/metrics.h"

#include <utility>

#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/registry.h"
#include "prometheus/text_serializer.h"

namespace disclosure::server {

Metrics::Metrics() : registry_(std::make_unique<prometheus::Registry>()) {}

Metrics::~Metrics() = default;

prometheus::Counter& Metrics::AddCounter(const std::string& name,
                                         const std::string& help,
                                         const Labels& labels) noexcept {
  return prometheus::BuildCounter()
      .Name(name)
      .Help(help)
      .Register(*registry_)
      .Add(labels);
}

prometheus::Gauge& Metrics::AddGauge(const std::string& name,
                                     const std::string& help,
                                     const Labels& labels) noexcept {
  return prometheus::BuildGauge()
      .Name(name)
      .Help(help)
      .Register(*registry_)
      .Add(labels);
}

prometheus::Histogram& Metrics::AddHistogram(const std::string& name,
                                             const std::string& help,
                                             const std::vector<double>& bounds,
                                             const Labels& labels) noexcept {
  return prometheus::BuildHistogram()
      .Name(name)
      .Help(help)
      .Register(*registry_)
      .Add(labels, bounds);
}

void Metrics::SetBuildInfo(const Labels& labels) {
  AddGauge("disclosure_build_info", "What is running; always 1.", labels)
      .Set(1);
}

void Metrics::BeforeScrape(std::function<void()> update) {
  absl::MutexLock lock(&mutex_);
  updates_.push_back(std::move(update));
}

std::string Metrics::Text() const {
  {
    absl::MutexLock lock(&mutex_);
    for (const auto& update : updates_) update();
  }
  return prometheus::TextSerializer().Serialize(registry_->Collect());
}

const std::vector<double>& LatencyBounds() {
  static const auto* const bounds =
      new std::vector<double>{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                              0.1,    0.25,  0.5,    1,     2.5,  5,     10};
  return *bounds;
}

}  // namespace disclosure::server
