// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/coverage.h"

#include <string>
#include <utility>
#include <vector>

#include "services/query/entries.h"
#include "services/query/paging.h"
#include "services/query/report_key.h"
#include "services/query/sums.h"

namespace disclosure::query {
namespace {

constexpr int kMissingUsual = 100;
constexpr int kMissingMost = 1000;
// Expected reports looked at for one page, while updates wait. Where almost all
// have filed, a page is shorter than asked for.
constexpr int kLookedAtMost = 10'000;

struct CoverageParts {
  v1::LogPosition position;
  RegistryPtr registry;
  Sum page;
  std::vector<Sum> children;
};

struct MissingPage {
  v1::LogPosition position;
  RegistryPtr registry;
  // The region's page, for the number of all.
  Sum page;
  std::vector<std::pair<int, v1::Scope>> reports;
  // The last report looked at, after which the next page begins.
  std::pair<int, v1::Scope> last;
  bool more = false;
};

void FillEntry(const Sum& sum, v1::CoverageEntry* entry) {
  FillRegionRef(sum.view->tree(), sum.region, entry->mutable_region());
  *entry->mutable_coverage() = CoverageOf(sum);
}

// The missing reports of the page after `after`, at most `page_size`.
void GatherMissing(const Contents& contents, const std::string& after,
                   int page_size, MissingPage* missing) {
  const Sum& page = missing->page;
  const YearView& view = *page.view;
  int looked_at = 0;
  for (const int office : view.OfficesFrom(page.region, OfficeOfKey(after))) {
    const YearTree::Office& row = view.tree().offices()[office];
    if (page.line != kAllLines && row.line() != page.line) continue;
    for (const v1::Scope scope : kScopes) {
      if (!view.IsExpected(office, scope) ||
          !view.IsOnPage(office, scope, page.region) ||
          ReportKey(row.id(), scope) <= after) {
        continue;
      }
      missing->more = looked_at++ == kLookedAtMost;
      if (missing->more) return;
      if (!contents.FindReport(page.year, row.id(), scope)) {
        missing->more = static_cast<int>(missing->reports.size()) == page_size;
        if (missing->more) return;
        missing->reports.emplace_back(office, scope);
      }
      missing->last = {office, scope};
    }
  }
}

// The page of a region, checked; `request` names region and line.
template <class Request>
absl::StatusOr<Sum> GatherPage(const Contents& contents,
                               const YearViewPtr& view, int year,
                               const Request& request) {
  const absl::StatusOr<int> region =
      FindRegion(*contents.registry(), *view, year, request.region());
  if (!region.ok()) return region.status();
  const absl::StatusOr<int> line = FindLine(*view, year, request.line());
  if (!line.ok()) return line.status();
  return GatherSum(contents, view, year, *region, *line, v1::PART_SUBTREE,
                   Counted::kPage);
}

}  // namespace

absl::StatusOr<v1::GetCoverageResponse> GetCoverage(
    const AnswerContext& context, const v1::GetCoverageRequest& request) {
  const absl::StatusOr<int> year = CheckYear(context, request.year());
  if (!year.ok()) return year.status();
  CoverageParts parts;
  const absl::Status gathered = context.model.Read(
      {*year},
      [&](const Contents& contents,
          absl::Span<const YearViewPtr> views) -> absl::Status {
        absl::StatusOr<Sum> page =
            GatherPage(contents, views[0], *year, request);
        if (!page.ok()) return page.status();
        for (const int child : views[0]->region(page->region).children()) {
          parts.children.push_back(GatherSum(contents, views[0], *year, child,
                                             page->line, v1::PART_SUBTREE,
                                             Counted::kContribution));
        }
        parts.page = *std::move(page);
        parts.position = contents.position();
        parts.registry = contents.registry();
        return absl::OkStatus();
      });
  if (!gathered.ok()) return gathered;

  v1::GetCoverageResponse response;
  *response.add_positions() = parts.position;
  response.set_due_date(DueDateText(*parts.registry, *year));
  FillEntry(parts.page, response.mutable_region());
  for (const Sum& child : parts.children) {
    FillEntry(child, response.add_children());
  }
  parts.page.counted = Counted::kOwn;
  *response.mutable_own() = CoverageOf(parts.page);
  return response;
}

absl::StatusOr<v1::ListMissingResponse> ListMissing(
    const AnswerContext& context, const v1::ListMissingRequest& request) {
  const absl::StatusOr<int> year = CheckYear(context, request.year());
  if (!year.ok()) return year.status();
  const absl::StatusOr<int> page_size =
      PageSize(request.page_size(), kMissingUsual, kMissingMost);
  if (!page_size.ok()) return page_size.status();
  const absl::StatusOr<std::string> after =
      ReadPageToken(request, request.page_token());
  if (!after.ok()) return after.status();

  MissingPage missing;
  const absl::Status gathered = context.model.Read(
      {*year},
      [&](const Contents& contents,
          absl::Span<const YearViewPtr> views) -> absl::Status {
        absl::StatusOr<Sum> page =
            GatherPage(contents, views[0], *year, request);
        if (!page.ok()) return page.status();
        missing.page = *std::move(page);
        missing.position = contents.position();
        missing.registry = contents.registry();
        GatherMissing(contents, *after, *page_size, &missing);
        return absl::OkStatus();
      });
  if (!gathered.ok()) return gathered;

  v1::ListMissingResponse response;
  *response.add_positions() = missing.position;
  response.set_due_date(DueDateText(*missing.registry, *year));
  response.set_total_count(CoverageOf(missing.page).missing());
  for (const auto& [office, scope] : missing.reports) {
    v1::MissingReport* entry = response.add_missing();
    FillOfficeEntry(missing.page.view->tree(), office, entry->mutable_office());
    entry->set_scope(scope);
  }
  if (missing.more) {
    const auto& [office, scope] = missing.last;
    const std::string_view id =
        missing.page.view->tree().offices()[office].id();
    response.set_next_page_token(NextPageToken(request, ReportKey(id, scope)));
  }
  return response;
}

}  // namespace disclosure::query
