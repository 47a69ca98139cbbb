// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/repair.h"

#include <algorithm>
#include <functional>
#include <iostream>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "form/check.h"
#include "form/report_file.h"
#include "form/testdata/balanced_figures.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace disclosure::form {
namespace {

using testdata::BalancedFigures;
using testdata::EditionsOf;
using testdata::ReadFile;
using testdata::ReportOf;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int64_t kLargest = 1'000'000'000'000;

const Catalog& TheCatalog() { return **Catalog::BuiltIn(); }

int CellAt(std::string_view path) { return TheCatalog().FindPath(path)->index; }

v1::Editions Editions2021() {
  return EditionsOf(v1::EDITION_2021, v1::EDITION_2021);
}

bool Balances(const v1::Editions& editions, const FigureVector& figures) {
  return CountErrors(Check(TheCatalog(), ReportOf(editions, figures, 2022),
                           {.current_year = 2025})) == 0;
}

std::vector<Repair> Find(const FigureVector& figures, int most = 3) {
  return FindRepairs(TheCatalog(), figures, Editions2021(),
                     {.largest = kLargest, .most = most});
}

FigureVector Balanced(uint64_t seed, int64_t most) {
  std::mt19937_64 random(seed);
  return BalancedFigures(Editions2021(), most, &random);
}

TEST(RepairTest, BalancedFiguresNeedNone) {
  EXPECT_THAT(Find(Balanced(1, 50)), IsEmpty());
  EXPECT_THAT(Find(FigureVector(TheCatalog())), IsEmpty());
}

TEST(RepairTest, ATotalLeftZeroIsTheOnlyCellToChange) {
  const auto reports =
      ReadReports(TheCatalog(), "row-total-wrong.json",
                  ReadFile("testdata/damaged/row-total-wrong.json"));
  ASSERT_TRUE(reports.ok()) << reports.status();
  const v1::AnnualReport& report = reports->at(0);
  const FigureVector figures = *FromMessage(TheCatalog(), report.figures());
  const auto repairs =
      FindRepairs(TheCatalog(), figures, report.editions(), {});
  ASSERT_THAT(repairs, SizeIs(1));
  EXPECT_EQ(repairs[0].slip, Slip::kTotalWrong);
  EXPECT_THAT(
      repairs[0].changes,
      ::testing::ElementsAre(Change{
          CellAt("requests.denied_third_party_rights.total"), 0, 1, false}));
}

TEST(RepairTest, NeighboursSwappedComeBeforeOtherPairs) {
  const FigureVector original = Balanced(7, 50);
  FigureVector figures = original;
  const int a = CellAt("requests.granted_in_full.natural_person");
  const int b = CellAt("requests.granted_in_full.business");
  ASSERT_NE(original.value(a), original.value(b));
  figures.Set(a, original.value(b));
  figures.Set(b, original.value(a));
  const auto repairs = Find(figures);
  ASSERT_FALSE(repairs.empty());
  EXPECT_EQ(repairs[0].slip, Slip::kCellsSwapped);
  EXPECT_EQ(Apply(repairs[0], figures), original);
}

TEST(RepairTest, TwoTablesArePutRightApart) {
  const FigureVector original = Balanced(8, 50);
  FigureVector figures = original;
  figures.Set(CellAt("disputes.administrative_review.total"), 0);
  figures.Set(CellAt("requests.declined_publication.total"), 0);
  const auto repairs = Find(figures);
  ASSERT_FALSE(repairs.empty());
  EXPECT_EQ(Apply(repairs[0], figures), original);
}

// Not even where filling it would be one change and no other single one helps
// less.
TEST(RepairTest, ABlankCellIsFilledIfNoFilledOneExplainsIt) {
  const FigureVector original = Balanced(9, 50);
  FigureVector figures = original;
  const int cell = CellAt("requests.denied_state_secret.business");
  ASSERT_NE(original.value(cell), 0);
  figures.Clear(cell);
  const auto repairs = Find(figures);
  ASSERT_THAT(repairs, SizeIs(1));
  EXPECT_TRUE(repairs[0].changes[0].was_blank);
  EXPECT_EQ(Apply(repairs[0], figures), original);
}

TEST(RepairTest, NothingIsProposedThatNeedsANegativeOrTooLargeFigure) {
  FigureVector figures(TheCatalog());
  for (const char* column : {"upheld", "corrected", "other_outcome"}) {
    figures.Set(CellAt(std::string("disputes.administrative_review.") + column),
                kLargest);
  }
  figures.Set(CellAt("disputes.administrative_review.pending"), 0);
  figures.Set(CellAt("disputes.administrative_review.total"), 1);
  for (const Repair& repair : Find(figures)) {
    for (const Change& change : repair.changes) {
      EXPECT_GE(change.to, 0);
      EXPECT_LE(change.to, kLargest);
    }
  }
}

TEST(RepairTest, GivesUpOnAReportThatIsWrongEverywhere) {
  const auto reports =
      ReadReports(TheCatalog(), "all-equations-fail.json",
                  ReadFile("testdata/damaged/all-equations-fail.json"));
  ASSERT_TRUE(reports.ok()) << reports.status();
  EXPECT_THAT(FindRepairs(TheCatalog(),
                          *FromMessage(TheCatalog(), (*reports)[0].figures()),
                          (*reports)[0].editions(), {}),
              IsEmpty());
}

// Every single change there is, tried one by one, in a block of table 4.
TEST(RepairPropertyTest, FindsAsFewChangesAsTryingThemAll) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<int64_t> any(0, 6);
  std::vector<int> cells;
  for (const char* column :
       {"upheld", "corrected", "other_outcome", "pending", "total"}) {
    cells.push_back(
        CellAt(std::string("disputes.administrative_review.") + column));
  }
  for (int round = 0; round < 200; ++round) {
    FigureVector figures(TheCatalog());
    for (int cell : cells) figures.Set(cell, any(random));
    const auto sum = [&](const FigureVector& of) {
      int64_t excess = -of.value(cells[4]);
      for (int i = 0; i < 4; ++i) excess += of.value(cells[i]);
      return excess;
    };
    std::vector<std::pair<int, int64_t>> expected;
    for (int cell : cells) {
      for (int64_t to = 0; to <= 24 && sum(figures) != 0; ++to) {
        FigureVector changed = figures;
        changed.Set(cell, to);
        if (sum(changed) == 0) expected.emplace_back(cell, to);
      }
    }
    std::vector<std::pair<int, int64_t>> found;
    for (const Repair& repair : Find(figures, 100)) {
      ASSERT_THAT(repair.changes, SizeIs(1));
      found.emplace_back(repair.changes[0].cell, repair.changes[0].to);
    }
    EXPECT_THAT(found, ::testing::UnorderedElementsAreArray(expected));
  }
}

