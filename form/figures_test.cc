// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/figures.h"

#include <limits>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "base/error.h"
#include "disclosure/v1/figures.pb.h"
#include "form/testdata/figures_by_reflection.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace disclosure::form {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();

const Catalog& TheCatalog() { return **Catalog::BuiltIn(); }

int CellAt(std::string_view path) { return TheCatalog().FindPath(path)->index; }

std::string ReasonOf(const absl::Status& status) {
  return base::GetErrorDetails(status).reason;
}

// A vector with about half of its cells filled, some with extreme values.
FigureVector RandomFigures(std::mt19937_64* random) {
  FigureVector figures(TheCatalog());
  for (const Cell& cell : TheCatalog().cells()) {
    const uint64_t dice = (*random)();
    if (dice % 2 == 0) continue;
    const int64_t values[] = {0,
                              1,
                              -1,
                              static_cast<int64_t>((*random)()),
                              static_cast<int64_t>((*random)() % 1000),
                              kMax,
                              kMin};
    figures.Set(cell.index, values[(dice >> 8) % std::size(values)]);
  }
  return figures;
}

// The figures of a message by reflection; nothing if any message in it has an
// unknown field.
std::optional<FigureVector> ByReflection(const v1::Figures& message) {
  testdata::ReflectedFigures read = testdata::FiguresByReflection(message);
  if (!read.unknown.empty()) return std::nullopt;
  return std::move(read.figures);
}

TEST(FigureVectorTest, BlankIsNotZero) {
  FigureVector figures(TheCatalog());
  const int cell = CellAt("requests.received.total");
  EXPECT_FALSE(figures.has(cell));
  EXPECT_EQ(figures.value(cell), 0);
  const FigureVector blank = figures;
  figures.Set(cell, 0);
  EXPECT_TRUE(figures.has(cell));
  EXPECT_EQ(figures.count(), 1);
  EXPECT_FALSE(figures == blank);
  figures.Clear(cell);
  EXPECT_TRUE(figures == blank);
}

TEST(FiguresTest, MessageAndBack) {
  v1::Figures message;
  message.mutable_requests()->mutable_received()->set_total(7);
  message.mutable_disputes()->mutable_lawsuit_after_review()->set_pending(0);
  const auto figures = FromMessage(TheCatalog(), message);
  ASSERT_TRUE(figures.ok());
  EXPECT_EQ(figures->count(), 2);
  EXPECT_EQ(figures->value(CellAt("requests.received.total")), 7);
  EXPECT_TRUE(figures->has(CellAt("disputes.lawsuit_after_review.pending")));
  v1::Figures back;
  back.mutable_publication_2019();  // replaced, not merged
  ToMessage(TheCatalog(), *figures, &back);
  EXPECT_EQ(back.SerializeAsString(), message.SerializeAsString());
}

TEST(FiguresTest, RandomFiguresSurviveEveryForm) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 500; ++i) {
    const FigureVector figures = RandomFigures(&random);
    v1::Figures message;
    ToMessage(TheCatalog(), figures, &message);
    EXPECT_TRUE(*ByReflection(message) == figures);
    EXPECT_TRUE(*FromMessage(TheCatalog(), message) == figures);
    EXPECT_EQ(ToWire(TheCatalog(), figures), message.SerializeAsString());
    EXPECT_TRUE(*FromWire(TheCatalog(), message.SerializeAsString()) ==
                figures);
    EXPECT_TRUE(*Unpack(TheCatalog(), Pack(TheCatalog(), figures)) == figures);
  }
}

// What the scanner of bytes says about any bytes is what protobuf and the
// conversion of messages say: serialised messages cut, changed and glued.
TEST(FiguresTest, ScanningBytesEqualsParsingThem) {
  std::mt19937_64 random(2);
  int accepted = 0;
  for (int i = 0; i < 5000; ++i) {
    v1::Figures message;
    ToMessage(TheCatalog(), RandomFigures(&random), &message);
    std::string bytes = message.SerializeAsString();
    switch (random() % 4) {
      case 0:
        bytes.resize(random() % (bytes.size() + 1));
        break;
      case 1:
        for (uint64_t n = random() % 4; n-- > 0;) {
          bytes[random() % bytes.size()] = static_cast<char>(random());
        }
        break;
      case 2:  // merges field by field
        ToMessage(TheCatalog(), RandomFigures(&random), &message);
        bytes += message.SerializeAsString();
        break;
      default:
        bytes.resize(random() % 12);
        for (char& byte : bytes) byte = static_cast<char>(random() % 256);
    }
    v1::Figures parsed;
    const bool is_message = parsed.ParseFromString(bytes);
    const auto expected = ByReflection(parsed);
    const auto scanned = FromWire(TheCatalog(), bytes);
    ASSERT_EQ(scanned.ok(), is_message && expected.has_value()) << i;
    if (!scanned.ok()) continue;
    ++accepted;
    ASSERT_TRUE(*scanned == *expected) << i;
  }
  EXPECT_GT(accepted, 500);
}

