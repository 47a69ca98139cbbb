// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/totals.h"

#include <string>
#include <vector>

#include "services/query/errors.h"
#include "services/query/figure_filter.h"
#include "services/query/paging.h"
#include "services/query/sums.h"

namespace disclosure::query {
namespace {

constexpr int kChildrenUsual = 100;
constexpr int kChildrenMost = 500;

absl::Status Fill(const AnswerContext& context, const Sum& sum,
                  const v1::LogPosition& position, v1::Totals* totals) {
  *totals->add_positions() = position;
  return FillTotals(context.catalog, FigureFilter(), sum, totals);
}

// Everything a ListTotals answers with, gathered at one position.
struct Family {
  v1::LogPosition position;
  Sum total;
  Sum own;
  std::vector<Sum> children;
  bool more = false;
};

// The children after `after`, at most `page_size`.
void GatherChildren(const Contents& contents, const YearViewPtr& view,
                    const std::string& after, int page_size, Family* family) {
  const Sum& top = family->total;
  for (const int child : view->region(top.region).children()) {
    if (view->region(child).code() <= after) continue;
    if (static_cast<int>(family->children.size()) == page_size) {
      family->more = true;
      return;
    }
    family->children.push_back(GatherSum(contents, view, top.year, child,
                                         top.line, v1::PART_SUBTREE,
                                         Counted::kContribution));
  }
}

absl::Status FillFamily(const AnswerContext& context, const Family& family,
                        v1::ListTotalsResponse* response) {
  *response->add_positions() = family.position;
  absl::Status filled =
      Fill(context, family.total, family.position, response->mutable_total());
  if (filled.ok()) {
    filled =
        Fill(context, family.own, family.position, response->mutable_own());
  }
  for (const Sum& child : family.children) {
    if (!filled.ok()) break;
    filled = Fill(context, child, family.position, response->add_children());
  }
  return filled;
}

}  // namespace

absl::StatusOr<v1::Part> CheckPart(v1::Part part) {
  if (part == v1::PART_UNSPECIFIED) return v1::PART_SUBTREE;
  if (v1::Part_IsValid(part)) return part;
  return FieldInvalid("PART_INVALID", "part",
                      "There are PART_SUBTREE and PART_OWN.",
                      "只有 PART_SUBTREE（全辖区）和 PART_OWN（本级）。");
}

absl::StatusOr<v1::GetTotalsResponse> GetTotals(
    const AnswerContext& context, const v1::GetTotalsRequest& request) {
  const absl::StatusOr<int> year = CheckYear(context, request.year());
  if (!year.ok()) return year.status();
  const absl::StatusOr<v1::Part> part = CheckPart(request.part());
  if (!part.ok()) return part.status();

  v1::LogPosition position;
  Sum sum;
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
        position = contents.position();
        sum = GatherSum(contents, views[0], *year, *region, *line, *part,
                        *part == v1::PART_OWN ? Counted::kOwn : Counted::kPage);
        return absl::OkStatus();
      });
  if (!gathered.ok()) return gathered;
  v1::GetTotalsResponse response;
  const absl::Status filled =
      Fill(context, sum, position, response.mutable_totals());
  if (!filled.ok()) return filled;
  return response;
}

absl::StatusOr<v1::ListTotalsResponse> ListTotals(
    const AnswerContext& context, const v1::ListTotalsRequest& request) {
  const absl::StatusOr<int> year = CheckYear(context, request.year());
  if (!year.ok()) return year.status();
  const absl::StatusOr<int> page_size =
      PageSize(request.page_size(), kChildrenUsual, kChildrenMost);
  if (!page_size.ok()) return page_size.status();
  const absl::StatusOr<std::string> after =
      ReadPageToken(request, request.page_token());
  if (!after.ok()) return after.status();

  Family family;
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
        family.position = contents.position();
        family.total = GatherSum(contents, views[0], *year, *region, *line,
                                 v1::PART_SUBTREE, Counted::kPage);
        family.own = family.total;
        family.own.part = v1::PART_OWN;
        family.own.counted = Counted::kOwn;
        GatherChildren(contents, views[0], *after, *page_size, &family);
        return absl::OkStatus();
      });
  if (!gathered.ok()) return gathered;
  v1::ListTotalsResponse response;
  const absl::Status filled = FillFamily(context, family, &response);
  if (!filled.ok()) return filled;
  if (family.more) {
    response.set_next_page_token(
        NextPageToken(request, response.children().rbegin()->region().code()));
  }
  return response;
}

}  // namespace disclosure::query
