// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Packed items say what the messages said that they were made of. Figures,
// rows and reports are drawn at random and read back; of figures that are no
// figures the error is that of form::Unpack.

#include "services/query/items.h"

#include <limits>
#include <random>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "services/query/folded_figures.h"

namespace disclosure::query {
namespace {

class ItemsTest : public testing::Test {
 protected:
  int64_t Draw(int64_t below) {
    return std::uniform_int_distribution<int64_t>(0, below - 1)(random_);
  }

  // From a few figures to all of them, mostly zeros or hardly any.
  std::string DrawPacked() {
    form::FigureVector figures(catalog_);
    const int64_t filled = Draw(101);
    const int64_t zeros = Draw(101);
    for (const form::Cell& cell : catalog_.cells()) {
      if (Draw(100) >= filled) continue;
      const int64_t sign = Draw(9) == 0 ? -1 : 1;
      const int64_t value = sign * (Draw(int64_t{1} << Draw(62)) + 1);
      figures.Set(cell.index, Draw(100) < zeros ? 0 : value);
    }
    return form::Pack(catalog_, figures);
  }

  std::string Keep(std::string_view packed) {
    std::string kept;
    folder_.AppendTo(packed, &kept);
    return kept;
  }

  // What stands for the figures: they, or the error in reading them.
  std::string Print(const absl::StatusOr<form::FigureVector>& figures) {
    if (!figures.ok()) return figures.status().ToString();
    return form::Pack(catalog_, *figures);
  }

  // The item that a message is read as; none if it is refused.
  template <class Item, class Message>
  Item Read(const Message& message) {
    return Item::Read(message.SerializeAsString(), folder_).value_or(Item());
  }

  void DrawTotal(v1::TotalState* total) {
    total->set_figures(DrawPacked());
    if (Draw(3) > 0) total->set_not_reported(DrawPacked());
    if (Draw(5) > 0) {
      auto& counts = *total->mutable_editions();
      if (Draw(2) > 0) (*counts.mutable_requests())["EDITION_2021"] = Draw(99);
    }
    total->set_received(Draw(1000));
    total->set_late(Draw(1000));
    total->set_with_errors(Draw(1000));
    total->set_with_questions(Draw(1000));
  }

  void ExpectSame(const std::optional<TotalFacts>& facts, bool there,
                  const v1::TotalState& total) {
    ASSERT_EQ(facts.has_value(), there);
    if (!there) return;
    EXPECT_EQ(Print(Unfold(catalog_, facts->figures)), total.figures());
    EXPECT_EQ(Print(Unfold(catalog_, facts->not_reported)),
              total.not_reported());
    EXPECT_EQ(facts->not_reported.empty(), total.not_reported().empty());
    ASSERT_EQ(facts->editions.has_value(), total.has_editions());
    v1::EditionCounts counts;
    if (facts->editions.has_value()) {
      ASSERT_TRUE(counts.ParseFromString(std::string(*facts->editions)));
    }
    EXPECT_EQ(counts.requests().size(), total.editions().requests().size());
    EXPECT_EQ(facts->received, total.received());
    EXPECT_EQ(facts->late, total.late());
    EXPECT_EQ(facts->with_errors, total.with_errors());
    EXPECT_EQ(facts->with_questions, total.with_questions());
  }

