// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// More than the process can do: messages of every size around the limits, ones
// that grow, and floods of calls from several clients at once. The rest is
// refused with a time to come back after, whoever behaves is served meanwhile,
// and what was acknowledged is in the log, each once and nothing else.

#include <algorithm>
#include <future>
#include <iostream>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "base/error.h"
#include "disclosure/v1/change.pb.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"
#include "tests/system/daemon.h"
#include "tests/system/http.h"
#include "tests/system/process.h"
#include "tests/system/raw_peer.h"
#include "tests/system/reports.h"

namespace disclosure::testing {
namespace {

constexpr absl::Duration kSettle = absl::Seconds(30);
constexpr char kStreams[] = "disclosure_open_streams";
constexpr int64_t kMegabyte = 1 << 20;
constexpr size_t kMessageMax = 5'000'000;
constexpr int kFloods = 8;
constexpr int kFloodCalls = 250;

// A channel of its own connection, whose client lets everything through.
std::shared_ptr<grpc::Channel> OwnChannel(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxSendMessageSize(-1);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(),
                                   arguments);
}

class OverloadTest : public ::testing::Test {
 protected:
  OverloadTest()
      : daemon_({"--target=all", "--data-dir=" + folder_.path() + "/data"}) {
    if (!daemon_.StartReady()) return;
    EXPECT_EQ(WaitForMetric(daemon_.admin(), kStreams, 2, kSettle), 2);
    client_ = std::make_unique<Client>(daemon_.address());
    registry_ = ReadTestRegistry();
    auto applied = client_->Apply(registry_);
    EXPECT_TRUE(applied.ok()) << Describe(applied.status());
  }
  ~OverloadTest() override {
    client_.reset();
    daemon_.Stop();
  }

  int64_t Resident() { return ResidentBytes(daemon_.process().pid()); }
  void ExpectGrewLess(int64_t before, int64_t megabytes) {
#ifndef __SANITIZE_ADDRESS__
    EXPECT_LT(Resident(), before + megabytes * kMegabyte);
#endif
  }

  void ExpectServed() {
    auto status = Call(client_->query(), &v1::QueryService::Stub::GetStatus,
                       v1::QueryServiceGetStatusRequest());
    EXPECT_TRUE(status.ok()) << Describe(status.status());
    EXPECT_EQ(HttpGet(daemon_.admin(), "/readyz").status, 200);
  }
  void ExpectNothingLeft() {
    EXPECT_EQ(WaitForMetric(daemon_.admin(), kStreams, 2, kSettle), 2);
    EXPECT_EQ(
        WaitForMetric(daemon_.admin(), "disclosure_live_calls", 2, kSettle), 2);
    EXPECT_EQ(WaitForMetric(daemon_.admin(), "disclosure_calls_held_bytes", 0,
                            kSettle),
              0);
  }

  // One call with these bytes as its message, on a connection of its own.
  grpc::Status CallWith(const std::string& method, const std::string& bytes,
                        grpc_compression_algorithm compress) {
    if (stub_ == nullptr) {
      stub_ =
          std::make_unique<grpc::GenericStub>(OwnChannel(daemon_.address()));
    }
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + kCallLimit));
    context.set_compression_algorithm(compress);
    const grpc::Slice slice(bytes);
    grpc::ByteBuffer request(&slice, 1);
    grpc::ByteBuffer response;
    std::promise<grpc::Status> status;
    stub_->UnaryCall(&context, method, grpc::StubOptions(), &request, &response,
                     [&status](grpc::Status end) { status.set_value(end); });
    return status.get_future().get();
  }
  grpc::Status CallWith(const std::string& method, const std::string& bytes) {
    return CallWith(method, bytes, GRPC_COMPRESS_NONE);
  }

  TemporaryFolder folder_;
  Daemon daemon_;
  std::unique_ptr<Client> client_;
  std::unique_ptr<grpc::GenericStub> stub_;
  v1::RegistryRows registry_;
};

// A field that no message has, of so many bytes in all.
std::string Padding(size_t size) {
  std::string bytes = "\xba\x7d";  // Field 2007, length-delimited.
  std::string length;
  // Four bytes hold the length of all that are asked for here.
  for (size_t rest = size - 6, i = 0; i < 4; ++i, rest >>= 7) {
    length.push_back(static_cast<char>((rest & 127) | (i < 3 ? 128 : 0)));
  }
  return bytes + length + std::string(size - 6, 'x');
}

