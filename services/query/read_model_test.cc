// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// How updates reach readers: whole or not at all, forwards only.

#include "services/query/read_model.h"

#include <atomic>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/query/coverage.h"
#include "services/query/test_world.h"
#include "services/query/totals.h"

namespace disclosure::query {
namespace {

constexpr char kReceived[] = "requests.received.total";

v1::ListTotalsRequest CityRequest() {
  v1::ListTotalsRequest request;
  request.set_region("320800");
  request.set_year(2022);
  return request;
}

std::string Reason(const absl::Status& status) {
  return base::GetErrorDetails(status).reason;
}

TEST(ReadModelTest, CountsRowsAndReports) {
  TestWorld world;
  ReadModel model(world.clock());
  EXPECT_EQ(model.GetState().position.log(), "");
  world.File("320803-01", 2022, v1::SCOPE_OWN, {});
  world.File("320803001-01", 2022, v1::SCOPE_OWN, {});
  ASSERT_TRUE(model.Apply(world.Next()).ok());
  ReadModel::State state = model.GetState();
  EXPECT_EQ(state.reports, 2);
  EXPECT_GT(state.rows, 4);
  EXPECT_EQ(state.position.sequence(), 1);
  EXPECT_EQ(state.log.name(), "main");
  EXPECT_EQ(state.updated_at, world.clock().Now());

  world.Withdraw("320803-01", 2022, v1::SCOPE_OWN);
  world.Withdraw("320803001-01", 2022, v1::SCOPE_OWN);
  ASSERT_TRUE(model.Apply(world.Next()).ok());
  state = model.GetState();
  EXPECT_EQ(state.reports, 0);
  EXPECT_EQ(state.rows, 0);
}

TEST(ReadModelTest, NeverGoesBack) {
  TestWorld world;
  ReadModel model(world.clock());
  Update first = world.Next();
  ASSERT_TRUE(model.Apply(first).ok());
  Update second = world.Next();
  ASSERT_TRUE(model.Apply(second).ok());
  // The same position again is not back: a rebuild corrects rows in place.
  EXPECT_TRUE(model.Apply(second).ok());
  EXPECT_EQ(Reason(model.Apply(first)), "POSITION_WENT_BACK");
  first.snapshot = true;
  EXPECT_EQ(Reason(model.Apply(first)), "POSITION_WENT_BACK");
  EXPECT_EQ(model.position().sequence(), 2);
}

TEST(ReadModelTest, AnotherLogComesAsSnapshotAndReplacesEverything) {
  TestWorld world;
  ReadModel model(world.clock());
  world.File("320803-01", 2022, v1::SCOPE_OWN, {.figures = {{kReceived, 1}}});
  world.File("320800-02", 2022, v1::SCOPE_OWN, {.figures = {{kReceived, 2}}});
  ASSERT_TRUE(model.Apply(world.Next()).ok());
  ASSERT_TRUE(model.Apply(world.Next()).ok());

  world.Withdraw("320800-02", 2022, v1::SCOPE_OWN);
  world.Restore("log-b");
  EXPECT_EQ(Reason(model.Apply(world.Next())), "POSITION_WENT_BACK");
  world.Restore("log-b");
  ASSERT_TRUE(model.Apply(world.Next(true)).ok());
  EXPECT_EQ(model.position().log(), "log-b");
  EXPECT_EQ(model.position().sequence(), 1);
  EXPECT_EQ(model.GetState().reports, 1);
  const auto totals = ListTotals(world.Context(model), CityRequest());
  ASSERT_TRUE(totals.ok());
  EXPECT_EQ(FigureOf(world.catalog(), totals->total().figures(), kReceived), 1);
}

TEST(ReadModelTest, AnUpdateThatIsRefusedChangesNothing) {
  TestWorld world;
  ReadModel model(world.clock());
  world.File("320803-01", 2022, v1::SCOPE_OWN, {.figures = {{kReceived, 1}}});
  ASSERT_TRUE(model.Apply(world.Next()).ok());
  Update bad = world.Next();
  bad.registry.add_regions()->set_code("320900");
  bad.registry.mutable_regions(0)->set_name("盐城市");
  bad.registry.mutable_regions(0)->set_parent("nowhere");
  v1::RollupRow row;
  row.set_region("320900");
  bad.rows.push_back(*Row::Read(row.SerializeAsString(), world.folder()));
  EXPECT_EQ(Reason(model.Apply(bad)), "FEED_BROKEN");
  EXPECT_EQ(model.position().sequence(), 1);
}

// Writers and readers at once: in every answer the parent is its own part plus
// its children, figures and coverage alike, and positions never go back.
TEST(ReadModelTest, ReadersNeverSeeHalfAnUpdate) {
  TestWorld world;
  ReadModel model(world.clock());
  ASSERT_TRUE(model.Apply(world.Next()).ok());
  std::atomic<bool> done = false;
  std::atomic<int> answers = 0;
  const auto read = [&] {
    const AnswerContext context = world.Context(model);
    int64_t last = 0;
    const auto figure = [&](const v1::Totals& totals) {
      return std::max<int64_t>(
          FigureOf(world.catalog(), totals.figures(), kReceived), 0);
    };
    while (!done || answers < 20) {
      const auto list = ListTotals(context, CityRequest());
      ASSERT_TRUE(list.ok()) << list.status();
      int64_t sum = figure(list->own());
      int64_t received = list->own().coverage().received();
      for (const v1::Totals& child : list->children()) {
        sum += figure(child);
        received += child.coverage().received();
      }
      EXPECT_EQ(figure(list->total()), sum);
      EXPECT_EQ(list->total().coverage().received(), received);
      EXPECT_GE(list->positions(0).sequence(), last);
      last = list->positions(0).sequence();

      v1::ListMissingRequest missing;
      missing.set_region("320800");
      missing.set_year(2022);
      const auto absent = ListMissing(context, missing);
      ASSERT_TRUE(absent.ok());
      EXPECT_EQ(absent->total_count(), absent->missing_size());
      ++answers;
    }
  };
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) readers.emplace_back(read);

  const std::vector<std::pair<std::string, v1::Scope>> filers = {
      {"320800-01", v1::SCOPE_OWN},  {"320800-02", v1::SCOPE_OWN},
      {"320803-01", v1::SCOPE_OWN},  {"320803001-01", v1::SCOPE_OWN},
      {"320813-01", v1::SCOPE_AREA}, {"320813100-01", v1::SCOPE_OWN},
  };
  std::mt19937 random(20220131);
  for (int i = 0; i < 120; ++i) {
    for (int j = 0; j < 3; ++j) {
      const auto& [office, scope] = filers[random() % filers.size()];
      if (random() % 4 == 0) {
        world.Withdraw(office, 2022, scope);
      } else {
        world.File(office, 2022, scope,
                   {.figures = {{kReceived, random() % 1000}}});
      }
    }
    if (i % 25 == 0) {
      world.MutableRegion("320813")->set_counted_by(
          random() % 2 == 0 ? v1::COUNTED_BY_PARTS : v1::COUNTED_BY_AREA);
    }
    ASSERT_TRUE(model.Apply(world.Next(i % 60 == 59)).ok()) << i;
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(model.position().sequence(), 121);
}

}  // namespace
}  // namespace disclosure::query
