// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"

namespace disclosure::server {
namespace {

using ::testing::HasSubstr;

TEST(MetricsTest, TextShowsWhatWasCounted) {
  Metrics metrics;
  metrics.AddCounter("groups_total", "Groups.", {{"log", "main"}}).Increment(3);
  metrics.AddHistogram("sync_seconds", "Syncs.", {0.1, 1}).Observe(0.5);
  metrics.SetBuildInfo({{"version", "1.2"}, {"revision", "abc"}});
  std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr("# HELP groups_total Groups.\n"));
  EXPECT_THAT(text, HasSubstr("groups_total{log=\"main\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("sync_seconds_bucket{le=\"1\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("disclosure_build_info{"));
  EXPECT_THAT(text, HasSubstr("version=\"1.2\""));
}

TEST(MetricsTest, SameNameAndLabelsAreTheSameMetric) {
  Metrics metrics;
  auto& first = metrics.AddCounter("calls_total", "Calls.", {{"code", "OK"}});
  auto& same = metrics.AddCounter("calls_total", "Calls.", {{"code", "OK"}});
  auto& other = metrics.AddCounter("calls_total", "Calls.", {{"code", "No"}});
  EXPECT_EQ(&first, &same);
  EXPECT_NE(&first, &other);
}

TEST(MetricsTest, ValuesKnownElsewhereAreReadAtEachScrape) {
  Metrics metrics;
  int known = 0;
  auto& gauge = metrics.AddGauge("lag", "Lag.");
  metrics.BeforeScrape([&] { gauge.Set(known); });
  known = 5;
  EXPECT_THAT(metrics.Text(), HasSubstr("\nlag 5\n"));
  known = 6;
  EXPECT_THAT(metrics.Text(), HasSubstr("\nlag 6\n"));
}

TEST(MetricsDeathTest, ANameThatPrometheusDoesNotAllowIsABug) {
  Metrics metrics;
  EXPECT_DEATH(metrics.AddCounter("no spaces", "Wrong."), "");
}

}  // namespace
}  // namespace disclosure::server
