// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The same job in PostgreSQL, on a server of its own that ends with this
// program:
//
//   plain      one report a transaction: 229 figures as bigint[], a narrative
//   triggers   the same, while a trigger keeps the totals of all five levels
//   recompute  all totals of all levels anew, from reports in --input
//
//   postgres_peer --cases plain,triggers --connections 1,8,64 --seconds 5
//   postgres_peer --cases recompute --input DIR
//
// plain and triggers run for each number of connections, --seconds each.
// Prints one JSON object. Exit code 3: PostgreSQL is not installed.

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "bench/peers/postgres_cluster.h"
#include "bench/peers/postgres_recompute.h"
#include "bench/peers/postgres_writes.h"
#include "bench/peers/report_dump.h"
#include "form/catalog.h"

namespace disclosure::bench {
namespace {

struct Options {
  PostgresCluster::Options cluster;
  std::vector<std::string> cases = {"plain", "triggers"};
  std::vector<int> connections = {1, 8, 64};
  int seconds = 5;
  int recompute_seconds_max = 600;
  std::string input;
  int offices = 150'000;
  size_t narrative_bytes = 6000;
  uint64_t seed = 1;
};

absl::Status RunWrites(const Options& options, const PostgresCluster& cluster,
                       int cells, bool totals, nlohmann::json* cases) {
  for (const int connections : options.connections) {
    auto measured =
        MeasureWrites(cluster, {.connections = connections,
                                .time = absl::Seconds(options.seconds),
                                .totals = totals,
                                .offices = options.offices,
                                .cells = cells,
                                .narrative_bytes = options.narrative_bytes,
                                .seed = options.seed});
    if (!measured.ok()) return measured.status();
    cases->push_back(*std::move(measured));
  }
  return absl::OkStatus();
}

absl::Status RunRecompute(const Options& options,
                          const PostgresCluster& cluster, int cells,
                          nlohmann::json* cases) {
  auto dump = ReportDump::Open(options.input, cells);
  if (!dump.ok()) return dump.status();
  auto measured = MeasureRecompute(
      cluster, **dump, cells, absl::Seconds(options.recompute_seconds_max));
  if (!measured.ok()) return measured.status();
  cases->push_back(*std::move(measured));
  return absl::OkStatus();
}

absl::StatusOr<nlohmann::json> Measure(const Options& options) {
  auto catalog = form::Catalog::BuiltIn();
  if (!catalog.ok()) return catalog.status();
  const int cells = static_cast<int>((*catalog)->cells().size());
  auto cluster = PostgresCluster::Start(options.cluster);
  if (!cluster.ok()) return cluster.status();
  auto connection = (*cluster)->Connect();
  if (!connection.ok()) return connection.status();
  nlohmann::json result = {{"peer", "postgres"},
                           {"version", (*connection)->server_version()},
                           {"settings", PostgresCluster::Settings()},
                           {"cells", cells},
                           {"narrative_bytes", options.narrative_bytes},
                           {"offices", options.offices},
                           {"cases", nlohmann::json::array()}};
  for (const std::string& name : options.cases) {
    absl::Status run =
        name == "recompute"
            ? RunRecompute(options, **cluster, cells, &result["cases"])
            : RunWrites(options, **cluster, cells, name == "triggers",
                        &result["cases"]);
    if (!run.ok()) return run;
  }
  return result;
}

int Run(const Options& options) {
  const auto measured = Measure(options);
  if (!measured.ok()) {
    std::cerr << "postgres_peer: " << measured.status().message() << "\n";
    return absl::IsNotFound(measured.status()) ? 3 : 1;
  }
  std::cout << measured->dump() << std::endl;
  return 0;
}

}  // namespace
}  // namespace disclosure::bench

int main(int argc, char** argv) {
  disclosure::bench::Options options;
  options.cluster.parent = std::filesystem::temp_directory_path().string();
  CLI::App app{"PostgreSQL doing the same job"};
  app.add_option("--cases", options.cases, "What to measure")
      ->delimiter(',')
      ->check(CLI::IsMember({"plain", "triggers", "recompute"}));
  app.add_option("--connections", options.connections, "Clients at a time")
      ->delimiter(',')
      ->check(CLI::Range(1, 100));
  app.add_option("--seconds", options.seconds, "Of each measurement")
      ->check(CLI::Range(1, 3600));
  app.add_option("--recompute-seconds-max", options.recompute_seconds_max,
                 "When a step of recompute is given up")
      ->check(CLI::Range(1, 86'400));
  app.add_option("--input", options.input, "Reports for recompute")
      ->check(CLI::ExistingDirectory);
  app.add_option("--offices", options.offices, "That file reports")
      ->check(CLI::Range(1, 10'000'000));
  app.add_option("--narrative-bytes", options.narrative_bytes, "Of a report")
      ->check(CLI::Range(0, 1 << 20));
  app.add_option("--folder", options.cluster.parent,
                 "Where the data go; on the disk that is measured")
      ->check(CLI::ExistingDirectory);
  app.add_option("--programs", options.cluster.programs,
                 "Where initdb and postgres are");
  app.add_option("--user", options.cluster.user,
                 "Who runs the server if root must not");
  app.add_option("--seed", options.seed, "Of the reports");
  CLI11_PARSE(app, argc, argv);
  const bool recompute = std::find(options.cases.begin(), options.cases.end(),
                                   "recompute") != options.cases.end();
  if (recompute && options.input.empty()) {
    std::cerr << "postgres_peer: recompute needs --input\n";
    return 2;
  }
  return disclosure::bench::Run(options);
}
