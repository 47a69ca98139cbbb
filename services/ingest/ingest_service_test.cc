// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "disclosure/v1/ingest_service.pb.h"

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "form/figures.h"
#include "grpcpp/client_context.h"
#include "server/status.h"
#include "services/ingest/test_server.h"

namespace disclosure::ingest {
namespace {

using ::google::protobuf::util::MessageDifferencer;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// A client's side of SubmitReports.
class Stream {
 public:
  explicit Stream(v1::IngestService::Stub& stub)
      : stream_(stub.SubmitReports(&context_)) {}

  // Sends one message and reads its answer, printed; empty if the stream ended.
  std::vector<std::string> Exchange(const v1::SubmitReportsRequest& request) {
    v1::SubmitReportsResponse response;
    std::vector<std::string> texts;
    if (!stream_->Write(request) || !stream_->Read(&response)) return texts;
    for (const v1::SubmitResult& result : response.results()) {
      texts.push_back(result.has_receipt()
                          ? ingest::Print(result.receipt())
                          : Reason(server::FromStatusMessage(result.status())));
    }
    return texts;
  }

  bool Write(const v1::SubmitReportsRequest& request) {
    return stream_->Write(request);
  }
  void Cancel() { context_.TryCancel(); }

  absl::Status Finish() {
    stream_->WritesDone();
    return server::FromGrpcStatus(stream_->Finish());
  }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<v1::SubmitReportsRequest,
                                           v1::SubmitReportsResponse>>
      stream_;
};

void Add(v1::AnnualReport report, v1::SubmitReportsRequest* request) {
  *request->add_submissions()->mutable_report() = std::move(report);
}

class IngestServiceTest : public ServerTest {};

TEST_F(IngestServiceTest, SubmittedReportIsReadBackWhole) {
  v1::AnnualReport report = MakeReport("o1", 3);
  report.mutable_source_document()->set_name("a.pdf");
  report.add_evidence()->set_raw_text("3");
  v1::SupplementaryFigure* figure = report.add_supplementary();
  figure->set_key("published_items");
  figure->set_value(1030);
  auto submitted = Submit(report);
  ASSERT_TRUE(submitted.ok()) << submitted.status();
  const v1::Receipt& receipt = submitted->receipt();
  EXPECT_EQ(ingest::Print(receipt), "revision 1 at 2");
  EXPECT_EQ(receipt.office_name(), "office o1");
  EXPECT_EQ(receipt.log().name(), "test");
  EXPECT_EQ(receipt.position().log(), receipt.log().id());
  EXPECT_EQ(receipt.digest().size(), 32u);

  auto read = Get("o1");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->current_revision(), 1);
  EXPECT_EQ(read->report().revision(), 1);
  EXPECT_EQ(read->info().digest(), receipt.digest());
  EXPECT_EQ(read->info().principal().subject(), "local");
  read->mutable_report()->clear_revision();
  EXPECT_TRUE(MessageDifferencer::Equals(read->report(), report))
      << read->report().ShortDebugString();
}

// What is read can be sent back: it is the current revision, unchanged.
TEST_F(IngestServiceTest, WhatIsReadCanBeSubmittedAgain) {
  (void)Submit(MakeReport("o1"));
  EXPECT_EQ(Print(Submit(Get("o1")->report())), "revision 1 at 2 unchanged");
}

TEST_F(IngestServiceTest, HistoryIsNewestFirstAndPaged) {
  (void)Submit(MakeReport("o1", 1));
  for (int i = 2; i <= 4; ++i) {
    v1::AnnualReport report = MakeReport("o1", i);
    report.set_revision(i - 1);
    EXPECT_EQ(Print(Submit(report)),
              absl::StrCat("revision ", i, " at ", i + 1));
  }
  EXPECT_EQ(Print(Withdraw("o1")), "revision 5 at 6 withdrawn");
  std::vector<int> revisions;
  std::string token;
  int pages = 0;
  do {
    auto page = List("o1", 2, token);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const v1::RevisionInfo& info : page->revisions()) {
      revisions.push_back(info.revision());
      EXPECT_EQ(info.withdrawn(), info.revision() == 5);
      EXPECT_EQ(info.position().sequence(), info.revision() + 1);
    }
    token = page->next_page_token();
    ++pages;
  } while (!token.empty());
  EXPECT_THAT(revisions, ElementsAre(5, 4, 3, 2, 1));
  EXPECT_EQ(pages, 3);
  std::string other = List("o1", 2)->next_page_token();
  (void)Submit(MakeReport("o2"));
  EXPECT_EQ(Reason(List("o2", 2, other).status()), "PAGE_TOKEN_INVALID");
  EXPECT_EQ(Reason(List("o1", -1).status()), "FIELD_INVALID");
  EXPECT_FALSE(Get("o1")->has_report());
  EXPECT_TRUE(Get("o1", 4)->has_report());
  EXPECT_EQ(Reason(Get("o1", 6).status()), "REVISION_NOT_FOUND");
  EXPECT_EQ(Reason(Get("o9").status()), "REPORT_NOT_FOUND");
}

