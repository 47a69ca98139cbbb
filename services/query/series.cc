// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/series.h"

#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "form/figures.h"
#include "services/query/entries.h"
#include "services/query/errors.h"
#include "services/query/figure_filter.h"
#include "services/query/folded_figures.h"
#include "services/query/series_years.h"
#include "services/query/sums.h"
#include "services/query/totals.h"

namespace disclosure::query {
namespace {

constexpr size_t kSeriesYearsUsual = 5;

// One year of a series: of a region, or of an office. kNone: neither exists.
struct Point {
  int year = 0;
  int office = YearTree::kNone;
  Report report = Report();
  Sum sum = {};

  bool HasReports() const {
    return office != YearTree::kNone ? static_cast<bool>(report)
                                     : CoverageOf(sum).received() > 0;
  }
};

struct Series {
  v1::LogPosition position;
  std::vector<Point> points;
};

struct Question {
  const v1::GetSeriesRequest& request;
  v1::Part part;
  v1::Scope scope;
};

absl::StatusOr<Point> GatherRegionPoint(const Question& question,
                                        const Contents& contents,
                                        const YearViewPtr& view, int year) {
  const absl::StatusOr<int> region =
      FindRegion(*contents.registry(), *view, year, question.request.region());
  if (!region.ok()) return region.status();
  const absl::StatusOr<int> line =
      FindLine(*view, year, question.request.line());
  if (!line.ok()) return line.status();
  Point point{.year = year};
  point.sum =
      GatherSum(contents, view, year, *region, *line, question.part,
                question.part == v1::PART_OWN ? Counted::kOwn : Counted::kPage);
  return point;
}

absl::StatusOr<Point> GatherOfficePoint(const Question& question,
                                        const Contents& contents,
                                        const YearViewPtr& view, int year) {
  const absl::StatusOr<int> office =
      FindOffice(*contents.registry(), *view, year, question.request.office());
  if (!office.ok()) return office.status();
  Point point{.year = year, .office = *office};
  point.report =
      contents.FindReport(year, question.request.office(), question.scope);
  point.sum.view = view;
  return point;
}

// Points of all years, also of those in which the thing does not exist; an
// error if it exists in none of them.
absl::Status GatherPoints(const Question& question, const Contents& contents,
                          absl::Span<const YearViewPtr> views,
                          const std::vector<int>& years, Series* series) {
  absl::Status unknown;
  bool known = false;
  for (size_t i = 0; i < years.size(); ++i) {
    absl::StatusOr<Point> point =
        question.request.office().empty()
            ? GatherRegionPoint(question, contents, views[i], years[i])
            : GatherOfficePoint(question, contents, views[i], years[i]);
    if (point.ok()) {
      known = true;
      series->points.push_back(*std::move(point));
    } else {
      unknown = point.status();
      series->points.push_back(Point{.year = years[i]});
    }
  }
  series->position = contents.position();
  return known ? absl::OkStatus() : unknown;
}

void KeepLastWithReports(std::vector<Point>* points) {
  std::erase_if(*points, [](const Point& point) {
    return point.sum.view == nullptr || !point.HasReports();
  });
  if (points->size() > kSeriesYearsUsual) {
    points->erase(points->begin(), points->end() - kSeriesYearsUsual);
  }
}

// A figure that the report's editions ask for and that it left blank.
form::FigureVector BlankFigures(const form::Catalog& catalog,
                                const form::FigureVector& figures,
                                const v1::Editions& editions) {
  const std::vector<bool> asked = catalog.AskedCells(editions);
  form::FigureVector blank(catalog);
  for (size_t cell = 0; cell < asked.size(); ++cell) {
    const int index = static_cast<int>(cell);
    if (asked[cell] && !figures.has(index)) blank.Set(index, 1);
  }
  return blank;
}

absl::Status FillReport(const form::Catalog& catalog,
                        const FigureFilter& filter, const ReportFacts& report,
                        v1::Totals* totals) {
  absl::StatusOr<form::FigureVector> figures = Unfold(catalog, report.figures);
  if (!figures.ok()) return FiguresUnreadable(figures.status());
  v1::Editions editions;
  editions.set_publication(report.publication);
  editions.set_requests(report.requests);
  const form::FigureVector blank = BlankFigures(catalog, *figures, editions);
  if (blank.count() > 0) {
    filter.Fill(catalog, blank, totals->mutable_not_reported());
  }
  filter.Fill(catalog, *std::move(figures), totals->mutable_figures());
  v1::EditionCounts* counts = totals->mutable_editions();
  if (editions.publication() != v1::EDITION_UNSPECIFIED) {
    (*counts->mutable_publication())[v1::Edition_Name(editions.publication())] =
        1;
  }
  if (editions.requests() != v1::EDITION_UNSPECIFIED) {
    (*counts->mutable_requests())[v1::Edition_Name(editions.requests())] = 1;
  }
  return absl::OkStatus();
}

absl::Status FillOfficePoint(const form::Catalog& catalog,
                             const FigureFilter& filter,
                             const Question& question, const Point& point,
                             v1::Totals* totals) {
  const YearTree& tree = point.sum.view->tree();
  const YearTree::Office& office = tree.offices()[point.office];
  FillRegionRef(tree, office.region(), totals->mutable_region());
  if (office.line() != YearTree::kNone) {
    totals->set_line(tree.lines()[office.line()]);
  }
  totals->set_part(question.scope == v1::SCOPE_AREA ? v1::PART_SUBTREE
                                                    : v1::PART_OWN);
  totals->mutable_figures();
  const bool received = static_cast<bool>(point.report);
  const ReportFacts report = point.report.Read();
  if (point.sum.view->IsExpected(point.office, question.scope)) {
    v1::Coverage* coverage = totals->mutable_coverage();
    coverage->set_expected(1);
    coverage->set_received(received);
    coverage->set_missing(!received);
    coverage->set_late(report.late);
    coverage->set_with_errors(report.errors > 0);
    coverage->set_with_questions(report.questions > 0);
  }
  if (!received) return absl::OkStatus();
  return FillReport(catalog, filter, report, totals);
}

absl::StatusOr<v1::GetSeriesResponse> Fill(const AnswerContext& context,
                                           const FigureFilter& filter,
                                           const Question& question,
                                           const Series& series) {
  v1::GetSeriesResponse response;
  *response.add_positions() = series.position;
  for (const Point& point : series.points) {
    v1::Totals* totals = response.add_years();
    *totals->add_positions() = series.position;
    totals->set_year(point.year);
    absl::Status filled;
    if (point.sum.view == nullptr) {
      totals->mutable_region()->set_code(question.request.region());
    } else if (point.office != YearTree::kNone) {
      filled =
          FillOfficePoint(context.catalog, filter, question, point, totals);
    } else {
      filled = FillTotals(context.catalog, filter, point.sum, totals);
    }
    if (!filled.ok()) return filled;
  }
  return response;
}

absl::StatusOr<Question> Check(const v1::GetSeriesRequest& request) {
  if (request.region().empty() == request.office().empty()) {
    return FieldInvalid("REGION_OR_OFFICE", "region",
                        "Either a region or an office is needed.",
                        "请填写地区或填报单位之一。");
  }
  if (!v1::Scope_IsValid(request.scope())) {
    return FieldInvalid("SCOPE_INVALID", "scope",
                        "There are SCOPE_OWN and SCOPE_AREA.",
                        "只有 SCOPE_OWN（本机关）和 SCOPE_AREA（本地区）。");
  }
  const absl::StatusOr<v1::Part> part = CheckPart(request.part());
  if (!part.ok()) return part.status();
  return Question{.request = request,
                  .part = *part,
                  .scope = request.scope() == v1::SCOPE_AREA ? v1::SCOPE_AREA
                                                             : v1::SCOPE_OWN};
}

}  // namespace

absl::StatusOr<v1::GetSeriesResponse> GetSeries(
    const AnswerContext& context, const v1::GetSeriesRequest& request) {
  const absl::StatusOr<Question> question = Check(request);
  if (!question.ok()) return question.status();
  const absl::StatusOr<FigureFilter> filter =
      FigureFilter::Create(context.catalog, request.figures());
  if (!filter.ok()) return filter.status();
  const absl::StatusOr<SeriesYears> chosen = ChooseYears(context, request);
  if (!chosen.ok()) return chosen.status();

  std::vector<int> years = chosen->candidates;
  if (chosen->last_with_reports) {
    // Something that exists and has no reports has a series of no years.
    const int last = request.last_year() != 0
                         ? request.last_year()
                         : base::ShanghaiYear(context.clock.Now());
    if (years.empty() || years.back() < last) years.push_back(last);
  }
  Series series;
  const absl::Status gathered = context.model.Read(
      years,
      [&](const Contents& contents,
          absl::Span<const YearViewPtr> views) -> absl::Status {
        return GatherPoints(*question, contents, views, years, &series);
      });
  if (!gathered.ok()) return gathered;
  if (chosen->last_with_reports) KeepLastWithReports(&series.points);
  return Fill(context, *filter, *question, series);
}

}  // namespace disclosure::query