TEST(FiguresTest, UnknownFieldsAreRefusedWhereverTheyAre) {
  for (int level = 0; level < 3; ++level) {
    v1::Figures message;
    google::protobuf::Message* const at[] = {
        &message, message.mutable_requests(),
        message.mutable_requests()->mutable_received()};
    at[level]->GetReflection()->MutableUnknownFields(at[level])->AddVarint(99,
                                                                           1);
    const char* const paths[] = {"figures", "figures.requests",
                                 "figures.requests.received"};
    for (const absl::Status& status :
         {FromMessage(TheCatalog(), message).status(),
          FromWire(TheCatalog(), message.SerializeAsString()).status()}) {
      EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
      const auto details = base::GetErrorDetails(status);
      EXPECT_EQ(details.reason, "FORM_NEWER_THAN_SERVER");
      EXPECT_EQ(details.metadata.at("path"), paths[level]);
      EXPECT_THAT(std::string(status.message()), HasSubstr("field 99"));
      EXPECT_THAT(details.zh, HasSubstr("99"));
    }
  }
}

TEST(FiguresTest, AddingAndSubtractingIsExact) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 1000; ++i) {
    FigureVector a(TheCatalog());
    FigureVector b(TheCatalog());
    for (const Cell& cell : TheCatalog().cells()) {
      if (random() % 2) a.Set(cell.index, static_cast<int64_t>(random() >> 3));
      if (random() % 2) b.Set(cell.index, static_cast<int64_t>(random() >> 3));
    }
    FigureVector sum = a;
    ASSERT_TRUE(AddTo(&sum, b).ok());
    for (const Cell& cell : TheCatalog().cells()) {
      EXPECT_EQ(sum.has(cell.index), a.has(cell.index) || b.has(cell.index));
      EXPECT_EQ(sum.value(cell.index),
                a.value(cell.index) + b.value(cell.index));
    }
    ASSERT_TRUE(SubtractFrom(&sum, b).ok());
    for (const Cell& cell : TheCatalog().cells()) {
      EXPECT_EQ(sum.value(cell.index), a.value(cell.index));
    }
  }
}

TEST(FiguresTest, OverflowChangesNothingAndNamesTheCell) {
  FigureVector sum(TheCatalog());
  FigureVector more(TheCatalog());
  const int first = CellAt("publication_2019.rules.made");
  const int last = CellAt("disputes.lawsuit_after_review.total");
  more.Set(first, 5);
  sum.Set(last, kMax);
  more.Set(last, 1);
  const FigureVector before = sum;
  absl::Status status = AddTo(&sum, more);
  EXPECT_EQ(status.code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(ReasonOf(status), "FIGURE_OVERFLOW");
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("disputes.lawsuit_after_review.total"));
  EXPECT_TRUE(sum == before);
  sum.Set(last, kMin);
  EXPECT_FALSE(SubtractFrom(&sum, more).ok());
  EXPECT_FALSE(sum.has(first));
}

TEST(PackTest, DamageIsNamed) {
  FigureVector figures(TheCatalog());
  figures.Set(CellAt("requests.received.total"), -5);
  const std::string bytes = Pack(TheCatalog(), figures);
  EXPECT_EQ(bytes.size(), 4u);
  for (size_t size = 1; size < bytes.size(); ++size) {
    const auto cut = Unpack(TheCatalog(), bytes.substr(0, size));
    EXPECT_EQ(cut.status().code(), absl::StatusCode::kDataLoss);
    EXPECT_EQ(ReasonOf(cut.status()), "FIGURES_DAMAGED");
  }
  EXPECT_EQ(Unpack(TheCatalog(), std::string("\0\0", 2)).status().code(),
            absl::StatusCode::kDataLoss);
  EXPECT_EQ(Unpack(TheCatalog(), "").value().count(), 0);
}

TEST(PackTest, UnknownCellsAreRefused) {
  for (const char* bytes : {"\x01\x02", "\xff\xff\xff\x7f\x02"}) {
    const auto unpacked = Unpack(TheCatalog(), bytes);
    EXPECT_EQ(unpacked.status().code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_EQ(ReasonOf(unpacked.status()), "FORM_NEWER_THAN_SERVER");
  }
}

// The layout is stored; these bytes must be read for ever.
TEST(PackTest, LayoutIsFixed) {
  FigureVector figures(TheCatalog());
  figures.Set(CellAt("publication_2019.rules.made"), 1);
  figures.Set(CellAt("publication_2019.rules.published"), -1);
  figures.Set(CellAt("requests.received.total"), 300);
  EXPECT_EQ(Pack(TheCatalog(), figures),
            "\x81\x82\x04\x02\x01\x01\x8d\x80\x24\xd8\x04");
}

}  // namespace
}  // namespace disclosure::form
