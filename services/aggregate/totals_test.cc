// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Totals alone: that adding and taking away reports is exact, that blanks and
// editions are counted, and that a sum which cannot be held is refused.

#include "services/aggregate/totals.h"

#include <limits>

#include <gtest/gtest.h>

#include "base/error.h"
#include "services/aggregate/testing/test_log.h"

namespace disclosure::aggregate {
namespace {

constexpr char kPath[] = "requests.received.total";

class TotalsTest : public testing::Test {
 protected:
  ReportPart Part(std::map<std::string, int64_t> figures,
                  const v1::Editions& editions = BothOf(v1::EDITION_2021),
                  ReportPart::Marks marks = {}) {
    form::FigureVector vector(catalog_);
    for (const auto& [path, value] : figures) vector.Set(Cell(path), value);
    return ReportPart::Make(layout_, vector, *layout_.FindChoice(editions),
                            marks);
  }

  int Cell(const std::string& path) { return catalog_.FindPath(path)->index; }

  absl::Status Change(Total& total, const ReportPart* before,
                      const ReportPart* after) {
    TotalDelta delta;
    absl::Status possible =
        delta.Make(layout_, before == nullptr ? ReportPart() : *before,
                   after == nullptr ? ReportPart() : *after);
    if (possible.ok()) possible = total.CanAdd(layout_, delta);
    if (possible.ok()) total.Add(layout_, delta);
    return possible;
  }

  v1::TotalState State(const Total& total) {
    v1::TotalState state;
    std::string bytes;
    ItemWriter writer(&bytes);
    total.Write(layout_, &writer);
    EXPECT_TRUE(state.ParseFromString(bytes));
    return state;
  }

  form::FigureVector Figures(const Total& total) {
    return *form::Unpack(catalog_, State(total).figures());
  }
  form::FigureVector NotReported(const Total& total) {
    return *form::Unpack(catalog_, State(total).not_reported());
  }

