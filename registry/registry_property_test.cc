// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Random changes of a small registry against the simplest model of one: every
// row in a map, every year judged and printed from scratch. Apply must accept
// exactly what the model finds right, and then every year's tree and expected
// reports must be the model's.

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/absl_strings.h"
#include "gtest/gtest.h"
#include "registry/expected.h"
#include "registry/registry.h"
#include "registry/test_rows.h"
#include "registry/year_tree.h"

namespace disclosure::registry {
namespace {

// Rows begin or end in 2018 to 2022: these years stand for all.
constexpr int kYears[] = {0,    1900, 2017, 2018, 2019,
                          2020, 2021, 2022, 2023, 9999};
const char* const kLines[] = {"公安", "教育", "街道乡镇"};

using Key = std::pair<std::string, int>;

struct Model {
  std::map<Key, v1::RegionRow> regions;
  std::map<Key, v1::OfficeRow> offices;
  // Office, year, area.
  std::set<std::tuple<std::string, int, bool>> reports;
};

// The model in one year.
struct ModelYear {
  std::map<std::string, v1::RegionRow> regions;
  std::map<std::string, v1::OfficeRow> offices;
  bool right = true;

  ModelYear(const Model& model, int year) {
    const auto valid = [year](const auto& row) {
      return row.first_year() <= year &&
             (row.last_year() == 0 || year <= row.last_year());
    };
    for (const auto& [key, row] : model.regions) {
      if (valid(row)) right &= regions.emplace(key.first, row).second;
    }
    for (const auto& [key, row] : model.offices) {
      if (valid(row)) right &= offices.emplace(key.first, row).second;
    }
    std::set<std::string> areas;
    for (const auto& [code, row] : regions) {
      right &= row.parent().empty() || regions.contains(row.parent());
      right &= row.run_by().empty() || regions.contains(row.run_by());
      if (right) right &= !IsAboveItself(code);
    }
    for (const auto& [id, row] : offices) {
      right &= regions.contains(row.region());
      if (row.reports_area() && !row.not_counted()) {
        right &= areas.insert(row.region()).second;
      }
    }
    for (const auto& [office, report_year, area] : model.reports) {
      if (report_year != year) continue;
      const auto at = offices.find(office);
      right &= at != offices.end() &&
               (area ? at->second.reports_area() : at->second.reports_own());
    }
  }

  bool IsAboveItself(const std::string& code) const {
    std::string at = regions.at(code).parent();
    for (size_t i = 0; i <= regions.size() && !at.empty(); ++i) {
      if (at == code) return true;
      if (!regions.contains(at)) return false;
      at = regions.at(at).parent();
    }
    return false;
  }

  std::vector<std::string> Children(const std::string& parent) const {
    std::vector<std::string> children;
    for (const auto& [code, row] : regions) {
      if (row.parent() == parent) children.push_back(code);
    }
    return children;
  }

  // Expected reports by the definition, of one line or of all ("").
  int Own(const std::string& code, const std::string& line) const {
    int own = 0;
    for (const auto& [id, row] : offices) {
      own += row.region() == code && !row.not_counted() && row.reports_own() &&
             (line.empty() || row.line() == line);
    }
    return own;
  }
  int Area(const std::string& code, const std::string& line) const {
    int area = 0;
    for (const auto& [id, row] : offices) {
      area += row.region() == code && !row.not_counted() &&
              row.reports_area() && (line.empty() || row.line() == line);
    }
    return area;
  }
  int Parts(const std::string& code, const std::string& line) const {
    int parts = Own(code, line);
    for (const std::string& child : Children(code)) {
      parts += regions.at(child).counted_by() == v1::COUNTED_BY_AREA
                   ? Area(child, line)
                   : Parts(child, line);
    }
    return parts;
  }