TEST_F(OverloadTest, MessagesOfEverySizeAroundTheLimit) {
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  const int64_t before = Resident();
  int methods = 0;
  for (const char* name :
       {"IngestService", "RegistryService", "RollupService", "QueryService"}) {
    const auto* service =
        pool->FindServiceByName(absl::StrCat("disclosure.v1.", name));
    ASSERT_NE(service, nullptr) << name;
    for (int i = 0; i < service->method_count(); ++i) {
      const auto* method = service->method(i);
      if (method->client_streaming() || method->server_streaming()) continue;
      if (!RunLong() && i > 1) continue;
      const std::string path =
          "/" + service->full_name() + "/" + method->name();
      for (const size_t size :
           {kMessageMax - 1, kMessageMax, kMessageMax + 1, 2 * kMessageMax}) {
        const grpc::Status status = CallWith(path, Padding(size));
        const bool too_large =
            status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED;
        EXPECT_EQ(too_large, size > kMessageMax)
            << path << " " << size << " " << status.error_message();
        EXPECT_NE(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED)
            << path << " " << size;
      }
      ++methods;
    }
  }
  EXPECT_GE(methods, RunLong() ? 20 : 5);
  ExpectServed();
  ExpectNothingLeft();
  ExpectGrewLess(before, 256);
}

TEST_F(OverloadTest, CompressedMessagesAreRefusedBeforeTheyInflate) {
  const int64_t before = Resident();
  const grpc::Status status =
      CallWith("/disclosure.v1.IngestService/SubmitReport",
               std::string(60'000'000, '\0'), GRPC_COMPRESS_GZIP);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNIMPLEMENTED)
      << status.error_message();
  ExpectServed();
  ExpectGrewLess(before, 64);
}

// Two bytes each, which would take two hundred.
TEST_F(OverloadTest, MessagesThatGrowAreNotParsed) {
  std::string many;
  for (int i = 0; i < 2'000'000; ++i) many += std::string("\x0a\x00", 2);
  const int64_t before = Resident();
  // Rows of a registry, and submissions.
  std::string rows = "\x0a";
  for (size_t rest = many.size();; rest >>= 7) {
    rows.push_back(static_cast<char>((rest & 127) | (rest > 127 ? 128 : 0)));
    if (rest <= 127) break;
  }
  const grpc::Status applied =
      CallWith("/disclosure.v1.RegistryService/ApplyRegistry", rows + many);
  EXPECT_EQ(Reason(server::FromGrpcStatus(applied)), "REQUEST_UNREADABLE");
  for (int i = 0; i < 4; ++i) {
    const grpc::Status status =
        CallWith("/disclosure.v1.IngestService/SubmitReports", many);
    EXPECT_EQ(Reason(server::FromGrpcStatus(status)), "REQUEST_UNREADABLE");
  }
  ExpectServed();
  ExpectNothingLeft();
  ExpectGrewLess(before, 200);
}

// Bytes that are no message end a stream with an error, not as if the client
// had finished.
TEST_F(OverloadTest, NoiseOnAStreamIsNotTakenForItsEnd) {
  const grpc::Status status =
      CallWith("/disclosure.v1.IngestService/SubmitReports", "\x0a\x7fxyz");
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(Reason(server::FromGrpcStatus(status)), "REQUEST_UNREADABLE");
}

// Unary calls of one client, as many at a time as its connection takes.
class Flood {
 public:
  explicit Flood(const std::string& address)
      : stub_(v1::QueryService::NewStub(OwnChannel(address))) {}
  ~Flood() {
    for (auto& call : calls_) call->context.TryCancel();
    Wait();
  }

  // Calls that wait for what does not come.
  void Park(const v1::GetTotalsRequest& request, int count) {
    for (int i = 0; i < count; ++i) {
      calls_.push_back(std::make_unique<OneCall>());
      OneCall& call = *calls_.back();
      call.context.set_deadline(absl::ToChronoTime(absl::Now() + kCallLimit));
      stub_->async()->GetTotals(
          &call.context, &request, &call.response,
          [this](const grpc::Status& status) { Ended(status); });
    }
  }