  const form::Catalog& catalog_ = **form::Catalog::BuiltIn();
  const FigureFolder folder_{catalog_};
  std::mt19937 random_{20210115};
};

TEST_F(ItemsTest, FiguresAreReadAsTheyWereFed) {
  EXPECT_EQ(Keep(""), "");
  for (int i = 0; i < 2000; ++i) {
    const std::string packed = DrawPacked();
    const std::string kept = Keep(packed);
    ASSERT_EQ(Print(Unfold(catalog_, kept)), packed) << i;
    ASSERT_LE(kept.size(), packed.size() + 1) << i;
  }
}

TEST_F(ItemsTest, FiguresMayHaveAnyValue) {
  for (const int64_t value : {std::numeric_limits<int64_t>::min(),
                              std::numeric_limits<int64_t>::max(), int64_t{-1},
                              int64_t{0}, int64_t{1}}) {
    form::FigureVector figures(catalog_);
    for (const form::Cell& cell : catalog_.cells()) {
      figures.Set(cell.index, value);
    }
    const std::string packed = form::Pack(catalog_, figures);
    EXPECT_EQ(Print(Unfold(catalog_, Keep(packed))), packed) << value;
  }
}

TEST_F(ItemsTest, ZerosTakeTwoBitsEach) {
  form::FigureVector figures(catalog_);
  for (const form::Cell& cell : catalog_.cells()) figures.Set(cell.index, 0);
  EXPECT_LE(Keep(form::Pack(catalog_, figures)).size(),
            catalog_.cells().size() / 4 + 3);
}

TEST_F(ItemsTest, UnsoundFiguresKeepTheirError) {
  for (int i = 0; i < 20000; ++i) {
    std::string packed = DrawPacked();
    for (int64_t j = Draw(4); j >= 0; --j) {
      const auto at =
          static_cast<size_t>(Draw(static_cast<int64_t>(packed.size()) + 1));
      switch (Draw(3)) {
        case 0:
          packed.resize(at);
          break;
        case 1:
          packed.insert(at, 1, static_cast<char>(Draw(256)));
          break;
        default:
          if (at < packed.size()) packed[at] = static_cast<char>(Draw(256));
      }
    }
    ASSERT_EQ(Print(Unfold(catalog_, Keep(packed))),
              Print(form::Unpack(catalog_, packed)))
        << i;
  }
}

TEST_F(ItemsTest, RowsSayWhatTheyWereMadeOf) {
  EXPECT_FALSE(Row());
  EXPECT_FALSE(Row().Read().own.has_value());
  for (int i = 0; i < 300; ++i) {
    v1::RollupRow row;
    row.set_region("320800");
    row.set_year(static_cast<int>(2008 + Draw(20)));
    if (Draw(2) > 0) row.set_line("街道乡镇");
    if (Draw(2) > 0) DrawTotal(row.mutable_own());
    if (Draw(2) > 0) DrawTotal(row.mutable_parts());
    if (Draw(2) > 0) DrawTotal(row.mutable_published());
    row.set_removed(Draw(5) == 0);

    const Row packed = Read<Row>(row);
    const Row copy = packed;
    EXPECT_TRUE(copy == packed);
    EXPECT_FALSE(copy == Read<Row>(row));
    const RowFacts facts = copy.Read();
    EXPECT_EQ(facts.region, row.region());
    EXPECT_EQ(facts.year, row.year());
    EXPECT_EQ(facts.line, row.line());
    EXPECT_EQ(facts.removed, row.removed());
    ExpectSame(facts.own, row.has_own(), row.own());
    ExpectSame(facts.parts, row.has_parts(), row.parts());
    ExpectSame(facts.published, row.has_published(), row.published());
  }
}

TEST_F(ItemsTest, ReportsSayWhatTheyWereMadeOf) {
  EXPECT_FALSE(Report());
  EXPECT_EQ(Report().Read().office, "");
  for (int i = 0; i < 300; ++i) {
    v1::OfficeReport report;
    report.set_office("320800-01");
    report.set_year(static_cast<int>(2008 + Draw(20)));
    report.set_scope(Draw(2) > 0 ? v1::SCOPE_AREA : v1::SCOPE_OWN);
    report.set_revision(static_cast<int>(Draw(300)));
    report.set_withdrawn(Draw(2) > 0);
    report.mutable_editions()->set_publication(v1::EDITION_2019);
    report.mutable_editions()->set_requests(v1::EDITION_2021);
    report.set_figures(DrawPacked());
    report.set_late(Draw(2) > 0);
    report.set_as_published(Draw(2) > 0);
    report.set_errors(static_cast<int>(Draw(300)));
    report.set_questions(static_cast<int>(Draw(300)));
    report.mutable_committed_at()->set_seconds(1700000000 -
                                               Draw(int64_t{1} << 31));
    report.mutable_committed_at()->set_nanos(999999999);

    const Report packed = Read<Report>(report);
    const ReportFacts facts = packed.Read();
    EXPECT_EQ(facts.office, report.office());
    EXPECT_EQ(facts.year, report.year());
    EXPECT_EQ(facts.scope, report.scope());
    EXPECT_EQ(facts.revision, report.revision());
    EXPECT_EQ(facts.withdrawn, report.withdrawn());
    EXPECT_EQ(facts.publication, report.editions().publication());
    EXPECT_EQ(facts.requests, report.editions().requests());
    EXPECT_EQ(facts.late, report.late());
    EXPECT_EQ(facts.as_published, report.as_published());
    EXPECT_EQ(facts.errors, report.errors());
    EXPECT_EQ(facts.questions, report.questions());
    EXPECT_EQ(facts.committed_seconds, report.committed_at().seconds());
    EXPECT_EQ(facts.committed_nanos, report.committed_at().nanos());
    EXPECT_EQ(Print(Unfold(catalog_, facts.figures)), report.figures());
  }
}

TEST_F(ItemsTest, BytesThatAreNoItemAreRefused) {
  v1::RollupRow row;
  row.set_region("320800");
  DrawTotal(row.mutable_own());
  v1::OfficeReport report;
  report.mutable_editions()->set_requests(v1::EDITION_2021);
  report.mutable_committed_at()->set_nanos(1);
  report.set_figures(DrawPacked());
  // Whatever is cut off or changed, what is read at all can be used.
  const auto test = [&]<class Item>(const std::string& bytes, Item) {
    for (size_t i = 0; i < bytes.size(); ++i) {
      std::string damaged = bytes;
      damaged[i] = static_cast<char>(damaged[i] ^ (1 << Draw(8)));
      for (const std::string& each : {bytes.substr(0, i), damaged}) {
        const std::optional<Item> read = Item::Read(each, folder_);
        if (read.has_value()) read->Read();
      }
    }
    EXPECT_TRUE(Item::Read(bytes, folder_).has_value());
    EXPECT_FALSE(Item::Read(bytes + '\xa', folder_).has_value());
  };
  test(row.SerializeAsString(), Row());
  test(report.SerializeAsString(), Report());
}

}  // namespace
}  // namespace disclosure::query
