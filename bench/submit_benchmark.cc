// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// How many full reports a second ingest takes, and how long one client waits
// for a durable answer: a real server on loopback, client and server in one
// process on the same cores, a new database in a temporary folder.
//
//   submit_benchmark [streams] [reports a message] [seconds]
//
// A report has every figure of the 2019 edition and 6 KB of narrative.

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/text.h"
#include "disclosure/v1/ingest_service.grpc.pb.h"
#include "disclosure/v1/registry_service.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "server/channel.h"
#include "server/grpc_server.h"
#include "services/ingest/ingest.h"
#include "services/ingest/test_support.h"
#include "storage/temporary_folder.h"

namespace disclosure::ingest {
namespace {

constexpr int kOffices = 200;

std::string OfficeId(int number) { return absl::StrCat("bench-", number); }

v1::AnnualReport FullReport() {
  v1::AnnualReport report = MakeReport("bench-0", 7);
  std::string text;
  while (text.size() < 6000) text += "政务公开工作以";
  report.mutable_narrative()->set_overview(text);
  return report;
}

class Bench {
 public:
  Bench() : book_(options_) {
    auto ingest =
        Ingest::Create({.folder = folder_.path() + "/ingest"}, book_, metrics_);
    DISCLOSURE_CHECK(ingest.ok());
    ingest_ = *std::move(ingest);
    options_.listen_address = "127.0.0.1:0";
    auto server = server::GrpcServer::Start(options_, book_, metrics_,
                                            ingest_->services());
    DISCLOSURE_CHECK(server.ok());
    server_ = *std::move(server);
    ApplyOffices();
  }

  ~Bench() {
    server_->Shutdown();
    ingest_->Stop();
  }

  // Each stream amends reports of offices of its own.
  void RunStreams(int streams, int batch, absl::Duration time) {
    std::atomic<int64_t> accepted{0};
    absl::Time start = absl::Now();
    absl::Time end = start + time;
    std::vector<std::thread> threads;
    for (int i = 0; i < streams; ++i) {
      threads.emplace_back(
          [&, i] { accepted += SubmitStream(i, streams, batch, end); });
    }
    for (std::thread& thread : threads) thread.join();
    double seconds = absl::ToDoubleSeconds(absl::Now() - start);
    std::printf("SubmitReports %d streams x %d: %.0f reports/s\n", streams,
                batch, static_cast<double>(accepted) / seconds);
  }

  void RunUnary(absl::Duration time) {
    auto stub = Connect();
    v1::AnnualReport report = FullReport();
    report.set_office(OfficeId(kOffices - 1));
    report.set_year(2019);
    std::vector<double> times;
    absl::Time end = absl::Now() + time;
    for (int revision = 0; absl::Now() < end; ++revision) {
      v1::SubmitReportRequest request;
      if (revision > 0) report.set_revision(revision);
      report.mutable_narrative()->set_other_matters(absl::StrCat(revision));
      *request.mutable_submission()->mutable_report() = report;
      v1::SubmitReportResponse response;
      grpc::ClientContext context;
      absl::Time begin = absl::Now();
      grpc::Status status = stub->SubmitReport(&context, request, &response);
      DISCLOSURE_CHECK(status.ok());
      times.push_back(absl::ToDoubleMilliseconds(absl::Now() - begin));
    }
    std::sort(times.begin(), times.end());
    auto quantile = [&](double q) {
      return times[static_cast<size_t>(q * (times.size() - 1))];
    };
    std::printf(
        "SubmitReport one client: %zu answers, p50 %.2f ms, p99 %.2f "
        "ms, max %.2f ms\n",
        times.size(), quantile(0.5), quantile(0.99), quantile(1));
  }

 private:
  std::unique_ptr<v1::IngestService::Stub> Connect() {
    auto channel = server::MakeChannel({.address = server_->address()});
    DISCLOSURE_CHECK(channel.ok());
    return v1::IngestService::NewStub(*channel);
  }

  void ApplyOffices() {
    auto channel = server::MakeChannel({.address = server_->address()});
    DISCLOSURE_CHECK(channel.ok());
    auto stub = v1::RegistryService::NewStub(*channel);
    v1::ApplyRegistryRequest request;
    *request.mutable_rows() = SmallRegistry();
    for (int i = 0; i < kOffices; ++i) {
      *request.mutable_rows()->add_offices() = OfficeOf419001(OfficeId(i));
    }
    v1::ApplyRegistryResponse response;
    grpc::ClientContext context;
    DISCLOSURE_CHECK(stub->ApplyRegistry(&context, request, &response).ok());
  }

  int64_t SubmitStream(int number, int streams, int batch, absl::Time end) {
    auto stub = Connect();
    v1::SubmitReportsRequest request;
    for (int i = 0; i < batch; ++i) {
      *request.add_submissions()->mutable_report() = FullReport();
    }
    std::vector<int> revisions(kOffices, 0);
    grpc::ClientContext context;
    auto stream = stub->SubmitReports(&context);
    int64_t sent = 0;
    while (absl::Now() < end) {
      for (v1::Submission& submission : *request.mutable_submissions()) {
        int office = static_cast<int>(number + streams * (sent++ % 20));
        v1::AnnualReport& report = *submission.mutable_report();
        report.set_office(OfficeId(office));
        report.set_revision(revisions[office]++);
        report.mutable_narrative()->set_other_matters(absl::StrCat(sent));
      }
      v1::SubmitReportsResponse response;
      DISCLOSURE_CHECK(stream->Write(request) && stream->Read(&response));
      for (const v1::SubmitResult& result : response.results()) {
        DISCLOSURE_CHECK(result.has_receipt());
      }
    }
    stream->WritesDone();
    DISCLOSURE_CHECK(stream->Finish().ok());
    return sent;
  }

  storage::TemporaryFolder folder_;
  server::ServerOptions options_;
  server::Metrics metrics_;
  server::CallBook book_;
  std::unique_ptr<Ingest> ingest_;
  std::unique_ptr<server::GrpcServer> server_;
};

}  // namespace
}  // namespace disclosure::ingest

int main(int argc, char** argv) {
  // The argument at a place, or what stands for it.
  const auto argument = [&](int place, int64_t otherwise) {
    if (place >= argc) return otherwise;
    return disclosure::base::ParseInt64(argv[place]).value_or(otherwise);
  };
  const int streams =
      static_cast<int>(std::clamp<int64_t>(argument(1, 2), 1, 10));
  const int batch =
      static_cast<int>(std::clamp<int64_t>(argument(2, 100), 1, 120));
  const absl::Duration time =
      absl::Seconds(std::clamp<int64_t>(argument(3, 5), 1, 60));
  disclosure::ingest::Bench bench;
  bench.RunStreams(streams, batch, time);
  bench.RunUnary(time);
  return 0;
}