  void AwaitRefusal() const {
    const auto some = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return refused_ > 0;
    };
    absl::MutexLock lock(&mutex_);
    EXPECT_TRUE(mutex_.AwaitWithTimeout(absl::Condition(&some), kSettle));
  }
  int refused() const {
    absl::MutexLock lock(&mutex_);
    return refused_;
  }
  int without_retry() const {
    absl::MutexLock lock(&mutex_);
    return without_retry_;
  }

 private:
  struct OneCall {
    grpc::ClientContext context;
    v1::GetTotalsResponse response;
  };

  void Ended(const grpc::Status& status) {
    const absl::Status end = server::FromGrpcStatus(status);
    absl::MutexLock lock(&mutex_);
    ++ended_;
    if (end.code() != absl::StatusCode::kResourceExhausted) return;
    ++refused_;
    if (!base::GetErrorDetails(end).retry_after.has_value()) ++without_retry_;
  }
  void Wait() {
    const auto all = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
      return ended_ == calls_.size();
    };
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(&all));
  }

  const std::unique_ptr<v1::QueryService::Stub> stub_;
  std::vector<std::unique_ptr<OneCall>> calls_;
  mutable absl::Mutex mutex_;
  size_t ended_ ABSL_GUARDED_BY(mutex_) = 0;
  int refused_ ABSL_GUARDED_BY(mutex_) = 0;
  int without_retry_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Files reports that nobody else files, through calls or streams, and repeats
// what is refused.
class Filer {
 public:
  Filer(const std::string& address, uint64_t seed, int number)
      : stub_(v1::IngestService::NewStub(OwnChannel(address))),
        random_(seed + static_cast<uint64_t>(number)),
        year_(2019 + number) {}

  void Run(const std::vector<std::string>& offices, bool streams) {
    for (const std::string& office : offices) {
      v1::Submission submission;
      *submission.mutable_report() =
          RandomReport(random_, office, year_, v1::SCOPE_OWN);
      submission.set_request_id(absl::StrCat(office, "-", year_));
      // Repeated until it is taken.
      while (!(streams ? Stream(submission) : Once(submission))) {
      }
    }
  }

  const std::vector<int64_t>& sequences() const { return sequences_; }
  int refused() const { return refused_; }
  int without_retry() const { return without_retry_; }
  std::vector<absl::Duration>& latencies() { return latencies_; }

 private:
  bool Once(const v1::Submission& submission) {
    v1::SubmitReportRequest request;
    *request.mutable_submission() = submission;
    const absl::Time start = absl::Now();
    auto answer = Call(*stub_, &v1::IngestService::Stub::SubmitReport, request);
    if (!answer.ok()) return Refused(answer.status());
    latencies_.push_back(absl::Now() - start);
    sequences_.push_back(answer->receipt().position().sequence());
    return true;
  }

  bool Stream(const v1::Submission& submission) {
    grpc::ClientContext context;
    auto stream = stub_->SubmitReports(&context);
    v1::SubmitReportsRequest request;
    *request.add_submissions() = submission;
    v1::SubmitReportsResponse response;
    if (!stream->Write(request) || !stream->Read(&response)) {
      return Refused(server::FromGrpcStatus(stream->Finish()));
    }
    stream->WritesDone();
    EXPECT_TRUE(stream->Finish().ok());
    const v1::SubmitResult& result = response.results(0);
    if (result.has_status()) {
      return Refused(server::FromStatusMessage(result.status()));
    }
    sequences_.push_back(result.receipt().position().sequence());
    return true;
  }

  bool Refused(const absl::Status& status) {
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted)
        << Describe(status);
    ++refused_;
    if (!base::GetErrorDetails(status).retry_after.has_value()) {
      ++without_retry_;
    }
    return status.code() != absl::StatusCode::kResourceExhausted;
  }

  const std::unique_ptr<v1::IngestService::Stub> stub_;
  Random random_;
  const int year_;
  std::vector<int64_t> sequences_;
  std::vector<absl::Duration> latencies_;
  int refused_ = 0;
  int without_retry_ = 0;
};

std::string Percentiles(std::vector<absl::Duration> times) {
  if (times.empty()) return "none";
  std::sort(times.begin(), times.end());
  const auto at = [&times](size_t percent) {
    return absl::FormatDuration(times[(times.size() - 1) * percent / 100]);
  };
  return absl::StrCat("p50 ", at(50), ", p99 ", at(99));
}

