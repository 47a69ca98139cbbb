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
                  const v1::Editions& editions = BothOf(v1::EDITION_2021)) {
    form::FigureVector vector(catalog_);
    for (const auto& [path, value] : figures) vector.Set(Cell(path), value);
    return {.figures = std::move(vector),
            .editions = &layout_.Choice(editions)};
  }

  int Cell(const std::string& path) { return catalog_.FindPath(path)->index; }

  absl::Status Change(Total& total, const ReportPart* before,
                      const ReportPart* after) {
    auto delta = TotalDelta::Between(layout_, before, after);
    if (!delta.ok()) return delta.status();
    absl::Status possible = total.CanAdd(layout_, *delta);
    if (possible.ok()) total.Add(layout_, *delta);
    return possible;
  }

  v1::TotalState State(const Total& total) {
    v1::TotalState state;
    total.Pack(layout_, &state);
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
  EXPECT_EQ(layout_.ReadSlots(editions), total.counts().editions);
}

TEST_F(TotalsTest, TakingAllReportsAwayLeavesNothing) {
  Total total;
  ReportPart part = Part({{kPath, 7}});
  part.late = part.with_errors = part.with_questions = true;
  ASSERT_TRUE(Change(total, nullptr, &part).ok());
  EXPECT_EQ(total.counts().late, 1);
  EXPECT_EQ(total.counts().with_errors, 1);
  EXPECT_EQ(total.counts().with_questions, 1);
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

TEST_F(TotalsTest, PackedAndUnpackedIsTheSame) {
  Total total;
  ReportPart a = Part({{kPath, 7}}, BothOf(v1::EDITION_2019));
  ReportPart b = Part({{"requests.received.business", -3}});
  ASSERT_TRUE(Change(total, nullptr, &a).ok());
  ASSERT_TRUE(Change(total, nullptr, &b).ok());
  auto read = Total::Unpack(layout_, State(total), total.PackReported(layout_));
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE(*read == total);
}

TEST_F(TotalsTest, WhatDoesNotFitTogetherIsNotUnpacked) {
  Total total;
  ReportPart part = Part({{kPath, 7}});
  ASSERT_TRUE(Change(total, nullptr, &part).ok());
  std::string reported = total.PackReported(layout_);
  EXPECT_FALSE(Total::Unpack(layout_, State(total), "").ok());
  EXPECT_FALSE(Total::Unpack(layout_, v1::TotalState(), reported).ok());
  v1::TotalState cut = State(total);
  cut.mutable_figures()->pop_back();
  EXPECT_FALSE(Total::Unpack(layout_, cut, reported).ok());
  v1::TotalState none = State(total);
  none.set_received(0);
  EXPECT_FALSE(Total::Unpack(layout_, none, reported).ok());
}

}  // namespace
}  // namespace disclosure::aggregate
