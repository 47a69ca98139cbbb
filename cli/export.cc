// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// disclosure export: a report or a total in the official form, as a document,
// a page, a workbook or data. Report files need no server.

#include <filesystem>
#include <iostream>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/file.h"
#include "cli/commands.h"
#include "cli/fetch.h"
#include "cli/listing.h"
#include "cli/output_folder.h"
#include "cli/report_files.h"
#include "cli/resolve.h"
#include "disclosure/v1/query_service.grpc.pb.h"
#include "documents/write/csv.h"
#include "documents/write/form_file.h"
#include "form/figures.h"

namespace disclosure::cli {
namespace {

namespace fs = std::filesystem;

// What the format says, else the end of the file's name, else a document.
v1::FormFormat FormatOf(const Session& session) {
  switch (session.format()) {
    case Format::kDocx:
      return v1::FORM_FORMAT_DOCX;
    case Format::kHtml:
      return v1::FORM_FORMAT_HTML;
    case Format::kXlsx:
      return v1::FORM_FORMAT_XLSX;
    case Format::kCsv:
      return v1::FORM_FORMAT_CSV;
    case Format::kJson:
      return v1::FORM_FORMAT_JSON;
    case Format::kTable:
      break;
  }
  const std::string ending = fs::path(session.options().output).extension();
  const auto& type = *v1::FormFormat_descriptor();
  for (int i = 0; !ending.empty() && i < type.value_count(); ++i) {
    const auto format = static_cast<v1::FormFormat>(type.value(i)->number());
    if (documents::EndingOf(format) == ending) return format;
  }
  return v1::FORM_FORMAT_DOCX;
}

// One call of the command.
class Export {
 public:
  Export(Session& session, const ExportOptions& options)
      : session_(session),
        options_(options),
        catalog_(session.catalog()),
        stub_(v1::QueryService::NewStub(session.query())),
        format_(FormatOf(session)),
        many_(options.files.size() > 1 || options.children || options.offices) {
  }

  int Run() {
    absl::Status status = Prepare();
    if (status.ok()) status = Collect();
    if (status.ok() && format_ == v1::FORM_FORMAT_CSV) status = WriteCsv();
    if (!status.ok()) return session_.Fail(status);
    return Finish();
  }

 private:
  bool IntoFolder() const { return many_ && format_ != v1::FORM_FORMAT_CSV; }

  // Many documents go into a folder, made if it is not there.
  absl::Status Prepare() {
    if (!IntoFolder()) return absl::OkStatus();
    folder_ =
        session_.options().output.empty() ? "." : session_.options().output;
    return MakeOutputFolder(folder_.string());
  }

  absl::Status Collect() {
    if (!options_.files.empty()) return FromFiles();
    if (!options_.report.office.empty()) return FromOffice();
    const auto region =
        ResolveRegion(session_, options_.query.region, options_.query.year);
    if (!region.ok()) return region.status();
    const auto after = ResolvePosition(session_, options_.query.after);
    if (!after.ok()) return after.status();
    if (options_.offices) return FromOffices(region->region().code(), *after);
    return FromRegion(region->region().code(), *after);
  }

  absl::Status FromFiles() {
    auto files = ListReportFiles(options_.files);
    if (!files.ok()) return files.status();
    many_ = files->size() > 1;
    absl::Status status = Prepare();
    for (const std::string& path : *files) {
      if (!status.ok()) return status;
      const ReportFile file = ReadReportFile(catalog_, path);
      status = file.status;
      if (file.reports.size() > 1 && !many_) {
        many_ = true;
        status.Update(Prepare());
      }
      for (const v1::AnnualReport& report : file.reports) {
        if (status.ok()) status = Take(report, {});
      }
    }
    return status;
  }

  absl::Status FromOffice() {
    const auto fetched =
        FetchReport(session_, options_.report, options_.revision);
    if (!fetched.ok()) return fetched.status();
    return TakeFetched(*fetched, {});
  }

  absl::Status TakeFetched(const v1::GetReportResponse& fetched,
                           documents::ReportLine line) {
    if (!fetched.has_report()) {
      return base::MakeError(
          absl::StatusCode::kFailedPrecondition, "REPORT_WITHDRAWN",
          "The report is withdrawn and has no content. Export an earlier "
          "revision with --revision.",
          "该报告已撤回，没有内容。请用 --revision 导出以前的版次。");
    }
    line.revision = std::to_string(fetched.report().revision());
    line.submitted_at = PrintTime(fetched.info().committed_at());
    return Take(fetched.report(), std::move(line));
  }

  absl::Status FromOffices(const std::string& code,
                           const v1::LogPosition& after) {
    v1::ListReportsRequest request;
    request.set_region(code);
    request.set_year(options_.query.year);
    request.set_line(options_.query.line);
    request.set_page_size(500);
    if (!after.log().empty()) *request.mutable_min_position() = after;
    std::vector<v1::ReportEntry> received;
    absl::Status status = ForEachPage<v1::ListReportsResponse>(
        session_, request,
        [&](grpc::ClientContext* context, const auto& page, auto* response) {
          return stub_->ListReports(context, page, response);
        },
        [&](const v1::ListReportsResponse& response) {
          for (const v1::ReportEntry& entry : response.reports()) {
            if (entry.received()) received.push_back(entry);
          }
        });
    for (const v1::ReportEntry& entry : received) {
      if (!status.ok()) return status;
      const v1::OfficeEntry& office = entry.office();
      const auto fetched =
          FetchReport(session_,
                      {.office = office.id(),
                       .year = entry.year(),
                       .area = entry.scope() == v1::SCOPE_AREA},
                      0);
      if (!fetched.ok()) return fetched.status();
      // Withdrawn since the list was made.
      if (!fetched->has_report()) continue;
      status = TakeFetched(
          *fetched,
          {.office_name = office.name(),
           .region = office.region().code(),
           .line = office.line(),
           .findings = std::to_string(entry.errors() + entry.questions())});
    }
    return status;
  }

