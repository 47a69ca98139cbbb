// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// How fast reports are accepted, durably, by a server process of its own over a
// loopback connection:
//
//   stream  full reports through SubmitReports, a few streams at a time
//   unary   one client that files one report after the other, and waits for
//           each receipt: the time of a durable answer
//   amend   the same, each an amendment of one report
//
// Bounded: --reports and --answers say how much. Prints the machine, what was
// measured, and where the totals stood when everything was accepted.

#include <sys/utsname.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "base/build_info.h"
#include "base/text.h"
#include "tests/system/daemon.h"
#include "tests/system/http.h"
#include "tests/system/process.h"
#include "tests/system/reports.h"

namespace disclosure::testing {
namespace {

constexpr int kYear = 2020;

struct Options {
  // Reports through the stream, and through unary calls.
  int64_t reports = 40'000;
  int64_t answers = 2'000;
  // Streams at a time, and submissions in a message.
  int64_t streams = 2;
  int64_t batch = 64;
  // Where the data go: the disk that is measured.
  std::string target = "all";
};

void PrintMachine() {
  utsname system;
  ::uname(&system);
  std::ifstream cpus("/proc/cpuinfo");
  std::string line;
  std::string model = "unknown processor";
  while (std::getline(cpus, line)) {
    if (!line.starts_with("model name")) continue;
    model = line.substr(line.find(':') + 2);
    break;
  }
  std::cout << "machine  " << std::thread::hardware_concurrency() << " x "
            << model << ", " << system.sysname << " " << system.release
            << "\nprogram  " << base::BuildVersion() << " ("
            << base::BuildRevision() << ")\n";
}

// Offices below one county, each of which files one report.
v1::RegistryRows MakeRegistry(int64_t first, int64_t count) {
  v1::RegistryRows rows;
  if (first == 0) {
    v1::RegionRow& region = *rows.add_regions();
    region.set_code("419001");
    region.set_name("济源市");
    region.set_kind(v1::REGION_KIND_GOVERNMENT);
    region.set_level(v1::LEVEL_COUNTY);
  }
  for (int64_t i = first; i < first + count; ++i) {
    v1::OfficeRow& office = *rows.add_offices();
    office.set_id(absl::StrCat("o", i));
    office.set_name(absl::StrCat("单位", i));
    office.set_region("419001");
    office.set_line("街道乡镇");
    office.set_kind(v1::OFFICE_KIND_DEPARTMENT);
    office.set_reports_own(true);
  }
  return rows;
}

bool ApplyRegistry(Client& client, int64_t offices) {
  constexpr int64_t kAtATime = 10'000;
  for (int64_t first = 0; first < offices; first += kAtATime) {
    auto applied =
        client.Apply(MakeRegistry(first, std::min(kAtATime, offices - first)));
    if (applied.ok()) continue;
    std::cerr << Describe(applied.status()) << "\n";
    return false;
  }
  return true;
}

v1::Submission MakeSubmission(const v1::AnnualReport& full, int64_t office) {
  v1::Submission submission;
  *submission.mutable_report() = full;
  submission.mutable_report()->set_office(absl::StrCat("o", office));
  submission.set_request_id(absl::StrCat("bench-", office));
  return submission;
}

// A narrative of the length of the reference case.
v1::AnnualReport MakeFull() {
  Random random(1);
  v1::AnnualReport report = FullReport(random, "", kYear, v1::SCOPE_OWN);
  *report.mutable_narrative() =
      ReadTestReport("419001004-01-2020.json").narrative();
  return report;
}

// Sends the messages of one stream, a few ahead of their answers. Returns how
// many receipts came back.
int64_t RunStream(const std::string& address,
                  const std::vector<v1::SubmitReportsRequest>& messages) {
  Client client(address);
  grpc::ClientContext context;
  auto stream = client.ingest().SubmitReports(&context);
  std::thread writer([&] {
    for (const auto& message : messages) {
      if (!stream->Write(message)) break;
    }
    stream->WritesDone();
  });
  int64_t receipts = 0;
  v1::SubmitReportsResponse response;
  while (stream->Read(&response)) {
    for (const auto& result : response.results()) {
      if (result.has_receipt()) {
        ++receipts;
      } else {
        std::cerr << result.status().message() << "\n";
      }
    }
  }
  writer.join();
  const grpc::Status ended = stream->Finish();
  if (!ended.ok()) std::cerr << ended.error_message() << "\n";
  return receipts;
}

void RunStreams(const Options& options, Daemon& daemon,
                const v1::AnnualReport& full) {
  // Everything is made before the clock runs.
  std::vector<std::vector<v1::SubmitReportsRequest>> messages(
      static_cast<size_t>(options.streams));
  size_t bytes = 0;
  for (int64_t i = 0; i < options.reports; ++i) {
    auto& list =
        messages[static_cast<size_t>((i / options.batch) % options.streams)];
    if (i % options.batch == 0) list.emplace_back();
    *list.back().add_submissions() = MakeSubmission(full, i);
    bytes += full.ByteSizeLong();
  }
  std::vector<std::thread> threads;
  std::vector<int64_t> receipts(messages.size());
  const absl::Time begin = absl::Now();
  for (size_t i = 0; i < messages.size(); ++i) {
    threads.emplace_back(
        [&, i] { receipts[i] = RunStream(daemon.address(), messages[i]); });
  }
  for (auto& thread : threads) thread.join();
  const double seconds = absl::ToDoubleSeconds(absl::Now() - begin);
  int64_t total = 0;
  for (int64_t count : receipts) total += count;
  std::cout << absl::StreamFormat(
      "stream   %d full reports of %d bytes, %d streams, %d a message: %.2f s, "
      "%.0f reports/s\n",
      total, bytes / static_cast<size_t>(options.reports), options.streams,
      options.batch, seconds, static_cast<double>(total) / seconds);
}

// The time until the totals include a position.
void RunCatchUp(Client& client, int64_t sequence, const std::string& log) {
  v1::GetTotalsRequest request;
  request.set_region("419001");
  request.set_year(kYear);
  request.mutable_min_position()->set_log(log);
  request.mutable_min_position()->set_sequence(sequence);
  const absl::Time begin = absl::Now();
  auto totals = Call(client.query(), &v1::QueryService::Stub::GetTotals,
                     request, absl::Minutes(2));
  std::cout << absl::StreamFormat(
      "totals   true at %d after further %.2f s%s\n", sequence,
      absl::ToDoubleSeconds(absl::Now() - begin),
      totals.ok() ? "" : ": " + Describe(totals.status()));
}

void PrintTimes(const std::string& name, std::vector<absl::Duration> times) {
  std::sort(times.begin(), times.end());
  const auto at = [&times](double share) {
    const auto index =
        static_cast<size_t>(share * static_cast<double>(times.size() - 1));
    return absl::ToDoubleMilliseconds(times[index]);
  };
  std::cout << absl::StreamFormat(
      "%-8s %d durable answers: p50 %.2f ms, p90 %.2f ms, p99 %.2f ms, "
      "most %.2f ms\n",
      name, times.size(), at(0.5), at(0.9), at(0.99), at(1.0));
}

// One client, one call after the other. The last receipt.
v1::Receipt RunUnary(const Options& options, Client& client,
                     const v1::AnnualReport& full, bool amend) {
  std::vector<absl::Duration> times;
  v1::Receipt receipt;
  for (int64_t i = 0; i < options.answers; ++i) {
    v1::Submission submission =
        MakeSubmission(full, amend ? 0 : options.reports + i);
    if (amend) {
      submission.set_request_id(absl::StrCat("amend-", i));
      submission.set_expected_revision(static_cast<int32_t>(i + 1));
      submission.mutable_report()->set_office_name(absl::StrCat("第", i, "次"));
    }
    const absl::Time begin = absl::Now();
    auto answer = client.Submit(submission);
    times.push_back(absl::Now() - begin);
    if (!answer.ok()) {
      std::cerr << Describe(answer.status()) << "\n";
      return receipt;
    }
    receipt = answer->receipt();
  }
  PrintTimes(amend ? "amend" : "unary", std::move(times));
  return receipt;
}

int Run(const Options& options) {
  PrintMachine();
  TemporaryFolder folder;
  Daemon daemon({"--target=" + options.target,
                 "--data-dir=" + folder.path() + "/data",
                 "--log-level=warning"});
  if (!daemon.StartReady()) return 1;
  {
    Client client(daemon.address());
    if (!ApplyRegistry(client, options.reports + options.answers)) return 1;
    const v1::AnnualReport full = MakeFull();
    RunStreams(options, daemon, full);
    if (options.target == "all") {
      auto log = client.Apply(MakeRegistry(0, 1));
      if (!log.ok()) return 1;
      RunCatchUp(client, options.reports, log->log().id());
    }
    const v1::Receipt last = RunUnary(options, client, full, false);
    RunUnary(options, client, full, true);
    std::cout << absl::StreamFormat(
        "syncs    %.0f, mean %.3f ms\n",
        ReadMetric(daemon.admin(), "disclosure_ingest_sync_seconds_count")
            .value_or(0),
        1000 *
            ReadMetric(daemon.admin(), "disclosure_ingest_sync_seconds_sum")
                .value_or(0) /
            std::max(1.0, ReadMetric(daemon.admin(),
                                     "disclosure_ingest_sync_seconds_count")
                              .value_or(0)));
  }
  daemon.Stop();
  return 0;
}

}  // namespace
}  // namespace disclosure::testing

int main(int argc, char** argv) {
  disclosure::testing::Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const size_t equals = argument.find('=');
    const std::string name = argument.substr(0, equals);
    const std::string value =
        equals == std::string::npos ? "" : argument.substr(equals + 1);
    const auto number = disclosure::base::ParseInt64(value);
    if (name == "--target" && (value == "all" || value == "ingest")) {
      options.target = value;
    } else if (name == "--reports" && number && *number > 0) {
      options.reports = *number;
    } else if (name == "--answers" && number && *number > 0) {
      options.answers = *number;
    } else if (name == "--streams" && number && *number > 0) {
      options.streams = *number;
    } else if (name == "--batch" && number && *number > 0 && *number <= 256) {
      options.batch = *number;
    } else {
      std::cerr << "submit_benchmark [--reports=N] [--answers=N] [--streams=N] "
                   "[--batch=N] [--target=all|ingest]\n";
      return 2;
    }
  }
  return disclosure::testing::Run(options);
}
