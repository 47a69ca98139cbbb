// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// disclosure check: findings of report files, without a server if need be.

#include <iostream>

#include "base/clock.h"
#include "base/error.h"
#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/report_files.h"
#include "disclosure/v1/ingest_service.grpc.pb.h"
#include "form/check.h"
#include "grpcpp/client_context.h"

namespace disclosure::cli {
namespace {

// How long to look for a server that could add its findings.
constexpr absl::Duration kServerWait = absl::Milliseconds(400);

// What the server finds: the form's checks and what needs the registry. A
// refusal before the check (an unknown office) is an error of the report too.
absl::StatusOr<std::vector<v1::Finding>> AskServer(
    const Session& session, v1::IngestService::Stub* stub,
    const v1::AnnualReport& report) {
  v1::SubmitReportRequest request;
  *request.mutable_submission()->mutable_report() = report;
  request.mutable_submission()->set_validate_only(true);
  v1::SubmitReportResponse response;
  const absl::Status status = session.Call([&](grpc::ClientContext* context) {
    return stub->SubmitReport(context, request, &response);
  });
  if (!status.ok()) return status;
  return std::vector<v1::Finding>(response.findings().begin(),
                                  response.findings().end());
}

// One call of the command.
class Check {
 public:
  Check(const Session& session, bool offline) : session_(session) {
    form_.current_year = base::ShanghaiYear(base::SystemClock().Now());
    if (offline) return;
    if (session.IngestAnswers(kServerWait)) {
      stub_ = v1::IngestService::NewStub(session.ingest());
    } else {
      std::cerr << session.Say(
                       "未连接服务：只核对表内关系，不核对填报单位。",
                       "No server answers: only the form is checked, not the "
                       "office.")
                << std::endl;
    }
  }

  void Run(const std::string& path) {
    ReportFile file = ReadReportFile(session_.catalog(), path);
    if (!file.status.ok()) {
      Unreadable(file.status);
      return;
    }
    for (v1::AnnualReport& report : file.reports) {
      CheckedReport checked{path, std::move(report), {}};
      checked.findings = form::Check(session_.catalog(), checked.report, form_);
      absl::Status refused = Refine(&checked);
      Count(checked);
      if (session_.format() == Format::kJson) {
        out_ += FindingsToJson(session_.catalog(), checked);
        if (!refused.ok()) Unreadable(refused);
        continue;
      }
      out_ += PrintFindings(session_, checked);
      if (ExitCodeOf(refused) == kServerFailed) {
        server_failed_ = session_.Fail(refused);
      } else if (!refused.ok()) {
        ++errors_;
        out_ += "\n  " + session_.Say("错误     ", "error    ") +
                Describe(session_.language(), refused) + "\n";
      }
      out_ += "\n";
    }
  }

  int Finish() {
    if (session_.format() != Format::kJson) out_ += Summary();
    const int written = session_.Write(out_);
    if (written != kDone) return written;
    if (server_failed_ != kDone) return server_failed_;
    return errors_ > 0 || unreadable_ > 0 ? kDataErrors : kDone;
  }

 private:
  // Puts the server's findings in the place of our own.
  absl::Status Refine(CheckedReport* checked) {
    if (stub_ == nullptr) return absl::OkStatus();
    auto findings = AskServer(session_, stub_.get(), checked->report);
    if (!findings.ok()) return findings.status();
    checked->findings = *std::move(findings);
    return absl::OkStatus();
  }

  void Unreadable(const absl::Status& status) {
    ++unreadable_;
    std::cerr << Describe(session_.language(), status) << std::endl;
  }

  void Count(const CheckedReport& checked) {
    ++reports_;
    errors_ += ErrorsOf(checked);
    questions_ += QuestionsOf(checked);
    confirmed_ += ConfirmedOf(checked);
  }

  std::string Summary() const {
    const std::string n = std::to_string(reports_);
    const std::string e = std::to_string(errors_);
    const std::string q = std::to_string(questions_);
    std::string zh = n + " 份报告：" + e + " 个错误，" + q + " 个疑问。";
    std::string en = n + (reports_ == 1 ? " report: " : " reports: ") + e +
                     (errors_ == 1 ? " error, " : " errors, ") + q +
                     (questions_ == 1 ? " question." : " questions.");
    if (confirmed_ > 0) {
      const std::string c = std::to_string(confirmed_);
      zh += "另有 " + c + " 个疑问已说明。";
      en += " " + c + (confirmed_ == 1 ? " question" : " questions") +
            " confirmed besides.";
    }
    if (errors_ > 0) {
      zh += "请改正后重新核对，有错误的报告不能报送。";
      en +=
          " Correct and check again; a report with errors cannot be "
          "submitted.";
    } else if (reports_ > 0 && unreadable_ == 0) {
      zh += "可以报送。";
      en += " Ready to submit.";
    }
    if (unreadable_ > 0) {
      zh += std::to_string(unreadable_) + " 个文件无法读取。";
      en += " " + std::to_string(unreadable_) + " unreadable.";
    }
    return session_.Say(zh, en) + "\n";
  }

  const Session& session_;
  form::CheckContext form_;
  std::unique_ptr<v1::IngestService::Stub> stub_;
  std::string out_;
  int server_failed_ = kDone;
  int reports_ = 0, errors_ = 0, questions_ = 0, unreadable_ = 0;
  int confirmed_ = 0;
};

}  // namespace

int RunCheck(Session& session, const CheckOptions& options) {
  auto files = ListReportFiles(options.files);
  if (!files.ok()) return session.Fail(files.status());
  Check check(session, options.offline);
  for (const std::string& path : *files) check.Run(path);
  return check.Finish();
}

}  // namespace disclosure::cli
