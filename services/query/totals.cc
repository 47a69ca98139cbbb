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

// What a GetTotals answers with.
struct Single {
  v1::LogPosition position;
  Sum sum;
};

// Everything a ListTotals answers with, gathered at one position.
struct Family {
  v1::LogPosition position;
  Sum total;
  Sum own;
  std::vector<Sum> children;
  bool more = false;
};

absl::StatusOr<Single> GatherSingle(const AnswerContext& context,
                                    const v1::GetTotalsRequest& request) {
  const absl::StatusOr<int> year = CheckYear(context, request.year());
  if (!year.ok()) return year.status();
  const absl::StatusOr<v1::Part> part = CheckPart(request.part());
  if (!part.ok()) return part.status();

  Single single;
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
        single.position = contents.position();
        single.sum =
            GatherSum(contents, views[0], *year, *region, *line, *part,
                      *part == v1::PART_OWN ? Counted::kOwn : Counted::kPage);
        return absl::OkStatus();
      });
  if (!gathered.ok()) return gathered;
  return single;
}

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

absl::StatusOr<Family> GatherFamily(const AnswerContext& context,
                                    const v1::ListTotalsRequest& request) {
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
  return family;
}

// The fields of the answer beside the totals.
void FillRest(const v1::ListTotalsRequest& request, const Family& family,
              v1::ListTotalsResponse* response) {
  *response->add_positions() = family.position;
  if (!family.more) return;
  const Sum& last = family.children.back();
  response->set_next_page_token(
      NextPageToken(request, last.view->region(last.region).code()));
}

// Appends kept totals as a field of an answer. `positions` are the bytes of the
// field that they lack.
absl::Status AppendKept(const AnswerContext& context, KeptTotals& kept,
                        const Sum& sum, int field, const std::string& positions,
                        WireAnswer* answer) {
  const absl::StatusOr<SharedBytes> totals = kept.Of(context.catalog, sum);
  if (!totals.ok()) return totals.status();
  answer->AppendMessage(field, positions, *totals);
  return absl::OkStatus();
}

std::string PositionsField(const v1::LogPosition& position) {
  v1::Totals totals;
  *totals.add_positions() = position;
  return totals.SerializeAsString();
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
  const absl::StatusOr<Single> single = GatherSingle(context, request);
  if (!single.ok()) return single.status();
  v1::GetTotalsResponse response;
  const absl::Status filled =
      Fill(context, single->sum, single->position, response.mutable_totals());
  if (!filled.ok()) return filled;
  return response;
}

absl::StatusOr<v1::ListTotalsResponse> ListTotals(
    const AnswerContext& context, const v1::ListTotalsRequest& request) {
  const absl::StatusOr<Family> family = GatherFamily(context, request);
  if (!family.ok()) return family.status();
  v1::ListTotalsResponse response;
  FillRest(request, *family, &response);
  const auto fill = [&](const Sum& sum, v1::Totals* totals) {
    return Fill(context, sum, family->position, totals);
  };
  absl::Status filled = fill(family->total, response.mutable_total());
  if (filled.ok()) filled = fill(family->own, response.mutable_own());
  for (const Sum& child : family->children) {
    if (!filled.ok()) break;
    filled = fill(child, response.add_children());
  }
  if (!filled.ok()) return filled;
  return response;
}

absl::StatusOr<WireAnswer> GetTotalsOnWire(
    const AnswerContext& context, KeptTotals& kept,
    const v1::GetTotalsRequest& request) {
  const absl::StatusOr<Single> single = GatherSingle(context, request);
  if (!single.ok()) return single.status();
  WireAnswer answer;
  const absl::Status filled = AppendKept(
      context, kept, single->sum, v1::GetTotalsResponse::kTotalsFieldNumber,
      PositionsField(single->position), &answer);
  if (!filled.ok()) return filled;
  return answer;
}

absl::StatusOr<WireAnswer> ListTotalsOnWire(
    const AnswerContext& context, KeptTotals& kept,
    const v1::ListTotalsRequest& request) {
  using Response = v1::ListTotalsResponse;
  const absl::StatusOr<Family> family = GatherFamily(context, request);
  if (!family.ok()) return family.status();
  WireAnswer answer;
  const std::string positions = PositionsField(family->position);
  const auto append = [&](const Sum& sum, int field) {
    return AppendKept(context, kept, sum, field, positions, &answer);
  };
  absl::Status filled = append(family->total, Response::kTotalFieldNumber);
  if (filled.ok()) filled = append(family->own, Response::kOwnFieldNumber);
  for (const Sum& child : family->children) {
    if (!filled.ok()) break;
    filled = append(child, Response::kChildrenFieldNumber);
  }
  if (!filled.ok()) return filled;
  Response rest;
  FillRest(request, *family, &rest);
  answer.AppendFields(rest.SerializeAsString());
  return answer;
}

}  // namespace disclosure::query