  // The subtree below a code, as Print(tree) does it.
  void Print(const std::string& parent, int depth, std::string& out) const {
    for (const std::string& code : Children(parent)) {
      absl::StrAppend(&out, depth, " ", code, " ", regions.at(code).name());
      for (const auto& [id, row] : offices) {
        if (row.region() == code) {
          absl::StrAppend(&out, " ", id, "/", row.line(), "/",
                          row.not_counted());
        }
      }
      for (const std::string line : {"", kLines[0], kLines[1], kLines[2]}) {
        absl::StrAppend(&out, " ", Own(code, line), "+", Parts(code, line), "+",
                        Area(code, line));
      }
      absl::StrAppend(&out, "\n");
      Print(code, depth + 1, out);
    }
  }
};

std::string Print(const YearTree& tree) {
  const Expected expected(tree);
  std::string out;
  for (size_t r = 0; r < tree.regions().size(); ++r) {
    const YearTree::Region& region = tree.regions()[r];
    absl::StrAppend(&out, region.depth(), " ", region.code(), " ",
                    region.name());
    for (int o = region.offices_begin(); o < region.offices_end(); ++o) {
      const YearTree::Office& office = tree.offices()[o];
      absl::StrAppend(&out, " ", base::ToAbsl(office.id()), "/",
                      tree.lines()[office.line()], "/", !office.counts());
    }
    const int number = static_cast<int>(r);
    const auto add = [&out](const ExpectedReports& reports) {
      absl::StrAppend(&out, " ", reports.own, "+", reports.parts, "+",
                      reports.area);
    };
    add(expected.Of(number));
    for (const char* line : kLines) {
      add(expected.Of(number, tree.FindLine(line)));
    }
    absl::StrAppend(&out, "\n");
  }
  return out;
}

void ExpectLinked(const YearTree& tree) {
  const int count = static_cast<int>(tree.regions().size());
  for (int r = 0; r < count; ++r) {
    const YearTree::Region& region = tree.regions()[r];
    ASSERT_EQ(tree.FindRegion(region.code()), r);
    for (const int child : region.children()) {
      ASSERT_EQ(tree.regions()[child].parent(), r);
    }
    int offices = 0;
    for (int other = 0; other < count; ++other) {
      bool below = false;
      for (int up = other; up != YearTree::kNone;
           up = tree.regions()[up].parent()) {
        below |= up == r;
      }
      ASSERT_EQ(tree.IsInSubtree(other, r), below);
      if (below) {
        offices += tree.regions()[other].offices_end() -
                   tree.regions()[other].offices_begin();
      }
    }
    ASSERT_EQ(region.subtree_offices_end() - region.offices_begin(), offices);
  }
}

class RandomRows {
 public:
  explicit RandomRows(int seed) : random_(seed) {}

  int Below(int n) { return static_cast<int>(random_() % n); }

  v1::RegistryRows Next() {
    Rows rows;
    const int count = 1 + Below(3);
    for (int i = 0; i < count; ++i) {
      if (Below(3) > 0) {
        rows.Region(Code(), Below(4) == 0 ? "" : Code(),
                    {.name = Below(2) == 0 ? "x" : "y",
                     .years = Years(),
                     .by_area = Below(3) == 0,
                     .run_by = Below(8) == 0 ? Code() : ""});
      } else {
        const char* const reports[] = {"own", "own", "area", "own+area"};
        rows.Office(absl::StrCat("o", Below(9)), Code(),
                    {.years = Years(),
                     .reports = reports[Below(4)],
                     .counts = Below(4) > 0,
                     .line = kLines[Below(3)]});
      }
    }
    return rows;
  }

 private:
  std::string Code() { return absl::StrCat("r", Below(8)); }

  TestYears Years() {
    if (Below(3) > 0) return {};
    const int first = Below(2) == 0 ? 0 : 2018 + Below(4);
    const int last = Below(2) == 0 ? 0 : std::max(2018, first) + Below(3);
    return {first, last};
  }

