// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// disclosure submit: one report or folders of them, over one stream, with a
// receipt each and a summary. Re-running it changes nothing.

#include <iostream>
#include <utility>

#include "base/clock.h"
#include "base/random_id.h"
#include "cli/commands.h"
#include "cli/findings.h"
#include "cli/json.h"
#include "cli/progress.h"
#include "cli/receipt.h"
#include "cli/repairs.h"
#include "cli/report_files.h"
#include "cli/resolve.h"
#include "disclosure/v1/ingest_service.grpc.pb.h"
#include "grpcpp/client_context.h"
#include "nlohmann/json.hpp"
#include "server/status.h"

namespace disclosure::cli {
namespace {

// What one message of the stream holds at most; see IngestService.
constexpr int kBatchReports = 256;
constexpr size_t kBatchBytes = 900'000;

// Longest wait for the answer to one message.
constexpr absl::Duration kBatchTimeout = absl::Seconds(60);

// A report on its way.
struct Item {
  std::string file;
  v1::Submission submission;
};

// One call of the command.
class Submit {
 public:
  Submit(Session& session, const SubmitOptions& options)
      : session_(session), options_(options) {}

  int Run() {
    auto files = ListReportFiles(options_.files);
    if (!files.ok()) return session_.Fail(files.status());
    many_ = files->size() > 1;
    absl::Status status;
    for (size_t i = 0; i < files->size() && status.ok(); ++i) {
      status = Read((*files)[i]);
      ShowProgress(i + 1, files->size());
    }
    if (status.ok()) status = Send();
    // What was answered before an error is printed all the same.
    if (!status.ok()) Worsen(session_.Fail(status));
    if (many_ && session_.format() == Format::kTable) out_ += Summary();
    Worsen(session_.Write(out_));
    return worst_;
  }

 private:
  void Worsen(int code) { worst_ = std::max(worst_, code); }

  // Queues the reports of a file. A file that cannot be read does not stop
  // the others.
  absl::Status Read(const std::string& path) {
    ReportFile file = ReadReportFile(session_.catalog(), path);
    if (!file.status.ok()) {
      ++unreadable_;
      Worsen(kDataErrors);
      std::cerr << Describe(session_.language(), file.status) << std::endl;
      return absl::OkStatus();
    }
    many_ |= file.reports.size() > 1;
    for (v1::AnnualReport& report : file.reports) {
      Item item{path, {}};
      v1::Submission& submission = item.submission;
      submission.set_request_id(base::RandomId());
      submission.set_as_published(options_.as_published);
      submission.set_on_behalf_of(options_.on_behalf_of);
      submission.set_note(options_.note);
      if (options_.amend) {
        auto revision = CurrentRevision(session_, report.office(),
                                        report.year(), report.scope());
        if (!revision.ok()) return revision.status();
        submission.set_expected_revision(*revision);
      }
      *submission.mutable_report() = std::move(report);
      bytes_ += submission.ByteSizeLong();
      items_.push_back(std::move(item));
      if (IsFull()) {
        const absl::Status status = Send();
        if (!status.ok()) return status;
      }
    }
    return absl::OkStatus();
  }

  bool IsFull() const {
    return items_.size() >= kBatchReports || bytes_ >= kBatchBytes;
  }

  // Sends what is queued and waits for the answers. The outcome of a broken
  // stream is unknown, so it is repeated once with the same request ids.
  absl::Status Send() {
    if (items_.empty()) return absl::OkStatus();
    absl::Status status = TrySend();
    if (absl::IsUnavailable(status) || absl::IsCancelled(status)) {
      status = TrySend();
    }
    items_.clear();
    bytes_ = 0;
    return status;
  }

