// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "bench/loadgen/divisions.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/file.h"
#include "nlohmann/json.hpp"

namespace disclosure::loadgen {
namespace {

using Json = nlohmann::json;

// The text in `item` under `key`; empty if there is none.
std::string Text(const Json& item, const char* key) {
  const auto found = item.find(key);
  return found != item.end() && found->is_string() ? found->get<std::string>()
                                                   : std::string();
}

absl::Status NoList(const std::string& path, const std::string& why) {
  return absl::InvalidArgumentError(
      absl::StrCat(path, " is not a list of divisions: ", why));
}

// `divisions` is ordered by code.
bool Has(const std::vector<Division>& divisions, const std::string& code) {
  const auto at =
      std::lower_bound(divisions.begin(), divisions.end(), code,
                       [](const Division& division, const std::string& sought) {
                         return division.code < sought;
                       });
  return at != divisions.end() && at->code == code;
}

// `parent_key`: the member that names the division above; nullptr: none.
absl::StatusOr<std::vector<Division>> ReadList(
    const std::string& path, const char* parent_key,
    const std::vector<Division>& parents) {
  auto text = base::ReadFile(path);
  if (!text.ok()) return text.status();
  const Json list = Json::parse(*text, nullptr, /*allow_exceptions=*/false);
  if (!list.is_array()) return NoList(path, "a JSON array was expected");
  std::vector<Division> divisions;
  divisions.reserve(list.size());
  for (const Json& item : list) {
    if (!item.is_object()) return NoList(path, "an item is not an object");
    Division division = {.code = Text(item, "code"),
                         .name = Text(item, "name"),
                         .parent = parent_key ? Text(item, parent_key) : ""};
    if (division.code.empty() || division.name.empty()) {
      return NoList(path, "an item has no code or no name");
    }
    const bool known = parent_key == nullptr || Has(parents, division.parent);
    if (!known) return NoList(path, division.code + " is below nothing known");
    divisions.push_back(std::move(division));
  }
  std::sort(
      divisions.begin(), divisions.end(),
      [](const Division& a, const Division& b) { return a.code < b.code; });
  return divisions;
}

}  // namespace

absl::StatusOr<Divisions> ReadDivisions(const std::string& folder) {
  const std::string dist = folder + "/dist";
  const std::string place = std::filesystem::is_directory(dist) ? dist : folder;
  Divisions divisions;
  struct List {
    const char* file;
    const char* parent_key;
    const std::vector<Division>* parents;
    std::vector<Division>* divisions;
  };
  const List lists[] = {
      {"provinces.json", nullptr, nullptr, &divisions.provinces},
      {"cities.json", "provinceCode", &divisions.provinces, &divisions.cities},
      {"areas.json", "cityCode", &divisions.cities, &divisions.counties},
      {"streets.json", "areaCode", &divisions.counties, &divisions.towns}};
  for (const List& list : lists) {
    static const std::vector<Division> kNone;
    auto read = ReadList(absl::StrCat(place, "/", list.file), list.parent_key,
                         list.parents == nullptr ? kNone : *list.parents);
    if (!read.ok()) return read.status();
    *list.divisions = *std::move(read);
  }
  return divisions;
}

void AddWideCounty(int towns, Divisions* divisions) {
  if (towns <= 0 || divisions->cities.empty()) return;
  const std::string& city = divisions->cities.front().code;
  const std::string code = city + "99";
  divisions->counties.push_back({code, "样例区", city});
  for (int i = 1; i <= towns; ++i) {
    divisions->towns.push_back({absl::StrFormat("%s%03d", code, i),
                                absl::StrCat("样例", i, "街道"), code});
  }
}

}  // namespace disclosure::loadgen