  const form::Catalog& catalog_ = **form::Catalog::BuiltIn();
  FormLayout layout_{catalog_};
};

TEST_F(TotalsTest, BlankIsNotZero) {
  Total total;
  ReportPart zero = Part({{kPath, 0}});
  ReportPart blank = Part({});
  ASSERT_TRUE(Change(total, nullptr, &blank).ok());
  EXPECT_FALSE(Figures(total).has(Cell(kPath)));
  EXPECT_EQ(NotReported(total).value(Cell(kPath)), 1);

  ASSERT_TRUE(Change(total, nullptr, &zero).ok());
  EXPECT_TRUE(Figures(total).has(Cell(kPath)));
  EXPECT_EQ(Figures(total).value(Cell(kPath)), 0);
  EXPECT_EQ(NotReported(total).value(Cell(kPath)), 1);

  ASSERT_TRUE(Change(total, &zero, nullptr).ok());
  EXPECT_FALSE(Figures(total).has(Cell(kPath)));
}

TEST_F(TotalsTest, OnlyWhatTheEditionAsksForIsNotReported) {
  Total total;
  ReportPart old_form = Part({}, BothOf(v1::EDITION_2019));
  ReportPart new_form = Part({}, BothOf(v1::EDITION_2021));
  ASSERT_TRUE(Change(total, nullptr, &old_form).ok());
  ASSERT_TRUE(Change(total, nullptr, &new_form).ok());
  int in_one = 0;
  int in_both = 0;
  for (const form::Cell& cell : catalog_.cells()) {
    int64_t blank = NotReported(total).value(cell.index);
    EXPECT_EQ(blank, catalog_.Asks(cell, BothOf(v1::EDITION_2019)) +
                         catalog_.Asks(cell, BothOf(v1::EDITION_2021)))
        << cell.path;
    in_one += blank == 1 ? 1 : 0;
    in_both += blank == 2 ? 1 : 0;
  }
  EXPECT_GT(in_one, 0);
  EXPECT_GT(in_both, 0);
}

TEST_F(TotalsTest, EditionsAreCountedPerTable) {
  v1::Editions mixed;
  mixed.set_publication(v1::EDITION_2019);
  mixed.set_requests(v1::EDITION_2021);
  v1::Editions half;
  half.set_requests(v1::EDITION_2021);
  Total total;
  ReportPart a = Part({}, mixed);
  ReportPart b = Part({}, BothOf(v1::EDITION_2021));
  ReportPart c = Part({}, half);
  for (const ReportPart* part : {&a, &b, &c}) {
    ASSERT_TRUE(Change(total, nullptr, part).ok());
  }
  v1::EditionCounts editions = State(total).editions();
  EXPECT_EQ(editions.publication().at("EDITION_2019"), 1);
  EXPECT_EQ(editions.publication().at("EDITION_2021"), 1);
  EXPECT_EQ(editions.requests().at("EDITION_2021"), 3);
  EXPECT_EQ(editions.requests().count("EDITION_2019"), 0);
}

TEST_F(TotalsTest, TakingAllReportsAwayLeavesNothing) {
  Total total;
  ReportPart part =
      Part({{kPath, 7}}, BothOf(v1::EDITION_2021),
           {.late = true, .with_errors = true, .with_questions = true});
  ASSERT_TRUE(Change(total, nullptr, &part).ok());
  EXPECT_EQ(total.counts(layout_).late, 1);
  EXPECT_EQ(total.counts(layout_).with_errors, 1);
  EXPECT_EQ(total.counts(layout_).with_questions, 1);
  ASSERT_TRUE(Change(total, &part, nullptr).ok());
  EXPECT_TRUE(total == Total());
}

TEST_F(TotalsTest, AnOverflowIsRefusedAndNamesTheFigure) {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  Total total;
  ReportPart large = Part({{kPath, kMax - 1}});
  ReportPart two = Part({{kPath, 2}});
  ASSERT_TRUE(Change(total, nullptr, &large).ok());
  Total before = total;

  absl::Status refused = Change(total, nullptr, &two);
  EXPECT_EQ(refused.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(base::GetErrorDetails(refused).reason, "TOTAL_OVERFLOW");
  EXPECT_EQ(base::GetErrorDetails(refused).metadata["figure"], kPath);
  EXPECT_TRUE(total == before);

  Total other;
  ASSERT_TRUE(Change(other, nullptr, &two).ok());
  EXPECT_EQ(total.Add(layout_, other).code(), absl::StatusCode::kOutOfRange);
  EXPECT_TRUE(total == before);

  ReportPart negative = Part({{kPath, -2}});
  EXPECT_EQ(Change(total, &negative, &large).code(),
            absl::StatusCode::kOutOfRange);
}

// A total of one report shares it, one of more has cells: whichever way it
// comes to hold a report alone, it is the same.
TEST_F(TotalsTest, AnOnlyReportIsTheSameHoweverItCameToBeAlone) {
  ReportPart a = Part({{kPath, 7}}, BothOf(v1::EDITION_2019), {.late = true});
  ReportPart b = Part({{kPath, 0}, {"requests.received.business", -3}});
  ReportPart c = Part({{kPath, 1}}, BothOf(v1::EDITION_2019));
  Total alone;
  ASSERT_TRUE(Change(alone, nullptr, &a).ok());
  Total total;
  ASSERT_TRUE(Change(total, nullptr, &a).ok());
  ASSERT_TRUE(Change(total, nullptr, &b).ok());
  ASSERT_TRUE(Change(total, nullptr, &c).ok());
  EXPECT_FALSE(total == alone);
  Total copy = total;
  ASSERT_TRUE(Change(total, &b, nullptr).ok());
  ASSERT_TRUE(Change(total, &c, nullptr).ok());
  EXPECT_TRUE(total == alone);
  // Its editions and marks are those of the report: it can be replaced.
  ASSERT_TRUE(Change(total, &a, &b).ok());
  Total other;
  ASSERT_TRUE(other.Add(layout_, b).ok());
  EXPECT_TRUE(total == other);
  // The copy went its own way.
  EXPECT_EQ(copy.counts(layout_).received, 3);
  EXPECT_EQ(Figures(copy).value(Cell(kPath)), 8);
}

TEST_F(TotalsTest, SumsOfTotalsAreThoseOfTheirReports) {
  std::vector<ReportPart> parts;
  for (int i = 0; i < 5; ++i) {
    parts.push_back(Part({{kPath, i}}, BothOf(i % 2 == 0 ? v1::EDITION_2019
                                                         : v1::EDITION_2021)));
  }
  Total all;
  for (const ReportPart& part : parts) {
    ASSERT_TRUE(all.Add(layout_, part).ok());
  }
  for (size_t split = 0; split <= parts.size(); ++split) {
    Total left;
    Total right;
    for (size_t i = 0; i < parts.size(); ++i) {
      ASSERT_TRUE((i < split ? left : right).Add(layout_, parts[i]).ok());
    }
    ASSERT_TRUE(left.Add(layout_, right).ok());
    EXPECT_TRUE(left == all) << split;
  }
}

TEST_F(TotalsTest, PartsAreReadBackAndPackedAsTheFormDoes) {
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
  form::FigureVector figures(catalog_);
  for (const form::Cell& cell : catalog_.cells()) {
    if (cell.index % 3 == 0) figures.Set(cell.index, cell.index % 2 * 1000);
  }
  figures.Set(Cell(kPath), kMin);
  int choice = *layout_.FindChoice(BothOf(v1::EDITION_2021));
  ReportPart part = ReportPart::Make(layout_, figures, choice, {.late = true});
  auto read = ReportPart::Read(layout_, part.bytes());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE(*read == part);
  EXPECT_EQ(read->choice(), choice);
  EXPECT_TRUE(read->marks().late);
  EXPECT_FALSE(read->marks().with_errors);
  std::string packed;
  part.AppendFigures(layout_, &packed);
  EXPECT_EQ(packed, form::Pack(catalog_, figures));
}

TEST_F(TotalsTest, DamagedPartsAreNotRead) {
  ReportPart part = Part({{kPath, 700}, {"requests.received.business", 0}});
  std::string bytes(part.bytes());
  EXPECT_FALSE(ReportPart::Read(layout_, "").ok());
  for (size_t i = 0; i < bytes.size(); ++i) {
    EXPECT_FALSE(ReportPart::Read(layout_, bytes.substr(0, i)).ok()) << i;
  }
  EXPECT_FALSE(ReportPart::Read(layout_, bytes + '\1').ok());
  // Whatever a byte becomes, what is read can be used.
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = bytes;
      damaged[i] = static_cast<char>(damaged[i] ^ (1 << bit));
      auto read = ReportPart::Read(layout_, damaged);
      if (!read.ok()) continue;
      Total total;
      ASSERT_TRUE(total.Add(layout_, *read).ok());
      ASSERT_TRUE(total.Add(layout_, part).ok());
      State(total);
    }
  }
}

}  // namespace
}  // namespace disclosure::aggregate