  absl::Status FromRegion(const std::string& code,
                          const v1::LogPosition& after) {
    if (options_.children) return FromChildren(code, after);
    const auto totals =
        FetchTotals(session_, TotalsNameOf(code), options_.own, after);
    return totals.ok() ? Take(*totals) : totals.status();
  }

  absl::Status FromChildren(const std::string& code,
                            const v1::LogPosition& after) {
    absl::Status taken;
    absl::Status status = ForEachChildTotals(
        session_, TotalsNameOf(code), after,
        [&](const v1::ListTotalsResponse& response) {
          for (const v1::Totals& child : response.children()) {
            if (taken.ok()) taken = Take(child);
          }
        });
    status.Update(taken);
    return status;
  }

  TotalsName TotalsNameOf(const std::string& code) const {
    return {code, options_.query.year, options_.query.line};
  }

  documents::CsvHeads Heads() const {
    if (!options_.labels) return documents::CsvHeads::kPaths;
    return session_.language() == Language::kEnglish
               ? documents::CsvHeads::kLabelsEn
               : documents::CsvHeads::kLabelsZh;
  }

  absl::Status Take(const v1::AnnualReport& report,
                    documents::ReportLine line) {
    if (format_ != v1::FORM_FORMAT_CSV) {
      return Write(documents::FileStem(report),
                   documents::WriteForm(catalog_, format_, report, line));
    }
    const auto figures = form::FromMessage(catalog_, report.figures());
    if (!figures.ok()) return figures.status();
    line.office = report.office();
    if (line.office_name.empty()) line.office_name = report.office_name();
    line.year = report.year();
    line.scope = report.scope();
    if (csv_.empty()) {
      stem_ = documents::FileStem(report);
      csv_ = documents::ReportsCsvHead(catalog_, Heads());
    }
    csv_ += documents::ReportsCsvLine(line, *figures);
    return absl::OkStatus();
  }

  absl::Status Take(const v1::Totals& totals) {
    const std::string position = PrintPositions(session_, totals.positions());
    if (format_ != v1::FORM_FORMAT_CSV) {
      return Write(documents::FileStem(totals),
                   documents::WriteForm(catalog_, format_, totals, position));
    }
    const auto figures = form::FromMessage(catalog_, totals.figures());
    if (!figures.ok()) return figures.status();
    if (csv_.empty()) {
      stem_ = documents::FileStem(totals);
      csv_ = documents::TotalsCsvHead(catalog_, Heads());
    }
    csv_ += documents::TotalsCsvLine(totals, *figures, position);
    return absl::OkStatus();
  }

  absl::Status WriteCsv() {
    if (csv_.empty()) return absl::OkStatus();
    return Write(stem_, documents::FormFile{.content = csv_});
  }

  // To the file that was named, or one named after what it holds.
  absl::Status Write(const std::string& stem,
                     const absl::StatusOr<documents::FormFile>& file) {
    if (!file.ok()) return file.status();
    fs::path path = session_.options().output;
    if (IntoFolder() || path.empty()) {
      path = folder_ / names_.Take(stem, documents::EndingOf(format_));
    }
    const absl::Status status = base::WriteFile(path.string(), file->content);
    if (status.ok()) {
      ++written_;
      last_ = path.string();
    }
    return status;
  }

  int Finish() const {
    if (written_ == 0) {
      return session_.Fail(kCallWrong,
                           session_.Say("没有可导出的报告。用 disclosure "
                                        "coverage 查看报送进度。",
                                        "There is no report to export. See "
                                        "disclosure coverage."));
    }
    const std::string n = std::to_string(written_);
    std::cerr << (written_ == 1
                      ? session_.Say("已写入 " + last_, "Wrote " + last_)
                      : session_.Say(
                            "已写入 " + n + " 个文件，目录 " + folder_.string(),
                            "Wrote " + n + " files to " + folder_.string()))
              << std::endl;
    return kDone;
  }

  Session& session_;
  const ExportOptions& options_;
  const form::Catalog& catalog_;
  const std::unique_ptr<v1::QueryService::Stub> stub_;
  const v1::FormFormat format_;
  bool many_;
  fs::path folder_;
  UniqueNames names_;
  std::string csv_;
  std::string stem_;  // Of the CSV file: the first in it.
  int written_ = 0;
  std::string last_;
};

}  // namespace

int RunExport(Session& session, const ExportOptions& options) {
  const bool by_year = options.files.empty();
  const int year =
      options.report.office.empty() ? options.query.year : options.report.year;
  if (by_year && year == 0) {
    return session.Fail(kCallWrong, session.Say("请用 --year 给出报告年度。",
                                                "Give the year with --year."));
  }
  return Export(session, options).Run();
}

}  // namespace disclosure::cli