TEST_F(IngestServiceTest, ReportWithErrorsIsRefusedAndNamesTheCells) {
  auto refused = Submit(MakeWrongReport("o1"));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument);
  base::ErrorDetails details = base::GetErrorDetails(refused.status());
  EXPECT_EQ(details.reason, "REPORT_HAS_ERRORS");
  ASSERT_FALSE(details.violations.empty());
  EXPECT_NE(details.violations[0].field, "");
  EXPECT_NE(details.violations[0].zh, "");
  EXPECT_EQ(Reason(Get("o1").status()), "REPORT_NOT_FOUND");

  v1::Submission submission;
  *submission.mutable_report() = MakeWrongReport("o1");
  submission.set_validate_only(true);
  auto validated = Submit(submission);
  ASSERT_TRUE(validated.ok()) << validated.status();
  EXPECT_FALSE(validated->has_receipt());
  EXPECT_EQ(absl::StrCat(details.violations.size()),
            details.metadata["errors"]);
  EXPECT_GE(validated->findings_size(), 1);

  submission.set_validate_only(false);
  submission.set_as_published(true);
  EXPECT_THAT(Print(Submit(submission)), HasSubstr("revision 1 at 2 errors="));
}

TEST_F(IngestServiceTest, WrongNamesAreExplained) {
  auto unknown = Submit(MakeReport("o11"));
  EXPECT_EQ(Reason(unknown.status()), "OFFICE_UNKNOWN");
  EXPECT_THAT(base::GetErrorDetails(unknown.status()).zh,
              HasSubstr("没有编号为 “o11” 的填报单位"));
  auto by_name = Submit(MakeReport("office o3"));
  EXPECT_THAT(base::GetErrorDetails(by_name.status()).zh,
              HasSubstr("名称相近：office o3 o3（region 419001）"));
  v1::AnnualReport future = MakeReport("o1");
  future.set_year(2022);
  EXPECT_EQ(Print(Submit(future)), "YEAR_OUT_OF_RANGE");
  v1::AnnualReport area = MakeReport("o1");
  area.set_scope(v1::SCOPE_AREA);
  EXPECT_EQ(Print(Submit(area)), "SCOPE_NOT_EXPECTED");
  area.set_office("area");
  EXPECT_EQ(Print(Submit(area)), "revision 1 at 2");
  area.clear_scope();
  EXPECT_EQ(Print(Submit(area)), "FIELD_MISSING");
  v1::Submission behalf;
  *behalf.mutable_report() = MakeReport("o1");
  behalf.set_on_behalf_of("nobody");
  EXPECT_EQ(Print(Submit(behalf)), "OFFICE_UNKNOWN");
  behalf.set_on_behalf_of("area");
  behalf.set_note("typed in for them");
  EXPECT_EQ(Print(Submit(behalf)), "revision 1 at 3");
  EXPECT_EQ(Get("o1")->info().on_behalf_of(), "area");
  EXPECT_EQ(Get("o1")->info().note(), "typed in for them");
}

// A field that this server does not know, among the figures and elsewhere.
TEST_F(IngestServiceTest, UnknownFieldsAreRefused) {
  v1::AnnualReport report = MakeReport("o1");
  report.GetReflection()->MutableUnknownFields(&report)->AddVarint(4000, 1);
  EXPECT_EQ(Print(Submit(report)), "FORM_NEWER_THAN_SERVER");
  report = MakeReport("o1");
  v1::Figures* figures = report.mutable_figures();
  figures->GetReflection()->MutableUnknownFields(figures)->AddVarint(4000, 1);
  EXPECT_EQ(Print(Submit(report)), "FORM_NEWER_THAN_SERVER");
}

