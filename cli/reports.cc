// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// disclosure reports: one row for every report of a region, expected or filed;
// as CSV with all its figures.

#include "cli/commands.h"
#include "cli/figure_tables.h"
#include "cli/json.h"
#include "cli/listing.h"
#include "cli/resolve.h"
#include "disclosure/v1/query_service.grpc.pb.h"
#include "documents/write/csv.h"

namespace disclosure::cli {
namespace {

std::vector<std::string> Heads(const Session& session) {
  return {session.Say("编号", "id"),     session.Say("名称", "name"),
          session.Say("地区", "region"), session.Say("条线", "line"),
          session.Say("范围", "scope"),  session.Say("状态", "state"),
          session.Say("版次", "rev."),   session.Say("报送时间", "submitted"),
          session.Say("错误", "errors"), session.Say("疑问", "questions")};
}

documents::CsvHeads HeadsOf(const Session& session,
                            const ReportsOptions& options) {
  if (!options.labels) return documents::CsvHeads::kPaths;
  return session.language() == Language::kEnglish
             ? documents::CsvHeads::kLabelsEn
             : documents::CsvHeads::kLabelsZh;
}

std::string StateOf(const Session& session, const v1::ReportEntry& entry) {
  std::string state = entry.received() ? session.Say("已报", "received")
                                       : session.Say("未报", "missing");
  if (entry.as_published()) state = session.Say("补录", "as published");
  if (entry.late()) state += session.Say(" 逾期", " late");
  if (entry.office().not_counted()) {
    state += session.Say(" 不计入汇总", " not counted");
  }
  return state;
}

absl::StatusOr<std::string> CsvLine(const Session& session,
                                    const v1::ReportEntry& entry) {
  const auto figures = form::FromMessage(session.catalog(), entry.figures());
  if (!figures.ok()) return figures.status();
  const v1::OfficeEntry& office = entry.office();
  documents::ReportLine line{.office = office.id(),
                             .office_name = office.name(),
                             .region = office.region().code(),
                             .line = office.line(),
                             .year = entry.year(),
                             .scope = entry.scope()};
  if (entry.received()) {
    line.revision = std::to_string(entry.revision());
    line.submitted_at = PrintTime(entry.submitted_at());
  }
  line.findings = std::to_string(entry.errors() + entry.questions());
  return documents::ReportsCsvLine(line, *figures);
}

std::vector<std::string> TableRow(const Session& session,
                                  const v1::ReportEntry& entry) {
  const v1::OfficeEntry& office = entry.office();
  const bool received = entry.received();
  return {office.id(),
          office.name(),
          office.region().name(),
          office.line(),
          PrintScope(session, entry.scope() == v1::SCOPE_AREA),
          StateOf(session, entry),
          received ? std::to_string(entry.revision()) : "",
          received ? PrintTime(entry.submitted_at()) : "",
          received ? std::to_string(entry.errors()) : "",
          received ? std::to_string(entry.questions()) : ""};
}

}  // namespace

int RunReports(Session& session, const ReportsOptions& options) {
  const RegionQuery& query = options.query;
  const auto region = ResolveRegion(session, query.region, query.year);
  if (!region.ok()) return session.Fail(region.status());
  const auto after = ResolvePosition(session, query.after);
  if (!after.ok()) return session.Fail(after.status());
  v1::ListReportsRequest request;
  request.set_region(region->region().code());
  request.set_year(query.year);
  request.set_line(query.line);
  request.set_page_size(500);
  request.set_with_figures(session.format() != Format::kTable);
  if (!after->log().empty()) *request.mutable_min_position() = *after;
  Listing listing(session, Heads(session));
  std::string csv =
      documents::ReportsCsvHead(session.catalog(), HeadsOf(session, options));
  absl::Status bad;
  const auto stub = v1::QueryService::NewStub(session.query());
  absl::Status status = ForEachPage<v1::ListReportsResponse>(
      session, request,
      [&](grpc::ClientContext* context, const auto& page, auto* response) {
        return stub->ListReports(context, page, response);
      },
      [&](const v1::ListReportsResponse& response) {
        for (const v1::ReportEntry& entry : response.reports()) {
          if (session.format() != Format::kCsv) {
            listing.Add(TableRow(session, entry),
                        session.format() == Format::kJson ? ToJson(entry) : "");
            continue;
          }
          const auto line = CsvLine(session, entry);
          bad.Update(line.status());
          if (line.ok()) csv += *line;
        }
      });
  status.Update(bad);
  if (!status.ok()) return session.Fail(status);
  return session.Write(session.format() == Format::kCsv ? csv
                                                        : listing.Print());
}

}  // namespace disclosure::cli