// What several clients had acknowledged, against the log.
struct Outcome {
  std::multiset<int64_t> acknowledged = {1};  // The registry.
  std::multiset<int64_t> logged;
  std::vector<absl::Duration> latencies;
  int refused = 0;
  int without_retry = 0;

  void Add(Filer& filer) {
    acknowledged.insert(filer.sequences().begin(), filer.sequences().end());
    latencies.insert(latencies.end(), filer.latencies().begin(),
                     filer.latencies().end());
    refused += filer.refused();
    without_retry += filer.without_retry();
  }
  void Read(const std::vector<v1::LoggedChange>& log) {
    for (const v1::LoggedChange& entry : log) {
      v1::Change change;
      ASSERT_TRUE(change.ParseFromString(entry.change()));
      logged.insert(change.sequence());
    }
  }
  // Those of `one` that `other` has not.
  static size_t Missing(const std::multiset<int64_t>& one,
                        const std::multiset<int64_t>& other) {
    std::vector<int64_t> missing;
    std::set_difference(one.begin(), one.end(), other.begin(), other.end(),
                        std::back_inserter(missing));
    return missing.size();
  }
  void Print(int calls_refused, uint64_t seed) const {
    std::cout << "flood: " << calls_refused << " waiting calls refused, "
              << refused << " submissions repeated, latency of "
              << latencies.size() << " unary submissions "
              << Percentiles(latencies) << std::endl;
    if (!RunLong()) return;
    std::cout << "RESULT name=overload runs="
              << kFloods * kFloodCalls + acknowledged.size()
              << " faults=" << calls_refused + refused
              << " acknowledged=" << acknowledged.size()
              << " lost=" << Missing(acknowledged, logged)
              << " invented=" << Missing(logged, acknowledged)
              << " seed=" << seed << std::endl;
  }
};

TEST_F(OverloadTest, FloodIsRefusedAndWhoBehavesIsServed) {
  auto status = Call(client_->query(), &v1::QueryService::Stub::GetStatus,
                     v1::QueryServiceGetStatusRequest());
  ASSERT_TRUE(status.ok());
  ASSERT_EQ(status->positions_size(), 1);
  v1::GetTotalsRequest never;
  never.set_region("419001");
  never.set_year(2020);
  *never.mutable_min_position() = status->positions(0);
  never.mutable_min_position()->set_sequence(1'000'000);
  const int64_t before = Resident();

  // More than there are places for.
  std::vector<std::unique_ptr<Flood>> floods;
  for (int i = 0; i < kFloods; ++i) {
    floods.push_back(std::make_unique<Flood>(daemon_.address()));
    floods.back()->Park(never, kFloodCalls);
  }
  // The last one finds no more than its share.
  floods.back()->AwaitRefusal();

  std::vector<std::string> offices;
  for (const auto& office : registry_.offices()) offices.push_back(office.id());
  if (!RunLong()) offices.resize(std::min<size_t>(offices.size(), 20));
  const uint64_t seed = TestSeed();
  std::vector<std::unique_ptr<Filer>> filers;
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    filers.push_back(std::make_unique<Filer>(daemon_.address(), seed, i));
    threads.emplace_back(
        [&, i] { filers[static_cast<size_t>(i)]->Run(offices, i % 2 == 1); });
  }
  for (std::thread& thread : threads) thread.join();
  ExpectServed();

  Outcome outcome;
  int refused = 0;
  for (const auto& flood : floods) {
    refused += flood->refused();
    outcome.without_retry += flood->without_retry();
  }
  for (const auto& filer : filers) {
    EXPECT_EQ(filer->sequences().size(), offices.size());
    outcome.Add(*filer);
  }
  auto log = client_->ReadLog();
  ASSERT_TRUE(log.ok()) << Describe(log.status());
  outcome.Read(*log);
  EXPECT_GT(refused, 0);
  EXPECT_EQ(outcome.without_retry, 0);
  EXPECT_EQ(outcome.logged, outcome.acknowledged);
  outcome.Print(refused, seed);
  std::cout << "memory grew by " << (Resident() - before) / kMegabyte << " MB"
            << std::endl;
  floods.clear();
  ExpectNothingLeft();
  ExpectGrewLess(before, 512);
}

}  // namespace
}  // namespace disclosure::testing