TEST_F(IngestServiceTest, LimitsAreNamed) {
  v1::AnnualReport report = MakeReport("o1");
  report.mutable_narrative()->set_overview(std::string((1 << 20) + 1, 'x'));
  EXPECT_EQ(Print(Submit(report)), "REPORT_TOO_LARGE");
  report = MakeReport("o1");
  for (int i = 0; i < 1001; ++i) report.add_supplementary();
  EXPECT_EQ(Print(Submit(report)), "REPORT_TOO_LARGE");
  report = MakeReport("o1");
  report.set_office_name(std::string(201, 'x'));
  EXPECT_EQ(Print(Submit(report)), "REPORT_TOO_LARGE");
  report = MakeReport("o1");
  for (int i = 0; i < 30000; ++i) {
    report.add_evidence()->set_raw_text(std::string(150, 'x'));
  }
  EXPECT_EQ(Print(Submit(report)), "REPORT_TOO_LARGE");
  for (int i = 0; i < 10000; ++i) {
    report.add_evidence()->set_raw_text(std::string(150, 'x'));
  }
  EXPECT_EQ(Print(Submit(report)), "MESSAGE_TOO_LARGE");
  EXPECT_EQ(Print(Submit(MakeReport("o1"), std::string(65, 'x'))),
            "FIELD_TOO_LONG");
  EXPECT_EQ(Print(Submit(MakeReport("o1"))), "revision 1 at 2");
}

TEST_F(IngestServiceTest, WithdrawalNeedsAReasonAndCanBeTried) {
  (void)Submit(MakeReport("o1"));
  EXPECT_EQ(Print(Withdraw("o1", /*validate_only=*/true)), "valid");
  EXPECT_EQ(Print(Withdraw("o2", /*validate_only=*/true)), "REPORT_NOT_FOUND");
  EXPECT_EQ(Print(Withdraw("o1")), "revision 2 at 3 withdrawn");
  EXPECT_EQ(Print(Withdraw("o1")), "revision 2 at 3 unchanged withdrawn");
  grpc::ClientContext context;
  v1::WithdrawReportRequest request;
  request.set_office("o1");
  request.set_year(2020);
  request.set_scope(v1::SCOPE_OWN);
  v1::WithdrawReportResponse response;
  EXPECT_EQ(Reason(server::FromGrpcStatus(
                ingest_stub_->WithdrawReport(&context, request, &response))),
            "FIELD_MISSING");
}

TEST_F(IngestServiceTest, BatchesAreAnsweredInOrder) {
  Stream stream(*ingest_stub_);
  v1::SubmitReportsRequest request;
  Add(MakeReport("o1"), &request);
  Add(MakeReport("nobody"), &request);
  Add(MakeWrongReport("o2"), &request);
  Add(MakeReport("o3"), &request);
  EXPECT_THAT(stream.Exchange(request),
              ElementsAre("revision 1 at 2", "OFFICE_UNKNOWN",
                          "REPORT_HAS_ERRORS", "revision 1 at 3"));
  EXPECT_THAT(stream.Exchange(v1::SubmitReportsRequest()), SizeIs(0));
  request.clear_submissions();
  Add(MakeReport("o1"), &request);
  request.mutable_submissions(0)->set_validate_only(true);
  EXPECT_THAT(stream.Exchange(request), ElementsAre("OK"));
  EXPECT_TRUE(stream.Finish().ok());
}

TEST_F(IngestServiceTest, MessageOfWrongReportsIsAnsweredWhole) {
  form::FigureVector negative(BuiltInCatalog());
  for (const form::Cell& cell : BuiltInCatalog().cells()) {
    if (!cell.is_signed) negative.Set(cell.index, -1);
  }
  v1::AnnualReport report = MakeReport("o1");
  form::ToMessage(BuiltInCatalog(), negative, report.mutable_figures());
  v1::SubmitReportsRequest request;
  for (int i = 0; i < 256; ++i) Add(report, &request);
  Stream stream(*ingest_stub_);
  const std::vector<std::string> answers = stream.Exchange(request);
  EXPECT_THAT(answers, SizeIs(256));
  EXPECT_THAT(answers, Each("REPORT_HAS_ERRORS"));
  EXPECT_TRUE(stream.Finish().ok());
}