  std::mt19937 random_;
};

// The model with the rows in it; false if a row stands twice.
bool Put(const v1::RegistryRows& rows, Model& model) {
  std::set<Key> seen;
  for (const v1::RegionRow& row : rows.regions()) {
    if (!seen.emplace(row.code(), row.first_year()).second) return false;
    model.regions[{row.code(), row.first_year()}] = row;
  }
  for (const v1::OfficeRow& row : rows.offices()) {
    if (!seen.emplace(row.id(), row.first_year()).second) return false;
    model.offices[{row.id(), row.first_year()}] = row;
  }
  return true;
}

// What is valid in a year, without when.
std::string Essence(const ModelYear& year) {
  std::string out;
  for (auto [code, row] : year.regions) {
    row.clear_first_year();
    row.clear_last_year();
    absl::StrAppend(&out, row.SerializeAsString(), "|");
  }
  for (auto [id, row] : year.offices) {
    row.clear_first_year();
    row.clear_last_year();
    absl::StrAppend(&out, row.SerializeAsString(), "|");
  }
  return out;
}

// One that is restored from shuffled rows goes on as the other does.
void ExpectRestored(const Registry& registry, RandomRows* random) {
  const v1::RegistryRows all = registry.ToRows();
  AllRows rows = ToAllRows(all);
  std::reverse(rows.regions.begin(), rows.regions.end());
  std::reverse(rows.offices.begin(), rows.offices.end());
  const auto restored = Registry::Restore(std::move(rows));
  ASSERT_NE(restored, nullptr);
  EXPECT_EQ(restored->ToRows().SerializeAsString(), all.SerializeAsString());
  for (const int year : kYears) {
    EXPECT_EQ(Print(*restored->ForYear(year)), Print(*registry.ForYear(year)));
  }
  for (int round = 0; round < 200; ++round) {
    const v1::RegistryRows next = random->Next();
    const auto mine = restored->Apply(next);
    const auto theirs = registry.Apply(next);
    ASSERT_TRUE(mine.ok() && theirs.ok());
    ASSERT_EQ(mine->problems.size(), theirs->problems.size())
        << next.DebugString();
    for (const int year : kYears) {
      ASSERT_EQ(mine->registry->ForYear(year) == restored->ForYear(year),
                theirs->registry->ForYear(year) == registry.ForYear(year));
    }
  }
}

class RegistryPropertyTest : public ::testing::TestWithParam<int> {};

TEST_P(RegistryPropertyTest, AgreesWithTheModel) {
  SCOPED_TRACE(absl::StrCat("seed ", GetParam()));
  RandomRows random(GetParam());
  Model model;
  std::shared_ptr<const Registry> registry = Registry::Empty();
  int accepted = 0;
  for (int round = 0; round < 600; ++round) {
    SCOPED_TRACE(absl::StrCat("round ", round));
    const v1::RegistryRows rows = random.Next();
    Model next = model;
    bool right = Put(rows, next);
    for (const int year : kYears) right &= ModelYear(next, year).right;

    std::map<int, std::shared_ptr<const YearTree>> before;
    for (const int year : kYears) before[year] = registry->ForYear(year);
    const auto applied = registry->Apply(rows, [&model](const std::string& id) {
      std::vector<FiledReport> reports;
      for (const auto& [office, year, area] : model.reports) {
        if (office == id) reports.push_back({year, area});
      }
      return reports;
    });
    ASSERT_TRUE(applied.ok());
    ASSERT_EQ(applied->problems.empty(), right)
        << rows.DebugString()
        << (applied->problems.empty() ? "" : applied->problems[0].en);
    if (!right) continue;
    ++accepted;
    registry = applied->registry;
    for (const int year : kYears) {
      SCOPED_TRACE(absl::StrCat("year ", year));
      const ModelYear model_year(next, year);
      const auto tree = registry->ForYear(year);
      std::string wanted;
      model_year.Print("", 0, wanted);
      ASSERT_EQ(Print(*tree), wanted);
      ExpectLinked(*tree);
      if (Essence(ModelYear(model, year)) == Essence(model_year)) {
        ASSERT_EQ(tree, before[year]);
      }
    }
    model = std::move(next);
    // An office files a report that is expected of it.
    const int year = 2017 + random.Below(7);
    for (const auto& [id, row] : ModelYear(model, year).offices) {
      if (random.Below(30) == 0) {
        model.reports.emplace(id, year, !row.reports_own());
      }
    }
  }
  EXPECT_GT(accepted, 60);
  const v1::RegistryRows all = registry->ToRows();
  EXPECT_EQ(Of(all)->ToRows().SerializeAsString(), all.SerializeAsString());
  ExpectRestored(*registry, &random);
}

// So many rows are not judged again.
TEST(RegistryTest, ManyLoggedRowsDoWhatApplyDoes) {
  Rows before;
  Rows more;
  for (int i = 0; i < 12'000; ++i) {
    before.Region(absl::StrCat("r", i), i == 0 ? "" : "r0");
    more.Region(absl::StrCat("r", 6'000 + i), "r0", {.name = "renamed"});
  }
  before.Office("o1", "r1");
  const auto first = Registry::Empty()->ApplyLogged(before);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(Print(*first->registry->ForYear(2020)),
            Print(*Of(before)->ForYear(2020)));
  const auto second = first->registry->ApplyLogged(more);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->registry->ToRows().SerializeAsString(),
            With(Of(before), more)->ToRows().SerializeAsString());
  Rows twice = more;
  twice.Region("r6000", "r0");
  const auto refused = first->registry->ApplyLogged(twice);
  ASSERT_TRUE(refused.ok());
  EXPECT_FALSE(refused->problems.empty());
}

// A log or a folder with such rows was not written by this program: whoever
// reads it says so instead of failing later.
TEST(RegistryTest, RowsThatContradictEachOtherAreNoRegistry) {
  const auto restore = [](const Rows& rows) {
    return Registry::Restore(ToAllRows(rows));
  };
  EXPECT_EQ(restore(Rows().Region("r", "nowhere")), nullptr);
  EXPECT_EQ(restore(Rows().Region("r", "").Office("o", "nowhere")), nullptr);
  EXPECT_EQ(
      restore(Rows().Region("r", "", {.years = {2020, 0}}).Office("o", "r")),
      nullptr);
  EXPECT_EQ(restore(Rows().Region("a", "b").Region("b", "a")), nullptr);
  EXPECT_EQ(restore(Rows()
                        .Region("r", "", {.years = {0, 2020}})
                        .Region("r", "", {.years = {2020, 0}})),
            nullptr);
  // Above one another in turn is no contradiction.
  EXPECT_NE(restore(Rows()
                        .Region("a", "", {.years = {0, 2019}})
                        .Region("a", "b", {.years = {2020, 0}})
                        .Region("b", "a", {.years = {0, 2019}})
                        .Region("b", "", {.years = {2020, 0}})),
            nullptr);
}

TEST(RegistryTest, ManyLoggedRowsThatContradictEachOtherAreRefused) {
  Rows rows;
  for (int i = 0; i < 12'000; ++i) rows.Region(absl::StrCat("r", i), "");
  rows.Office("o1", "nowhere");
  const auto refused = Registry::Empty()->ApplyLogged(rows);
  ASSERT_TRUE(refused.ok());
  EXPECT_FALSE(refused->problems.empty());
}

TEST(RegistryTest, RowsThatAreThereTwiceAreNoRegistry) {
  Rows rows;
  rows.Region("r", "");
  AllRows all = ToAllRows(rows);
  EXPECT_NE(Registry::Restore(all), nullptr);
  all.regions.push_back(all.regions.front());
  EXPECT_EQ(Registry::Restore(all), nullptr);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RegistryPropertyTest,
                         ::testing::Values(1, 2, 3, 4));

}  // namespace
}  // namespace disclosure::registry
