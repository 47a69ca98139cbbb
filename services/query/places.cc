// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/places.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "registry/names.h"
#include "services/query/entries.h"
#include "services/query/errors.h"
#include "services/query/paging.h"

namespace disclosure::query {
namespace {

constexpr int kPlacesUsual = 100;
constexpr int kPlacesMost = 1000;
constexpr int kFoundUsual = 20;
constexpr int kFoundMost = 100;

// The registry of a year, at one position.
struct Places {
  v1::LogPosition position;
  RegistryPtr registry;
  YearViewPtr view;
  int year = 0;
};

absl::StatusOr<Places> GatherPlaces(const AnswerContext& context,
                                    int64_t wanted_year) {
  const absl::StatusOr<int> year = YearOrCurrent(context, wanted_year);
  if (!year.ok()) return year.status();
  Places places;
  places.year = *year;
  const absl::Status gathered = context.model.Read(
      {*year},
      [&](const Contents& contents,
          absl::Span<const YearViewPtr> views) -> absl::Status {
        places.position = contents.position();
        places.registry = contents.registry();
        places.view = views[0];
        return absl::OkStatus();
      });
  if (!gathered.ok()) return gathered;
  return places;
}

// The region of that code; all of them for an empty code.
absl::StatusOr<int> RegionOrAll(const Places& places, const std::string& code) {
  if (code.empty()) return YearTree::kNone;
  return FindRegion(*places.registry, *places.view, places.year, code);
}

std::vector<int> RegionsToList(const Places& places, int region,
                               bool recursive) {
  if (recursive) return places.view->RegionsBelow(region);
  const absl::Span<const int> children =
      region == YearTree::kNone ? places.view->tree().roots()
                                : places.view->region(region).children();
  return std::vector<int>(children.begin(), children.end());
}

// An office of a list, and the key of its place in it: exact matches first.
struct FoundOffice {
  std::string key;
  int office;
  bool exact;
};

std::vector<FoundOffice> OfficesFor(const AnswerContext& context,
                                    const Places& places, int region, int line,
                                    const std::string& text) {
  const YearTree& tree = places.view->tree();
  std::vector<int> candidates;
  int exact = 0;
  if (text.empty()) {
    candidates = places.view->OfficesBelow(region);
  } else {
    candidates = context.model.NamesOf(*places.registry, places.year)
                     ->SearchOffices(
                         text, static_cast<int>(tree.offices().size()), &exact);
  }
  std::vector<FoundOffice> found;
  for (size_t i = 0; i < candidates.size(); ++i) {
    const YearTree::Office& office = tree.offices()[candidates[i]];
    if (region != YearTree::kNone &&
        !tree.IsInSubtree(office.region(), region)) {
      continue;
    }
    if (line != kAllLines && office.line() != line) continue;
    const bool is_exact = static_cast<int>(i) < exact;
    found.push_back({absl::StrCat(is_exact ? "1 " : "2 ", office.id()),
                     candidates[i], is_exact});
  }
  std::ranges::sort(found, {}, &FoundOffice::key);
  return found;
}

}  // namespace

absl::StatusOr<v1::QueryServiceListRegionsResponse> ListRegions(
    const AnswerContext& context,
    const v1::QueryServiceListRegionsRequest& request) {
  const absl::StatusOr<int> page_size =
      PageSize(request.page_size(), kPlacesUsual, kPlacesMost);
  if (!page_size.ok()) return page_size.status();
  const absl::StatusOr<std::string> after =
      ReadPageToken(request, request.page_token());
  if (!after.ok()) return after.status();
  const absl::StatusOr<Places> places = GatherPlaces(context, request.year());
  if (!places.ok()) return places.status();
  const absl::StatusOr<int> region = RegionOrAll(*places, request.region());
  if (!region.ok()) return region.status();

  const YearTree& tree = places->view->tree();
  v1::QueryServiceListRegionsResponse response;
  *response.add_positions() = places->position;
  for (const int below : RegionsToList(*places, *region, request.recursive())) {
    if (tree.regions()[below].code() <= *after) continue;
    if (response.regions_size() == *page_size) {
      response.set_next_page_token(
          NextPageToken(request, response.regions().rbegin()->region().code()));
      break;
    }
    FillRegionEntry(tree, below, response.add_regions());
  }
  return response;
}

absl::StatusOr<v1::SearchRegionsResponse> SearchRegions(
    const AnswerContext& context, const v1::SearchRegionsRequest& request) {
  const absl::StatusOr<int> limit =
      PageSize(request.page_size(), kFoundUsual, kFoundMost);
  if (!limit.ok()) return limit.status();
  if (request.text().empty()) {
    return FieldInvalid("TEXT_MISSING", "text", "A code or a name is needed.",
                        "请填写代码或名称。");
  }
  const absl::StatusOr<Places> places = GatherPlaces(context, request.year());
  if (!places.ok()) return places.status();
  v1::SearchRegionsResponse response;
  *response.add_positions() = places->position;
  int exact = 0;
  const auto names = context.model.NamesOf(*places->registry, places->year);
  for (const int region :
       names->SearchRegions(request.text(), *limit, &exact)) {
    FillRegionEntry(names->tree(), region, response.add_regions());
  }
  response.set_exact(exact);
  return response;
}

absl::StatusOr<v1::QueryServiceListOfficesResponse> ListOffices(
    const AnswerContext& context,
    const v1::QueryServiceListOfficesRequest& request) {
  const absl::StatusOr<int> page_size =
      PageSize(request.page_size(), kPlacesUsual, kPlacesMost);
  if (!page_size.ok()) return page_size.status();
  const absl::StatusOr<std::string> after =
      ReadPageToken(request, request.page_token());
  if (!after.ok()) return after.status();
  const absl::StatusOr<Places> places = GatherPlaces(context, request.year());
  if (!places.ok()) return places.status();
  const absl::StatusOr<int> region = RegionOrAll(*places, request.region());
  if (!region.ok()) return region.status();
  const absl::StatusOr<int> line =
      FindLine(*places->view, places->year, request.line());
  if (!line.ok()) return line.status();

  v1::QueryServiceListOfficesResponse response;
  *response.add_positions() = places->position;
  std::string last_key;
  for (const FoundOffice& found :
       OfficesFor(context, *places, *region, *line, request.text())) {
    if (found.key <= *after) continue;
    if (response.offices_size() == *page_size) {
      response.set_next_page_token(NextPageToken(request, last_key));
      break;
    }
    FillOfficeEntry(places->view->tree(), found.office, response.add_offices());
    if (found.exact) response.set_exact(response.exact() + 1);
    last_key = found.key;
  }
  return response;
}

}  // namespace disclosure::query