TEST_F(IngestServiceTest, MessageOverTheLimitsEndsTheStream) {
  {
    Stream stream(*ingest_stub_);
    v1::SubmitReportsRequest request;
    for (int i = 0; i < 257; ++i) request.add_submissions();
    EXPECT_THAT(stream.Exchange(request), SizeIs(0));
    EXPECT_EQ(Reason(stream.Finish()), "BATCH_TOO_LARGE");
  }
  Stream stream(*ingest_stub_);
  v1::SubmitReportsRequest request;
  v1::AnnualReport large = MakeReport("o1");
  large.mutable_narrative()->set_overview(std::string(900'000, 'x'));
  Add(large, &request);
  EXPECT_THAT(stream.Exchange(request), ElementsAre("revision 1 at 2"));
  large.set_office("o2");
  Add(large, &request);
  EXPECT_THAT(stream.Exchange(request), SizeIs(0));
  EXPECT_EQ(Reason(stream.Finish()), "BATCH_TOO_LARGE");
}

// A client that sends without reading is not read further; when it goes away
// nothing is left, and others go on.
TEST_F(IngestServiceTest, ClientThatNeverReadsHoldsNobodyUp) {
  Stream stream(*ingest_stub_);
  std::thread writer([&stream] {
    v1::SubmitReportsRequest request;
    for (int i = 0; i < 50; ++i) {
      v1::AnnualReport report = MakeReport("o1");
      report.mutable_narrative()->set_overview(std::string(10'000, 'x'));
      Add(std::move(report), &request);
    }
    while (stream.Write(request)) {
    }
  });
  EXPECT_EQ(Print(Submit(MakeReport("o2"))).substr(0, 10), "revision 1");
  stream.Cancel();
  writer.join();
  EXPECT_FALSE(stream.Finish().ok());
}

TEST_F(IngestServiceTest, FailedDiskIsUnavailableAndComesBack) {
  StopServer();
  faults_ = std::make_shared<storage::FaultPlan>();
  StartServer();
  faults_->FailNth(1, storage::Fault::kNotDone);
  auto failed = Submit(MakeReport("o1"), "id");
  EXPECT_EQ(failed.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(Print(failed), "OUTCOME_UNKNOWN");
  EXPECT_TRUE(Eventually([this] { return ingest_->readiness().ok(); }));
  EXPECT_EQ(Print(Submit(MakeReport("o1"), "id")), "revision 1 at 2");
}

TEST_F(IngestServiceTest, AnswersSurviveARestart) {
  std::string log = Submit(MakeReport("o1"), "id")->receipt().log().id();
  StopServer();
  StartServer();
  auto again = Submit(MakeReport("o1"), "id");
  EXPECT_EQ(Print(again), "revision 1 at 2 replayed");
  EXPECT_EQ(again->receipt().log().id(), log);
}

// A client that did not hear the answer must not be told that it never filed.
TEST_F(IngestServiceTest, KnownRequestIsAnsweredAlsoWhereItWouldBeRefusedNow) {
  EXPECT_EQ(Print(Submit(MakeReport("o1"), "id")), "revision 1 at 2");
  EXPECT_EQ(Print(Withdraw("o1")), "revision 2 at 3 withdrawn");
  v1::ApplyRegistryRequest ending;
  *ending.mutable_rows()->add_offices() = OfficeOf419001("o1");
  ending.mutable_rows()->mutable_offices(0)->set_last_year(2019);
  ASSERT_TRUE(Apply(ending).ok());
  EXPECT_EQ(Print(Submit(MakeReport("o1"), "id")), "revision 1 at 2 replayed");
  EXPECT_EQ(Print(Submit(MakeReport("o1"), "new")), "OFFICE_UNKNOWN");
  EXPECT_EQ(Print(Submit(MakeReport("o1", 2), "id")), "REQUEST_ID_REUSED");
  EXPECT_EQ(Print(Submit(MakeReport("o1"))), "OFFICE_UNKNOWN");
  EXPECT_EQ(Print(Submit(MakeWrongReport("o2"), "wrong")), "REPORT_HAS_ERRORS");
}

TEST_F(IngestServiceTest, MetricsCountWhatHappens) {
  (void)Submit(MakeReport("o1"));
  (void)Submit(MakeReport("nobody"));
  std::string text = metrics_->Text();
  EXPECT_THAT(text, HasSubstr("disclosure_ingest_log_sequence 2"));
  EXPECT_THAT(text, HasSubstr("disclosure_ingest_queue_length 0"));
  EXPECT_THAT(text, HasSubstr("disclosure_ingest_commit_group_size_count 2"));
  EXPECT_THAT(text, HasSubstr("disclosure_ingest_sync_seconds_count 2"));
  EXPECT_THAT(
      text,
      HasSubstr(
          "disclosure_ingest_refused_total{reason=\"OFFICE_UNKNOWN\"} 1"));
}

}  // namespace
}  // namespace disclosure::ingest