// Slips that people make. Each changes the figures, or says that it cannot.
class Pen {
 public:
  explicit Pen(uint64_t seed) : random_(seed) {
    for (const Equation& equation : TheCatalog().equations()) {
      if (!equation.is_sum || equation.row < 0) continue;
      if (!TheCatalog().Asks(equation, Editions2021())) continue;
      rows_.push_back(&equation);
    }
  }

  FigureVector Balanced() {
    return BalancedFigures(Editions2021(), 50, &random_);
  }

  bool LeaveTotalZero(FigureVector* figures) {
    return Put(Row().right[0], 0, figures);
  }

  bool TransposeDigits(FigureVector* figures) {
    const int cell = AnyOf(Row().left);
    const int64_t value = figures->value(cell);
    return value >= 10 && Put(cell, value % 10 * 10 + value / 10, figures);
  }

  bool DropDigit(FigureVector* figures) {
    const int cell = AnyOf(Row().left);
    return figures->value(cell) >= 10 &&
           Put(cell, figures->value(cell) / 10, figures);
  }

  bool Swap(FigureVector* figures) {
    const std::vector<int>& row = Row().left;
    const size_t i = Below(row.size() - 1);
    const int64_t left = figures->value(row[i]);
    return Put(row[i], figures->value(row[i + 1]), figures) &&
           Put(row[i + 1], left, figures);
  }

  bool Shift(FigureVector* figures) {
    const std::vector<int>& row = Row().left;
    const FigureVector before = *figures;
    for (size_t i = row.size(); i-- > 0;) {
      figures->Set(row[i], i == 0 ? 0 : before.value(row[i - 1]));
    }
    return true;
  }

  size_t Below(size_t limit) { return random_() % limit; }

 private:
  const Equation& Row() { return *rows_[Below(rows_.size())]; }
  int AnyOf(const std::vector<int>& cells) {
    return cells[Below(cells.size())];
  }
  static bool Put(int cell, int64_t value, FigureVector* figures) {
    const bool changes = figures->value(cell) != value;
    figures->Set(cell, value);
    return changes;
  }

  std::mt19937_64 random_;
  std::vector<const Equation*> rows_;
};

using Damage = std::function<bool(Pen*, FigureVector*)>;

// How often, of `rounds`, the original is the first proposal and among the
// first three. Every proposal must satisfy the check.
std::pair<int, int> Measure(Pen* pen, int rounds, const Damage& damage) {
  int first = 0;
  int among = 0;
  for (int round = 0; round < rounds;) {
    const FigureVector original = pen->Balanced();
    FigureVector figures = original;
    if (!damage(pen, &figures) || Balances(Editions2021(), figures)) continue;
    ++round;
    const auto repairs = Find(figures);
    for (size_t i = 0; i < repairs.size(); ++i) {
      const FigureVector repaired = Apply(repairs[i], figures);
      EXPECT_TRUE(Balances(Editions2021(), repaired));
      if (repaired != original) continue;
      ++among;
      if (i == 0) ++first;
    }
  }
  return {first, among};
}

TEST(RepairPropertyTest, ASlipInBalancedFiguresIsFoundAgain) {
  const uint64_t seed = std::random_device()();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  Pen pen(seed);
  constexpr int kRounds = 60;
  struct Case {
    const char* name;
    Damage damage;
    // In percent: the least that may come first, and be among the first three.
    int first;
    int among;
  };
  const Case cases[] = {
      {"total", [](Pen* p, auto* f) { return p->LeaveTotalZero(f); }, 90, 95},
      {"digits", [](Pen* p, auto* f) { return p->TransposeDigits(f); }, 80, 95},
      {"digit", [](Pen* p, auto* f) { return p->DropDigit(f); }, 60, 90},
      {"swap", [](Pen* p, auto* f) { return p->Swap(f); }, 70, 90},
      {"shift", [](Pen* p, auto* f) { return p->Shift(f); }, 60, 65},
      {"two",
       [](Pen* p, auto* f) {
         return p->LeaveTotalZero(f) && p->TransposeDigits(f);
       },
       60, 70}};
  for (const Case& c : cases) {
    const auto [first, among] = Measure(&pen, kRounds, c.damage);
    RecordProperty(c.name, first * 100 / kRounds);
    std::cout << c.name << ": first " << first << ", among three " << among
              << " of " << kRounds << "\n";
    EXPECT_GE(first * 100, c.first * kRounds) << c.name;
    EXPECT_GE(among * 100, c.among * kRounds) << c.name;
  }
}

}  // namespace
}  // namespace disclosure::form