  absl::Status TrySend() {
    const auto stub = v1::IngestService::NewStub(session_.ingest());
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + kBatchTimeout));
    const auto stream = stub->SubmitReports(&context);
    // The last item may have passed the size; it then goes alone.
    size_t first = 0;
    std::vector<v1::SubmitResult> results;
    while (first < items_.size()) {
      v1::SubmitReportsRequest request;
      size_t bytes = 0;
      size_t next = first;
      do {
        bytes += items_[next].submission.ByteSizeLong();
        *request.add_submissions() = items_[next].submission;
        ++next;
      } while (next < items_.size() &&
               bytes + items_[next].submission.ByteSizeLong() < kBatchBytes);
      v1::SubmitReportsResponse response;
      if (!stream->Write(request) || !stream->Read(&response)) break;
      for (auto& result : *response.mutable_results()) {
        results.push_back(std::move(result));
      }
      first = next;
    }
    stream->WritesDone();
    const absl::Status status = server::FromGrpcStatus(stream->Finish());
    if (!status.ok()) return status;
    if (results.size() != items_.size()) {
      return absl::InternalError(
          "The server answered fewer submissions than "
          "were sent.");
    }
    for (size_t i = 0; i < results.size(); ++i) Take(items_[i], results[i]);
    return absl::OkStatus();
  }

  // The result, and beside its findings what would put the report right.
  std::string AsJson(const v1::SubmitResult& result,
                     const CheckedReport& checked) const {
    auto out = nlohmann::ordered_json::parse(ToJson(result));
    out["repairs"] = nlohmann::ordered_json::parse(RepairsToJson(
        session_.catalog(), FindRepairs(session_.catalog(), checked.report)));
    return out.dump() + "\n";
  }

  void Take(Item& item, const v1::SubmitResult& result) {
    CheckedReport checked{item.file,
                          item.submission.report(),
                          {result.findings().begin(), result.findings().end()}};
    if (session_.format() == Format::kJson) out_ += AsJson(result, checked);
    if (result.has_receipt()) {
      last_ =
          PrintPosition(result.receipt().position(), result.receipt().log());
      ++(result.receipt().unchanged() ? unchanged_ : accepted_);
      if (session_.format() == Format::kTable && !many_) {
        out_ += PrintReceipt(session_, result.receipt()) +
                PrintFindingTables(session_, checked);
      }
      return;
    }
    ++refused_;
    const absl::Status status = server::FromStatusMessage(result.status());
    Worsen(ExitCodeOf(status));
    if (session_.format() != Format::kTable) return;
    if (result.findings().empty()) {
      out_ += session_.Say("未受理  ", "refused  ") +
              PrintReportName(session_, item.submission.report()) + "    " +
              item.file + "\n        " + Describe(session_.language(), status) +
              "\n";
      return;
    }
    const std::string errors = std::to_string(ErrorsOf(checked));
    out_ += session_.Say("未受理  ", "refused  ") +
            PrintFindings(session_, checked) + "\n" +
            session_.Say(errors + " 个错误。请改正后重新报送。\n",
                         errors + " errors. Correct and submit again.\n");
  }

  std::string Summary() const {
    const auto n = [](int count) { return std::to_string(count); };
    const std::string zh = "受理 " + n(accepted_) + " 份，未变 " +
                           n(unchanged_) + " 份，未受理 " + n(refused_) +
                           " 份，无法读取 " + n(unreadable_) + " 个文件";
    const std::string en = n(accepted_) + " accepted, " + n(unchanged_) +
                           " unchanged, " + n(refused_) + " refused, " +
                           n(unreadable_) + " unreadable";
    const std::string at =
        last_.empty() ? "" : session_.Say("  序号 ", "  position ") + last_;
    return session_.Say(zh, en) + at + "\n";
  }

  Session& session_;
  const SubmitOptions& options_;
  std::vector<Item> items_;
  size_t bytes_ = 0;
  std::string out_;
  std::string last_;  // The position of the last receipt.
  bool many_ = false;
  int accepted_ = 0, unchanged_ = 0, refused_ = 0, unreadable_ = 0;
  int worst_ = kDone;
};

}  // namespace

int RunSubmit(Session& session, const SubmitOptions& options) {
  return Submit(session, options).Run();
}

}  // namespace disclosure::cli
