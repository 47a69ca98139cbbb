// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What a client may send by mistake or on purpose: each is refused with a
// reason and a sentence that says what to do, and the process goes on.

#include <algorithm>
#include <future>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "form/report_file.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/security/credentials.h"
#include "gtest/gtest.h"
#include "tests/system/daemon.h"
#include "tests/system/http.h"
#include "tests/system/process.h"
#include "tests/system/reports.h"

namespace disclosure::testing {
namespace {

// One process for all tests of this file: that it survives them is the point.
class InputTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = new TemporaryFolder();
    daemon_ =
        new Daemon({"--target=all", "--data-dir=" + folder_->path() + "/data"});
    ASSERT_TRUE(daemon_->StartReady());
    client_ = new Client(daemon_->address());
    auto applied = client_->Apply(ReadTestRegistry());
    ASSERT_TRUE(applied.ok()) << Describe(applied.status());
  }
  static void TearDownTestSuite() {
    delete client_;
    daemon_->Stop();
    delete daemon_;
    delete folder_;
  }
  void TearDown() override {
    EXPECT_EQ(HttpGet(daemon_->admin(), "/readyz").status, 200);
  }

  static v1::AnnualReport Reference() {
    return ReadTestReport("419001004-01-2020.json");
  }
  static v1::AnnualReport Damaged(const std::string& name) {
    auto text = base::ReadFile(TestData("damaged/" + name));
    EXPECT_TRUE(text.ok());
    auto report = form::ReadReportJson(name, *text);
    EXPECT_TRUE(report.ok()) << report.status();
    return *report;
  }

  // Submits, and expects this reason and a text in both languages.
  static base::ErrorDetails ExpectRefused(const v1::AnnualReport& report,
                                          const std::string& reason) {
    const absl::Status status = client_->Submit(report).status();
    EXPECT_EQ(Reason(status), reason) << status.message();
    EXPECT_FALSE(status.message().empty());
    base::ErrorDetails details = base::GetErrorDetails(status);
    EXPECT_FALSE(details.zh.empty());
    return details;
  }

  // All findings with the severity of an error.
  static std::vector<v1::Finding> Errors(
      const google::protobuf::RepeatedPtrField<v1::Finding>& findings) {
    std::vector<v1::Finding> errors;
    for (const v1::Finding& finding : findings) {
      if (finding.severity() == v1::SEVERITY_ERROR) errors.push_back(finding);
    }
    return errors;
  }
  static std::vector<v1::Finding> Validate(const v1::AnnualReport& report) {
    v1::Submission submission;
    *submission.mutable_report() = report;
    submission.set_validate_only(true);
    auto answer = client_->Submit(submission);
    EXPECT_TRUE(answer.ok()) << Describe(answer.status());
    return answer.ok() ? Errors(answer->findings())
                       : std::vector<v1::Finding>();
  }

  static TemporaryFolder* folder_;
  static Daemon* daemon_;
  static Client* client_;
};
TemporaryFolder* InputTest::folder_ = nullptr;
Daemon* InputTest::daemon_ = nullptr;
Client* InputTest::client_ = nullptr;

TEST_F(InputTest, UnknownOfficeIsRefusedWithNearNames) {
  v1::AnnualReport report = Reference();
  report.set_office("天坛");
  const std::string zh = ExpectRefused(report, "OFFICE_UNKNOWN").zh;
  EXPECT_NE(zh.find("419001004-01"), std::string::npos) << zh;
  EXPECT_NE(zh.find("天坛街道办事处"), std::string::npos) << zh;
}

TEST_F(InputTest, FutureYearIsRefused) {
  v1::AnnualReport report = Reference();
  report.set_year(2099);
  ExpectRefused(report, "YEAR_OUT_OF_RANGE");
}

TEST_F(InputTest, NegativeCountIsRefusedAndNamed) {
  const auto violations =
      ExpectRefused(Damaged("negative-count.json"), "REPORT_HAS_ERRORS")
          .violations;
  ASSERT_EQ(violations.size(), 1u);
  EXPECT_NE(violations[0].field.find("normative_documents.made"),
            std::string::npos)
      << violations[0].field;
}

TEST_F(InputTest, UnknownFigureIsRefusedNeverDropped) {
  v1::AnnualReport report = Reference();
  auto* row = report.mutable_figures()->mutable_requests()->mutable_received();
  row->GetReflection()->MutableUnknownFields(row)->AddVarint(99, 7);
  ExpectRefused(report, "FORM_NEWER_THAN_SERVER");
}

TEST_F(InputTest, ScopeThatIsNotExpectedIsRefused) {
  v1::AnnualReport report = Reference();
  report.set_scope(v1::SCOPE_AREA);
  ExpectRefused(report, "SCOPE_NOT_EXPECTED");
}

