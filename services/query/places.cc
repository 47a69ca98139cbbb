// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/places.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/absl_strings.h"
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

// What a key begins with.
constexpr char kExactKey[] = "1 ";
constexpr char kOtherKey[] = "2 ";
constexpr size_t kKeyBytes = 2;

// An office of a list, and the key of its place in it: exact matches first.
struct FoundOffice {
  std::string key;
  int office;
  bool exact;
};

bool IsListed(const Places& places, int office, int region, int line) {
  const YearTree& tree = places.view->tree();
  const YearTree::Office& row = tree.offices()[office];
  return (region == YearTree::kNone ||
          tree.IsInSubtree(row.region(), region)) &&
         (line == kAllLines || row.line() == line);
}

FoundOffice Found(const Places& places, int office, bool exact) {
  const std::string_view id = places.view->tree().offices()[office].id();
  return {absl::StrCat(exact ? kExactKey : kOtherKey, base::ToAbsl(id)), office,
          exact};
}

// The offices that fit `text`, all of them, in order.
std::vector<FoundOffice> OfficesThatFit(const AnswerContext& context,
                                        const Places& places, int region,
                                        int line, const std::string& text) {
  int exact = 0;
  const int all = static_cast<int>(places.view->tree().offices().size());
  const std::vector<int> fitting =
      context.model.NamesOf(*places.registry, places.year)
          ->SearchOffices(text, all, &exact);
  std::vector<FoundOffice> found;
  for (size_t i = 0; i < fitting.size(); ++i) {
    if (!IsListed(places, fitting[i], region, line)) continue;
    found.push_back(Found(places, fitting[i], static_cast<int>(i) < exact));
  }
  std::ranges::sort(found, {}, &FoundOffice::key);
  return found;
}

// The first `most` offices from the one on that the key `after` names.
std::vector<FoundOffice> OfficesFrom(const Places& places, int region, int line,
                                     std::string_view after, size_t most) {
  if (after.starts_with(kOtherKey)) after.remove_prefix(kKeyBytes);
  std::vector<FoundOffice> found;
  for (const int office : places.view->OfficesFrom(region, after)) {
    if (found.size() == most) break;
    if (!IsListed(places, office, region, line)) continue;
    found.push_back(Found(places, office, false));
  }
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
  const absl::Status length = CheckLength("text", request.text());
  if (!length.ok()) return length;
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
  const absl::Status length = CheckLength("text", request.text());
  if (!length.ok()) return length;
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
  // One that the page before had, this page, and one to see that more follow.
  const size_t most = static_cast<size_t>(*page_size) + 2;
  for (const FoundOffice& found :
       request.text().empty()
           ? OfficesFrom(*places, *region, *line, *after, most)
           : OfficesThatFit(context, *places, *region, *line, request.text())) {
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
