// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/reports.h"

#include <string>
#include <utility>
#include <vector>

#include "services/query/entries.h"
#include "services/query/figure_filter.h"
#include "services/query/paging.h"
#include "services/query/report_key.h"

namespace disclosure::query {
namespace {

constexpr int kReportsUsual = 100;
constexpr int kReportsMost = 500;

struct ListedOffice {
  int office;
  v1::Scope scope;
  // None: expected and not there.
  Report report;
};

struct Page {
  v1::LogPosition position;
  YearViewPtr view;
  std::vector<ListedOffice> rows;
  bool more = false;
};

void GatherRows(const Contents& contents, int year, int region, int line,
                const std::string& after, int page_size, Page* page) {
  const YearView& view = *page->view;
  for (const int office : view.OfficesFrom(region, OfficeOfKey(after))) {
    const YearTree::Office& row = view.tree().offices()[office];
    if (line != kAllLines && row.line() != line) continue;
    for (const v1::Scope scope : kScopes) {
      if (ReportKey(row.id(), scope) <= after) continue;
      Report report = contents.FindReport(year, row.id(), scope);
      const bool expected =
          scope == v1::SCOPE_AREA ? row.reports_area() : row.reports_own();
      if (!expected && !report) continue;
      if (static_cast<int>(page->rows.size()) == page_size) {
        page->more = true;
        return;
      }
      page->rows.push_back({office, scope, std::move(report)});
    }
  }
}

absl::Status FillReport(const AnswerContext& context, const Report& report,
                        bool with_figures, v1::ReportEntry* entry) {
  const ReportFacts facts = report.Read();
  entry->set_received(true);
  entry->set_revision(facts.revision);
  entry->mutable_submitted_at()->set_seconds(facts.committed_seconds);
  entry->mutable_submitted_at()->set_nanos(facts.committed_nanos);
  entry->set_late(facts.late);
  entry->set_as_published(facts.as_published);
  entry->set_errors(facts.errors);
  entry->set_questions(facts.questions);
  entry->mutable_editions()->set_publication(facts.publication);
  entry->mutable_editions()->set_requests(facts.requests);
  if (!with_figures) return absl::OkStatus();
  return FigureFilter().Fill(context.catalog, facts.figures,
                             entry->mutable_figures());
}

absl::StatusOr<v1::ListReportsResponse> Fill(
    const AnswerContext& context, const v1::ListReportsRequest& request,
    const Page& page) {
  v1::ListReportsResponse response;
  *response.add_positions() = page.position;
  for (const ListedOffice& row : page.rows) {
    v1::ReportEntry* entry = response.add_reports();
    FillOfficeEntry(page.view->tree(), row.office, entry->mutable_office());
    entry->set_year(request.year());
    entry->set_scope(row.scope);
    if (!row.report) continue;
    const absl::Status filled =
        FillReport(context, row.report, request.with_figures(), entry);
    if (!filled.ok()) return filled;
  }
  if (page.more) {
    const v1::ReportEntry& last = *response.reports().rbegin();
    response.set_next_page_token(
        NextPageToken(request, ReportKey(last.office().id(), last.scope())));
  }
  return response;
}

}  // namespace

absl::StatusOr<v1::ListReportsResponse> ListReports(
    const AnswerContext& context, const v1::ListReportsRequest& request) {
  const absl::StatusOr<int> year = CheckYear(context, request.year());
  if (!year.ok()) return year.status();
  const absl::StatusOr<int> page_size =
      PageSize(request.page_size(), kReportsUsual, kReportsMost);
  if (!page_size.ok()) return page_size.status();
  const absl::StatusOr<std::string> after =
      ReadPageToken(request, request.page_token());
  if (!after.ok()) return after.status();

  Page page;
  const absl::Status gathered = context.model.Read(
      {*year},
      [&](const Contents& contents,
          absl::Span<const YearViewPtr> views) -> absl::Status {
        const absl::StatusOr<int> region = FindRegion(
            *contents.registry(), *views[0], *year, request.region());
        if (!region.ok()) return region.status();
        const absl::StatusOr<int> line =
            FindLine(*views[0], *year, request.line());
        if (!line.ok()) return line.status();
        page.position = contents.position();
        page.view = views[0];
        GatherRows(contents, *year, *region, *line, *after, *page_size, &page);
        return absl::OkStatus();
      });
  if (!gathered.ok()) return gathered;
  return Fill(context, request, page);
}

}  // namespace disclosure::query