TEST_F(InputTest, OneWrongFigureInAnyCellOfAnEquationIsNamed) {
  const v1::AnnualReport reference = Reference();
  EXPECT_TRUE(Validate(reference).empty());
  int cells = 0;
  for (const auto& [path, value] : ToMap(reference.figures())) {
    if (!path.starts_with("requests.") && !path.starts_with("disputes.")) {
      continue;
    }
    FigureMap wrong = ToMap(reference.figures());
    ++wrong[path];
    v1::AnnualReport report = reference;
    *report.mutable_figures() = FromMap(wrong);
    const std::vector<v1::Finding> errors = Validate(report);
    const bool named = std::any_of(
        errors.begin(), errors.end(), [&path](const v1::Finding& error) {
          const auto holds = [&path](const auto& cells) {
            return std::find(cells.begin(), cells.end(), path) != cells.end();
          };
          return holds(error.left()) || holds(error.right());
        });
    EXPECT_TRUE(named) << path;
    ++cells;
  }
  EXPECT_EQ(cells, 23 * 7 + 15);
}

TEST_F(InputTest, ReportInWhichEverythingFailsKeepsItsFindings) {
  const v1::AnnualReport report = Damaged("all-equations-fail.json");
  EXPECT_EQ(Validate(report).size(), 40u);
  // As a status: as many as fit, and the number of all.
  const base::ErrorDetails details = ExpectRefused(report, "REPORT_HAS_ERRORS");
  EXPECT_GT(details.violations.size(), 5u);
  const auto total = details.metadata.find("violations_total");
  ASSERT_NE(total, details.metadata.end());
  EXPECT_EQ(total->second, "40");
  // In a stream's answer: all.
  grpc::ClientContext context;
  auto stream = client_->ingest().SubmitReports(&context);
  v1::SubmitReportsRequest request;
  *request.add_submissions()->mutable_report() = report;
  *request.add_submissions()->mutable_report() = Reference();
  ASSERT_TRUE(stream->Write(request));
  v1::SubmitReportsResponse response;
  ASSERT_TRUE(stream->Read(&response));
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
  ASSERT_EQ(response.results_size(), 2);
  EXPECT_EQ(Errors(response.results(0).findings()).size(), 40u);
  EXPECT_EQ(Reason(server::FromStatusMessage(response.results(0).status())),
            "REPORT_HAS_ERRORS");
  EXPECT_TRUE(response.results(1).has_receipt());
}

TEST_F(InputTest, MessageOf200MegabytesIsRefused) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxSendMessageSize(-1);
  auto stub = v1::IngestService::NewStub(grpc::CreateCustomChannel(
      daemon_->address(), grpc::InsecureChannelCredentials(), arguments));
  v1::SubmitReportRequest request;
  v1::AnnualReport& report = *request.mutable_submission()->mutable_report();
  report = Reference();
  report.mutable_narrative()->set_overview(std::string(200'000'000, 'x'));
  auto answer = Call(*stub, &v1::IngestService::Stub::SubmitReport, request,
                     absl::Seconds(60));
  EXPECT_EQ(answer.status().code(), absl::StatusCode::kResourceExhausted)
      << Describe(answer.status());

  // Below what gRPC refuses by itself the limit is named.
  report.mutable_narrative()->set_overview(std::string(4'500'000, 'x'));
  answer = Call(*stub, &v1::IngestService::Stub::SubmitReport, request);
  EXPECT_EQ(answer.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(answer.status().message().find("4194304"), std::string::npos)
      << Describe(answer.status());
}

// One unary call with these bytes as its message.
grpc::Status CallWithBytes(grpc::GenericStub& stub, const std::string& method,
                           const std::string& bytes) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(10)));
  const grpc::Slice slice(bytes);
  grpc::ByteBuffer request(&slice, 1);
  grpc::ByteBuffer response;
  std::promise<grpc::Status> status;
  stub.UnaryCall(&context, method, grpc::StubOptions(), &request, &response,
                 [&status](grpc::Status ended) { status.set_value(ended); });
  return status.get_future().get();
}

TEST_F(InputTest, BytesThatAreNoMessageAreRefusedByEveryMethod) {
  grpc::GenericStub stub(client_->ingest_channel());
  v1::SubmitReportRequest request;
  *request.mutable_submission()->mutable_report() = Reference();
  const std::string whole = request.SerializeAsString();
  for (const size_t size : {size_t{1}, whole.size() / 2, whole.size() - 1}) {
    const grpc::Status status =
        CallWithBytes(stub, "/disclosure.v1.IngestService/SubmitReport",
                      whole.substr(0, size));
    EXPECT_FALSE(status.ok()) << size;
    EXPECT_NE(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  }
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  int methods = 0;
  for (const char* name :
       {"IngestService", "RegistryService", "RollupService", "QueryService"}) {
    const auto* service =
        pool->FindServiceByName(std::string("disclosure.v1.") + name);
    ASSERT_NE(service, nullptr) << name;
    for (int i = 0; i < service->method_count(); ++i) {
      const auto* method = service->method(i);
      if (method->client_streaming() || method->server_streaming()) continue;
      const std::string path =
          "/" + service->full_name() + "/" + method->name();
      // A length-delimited field that ends too early; and no message at all.
      for (const std::string bytes : {"\x0a\x7fxyz", "\xff\xff\xff\xff\xff"}) {
        const grpc::Status status = CallWithBytes(stub, path, bytes);
        EXPECT_FALSE(status.ok()) << path;
        EXPECT_NE(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED)
            << path;
      }
      ++methods;
    }
  }
  EXPECT_GT(methods, 20);
}

}  // namespace
}  // namespace disclosure::testing
