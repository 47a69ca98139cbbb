// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The commands against a server process: what was sent is what the totals say,
// and a difference is found.

#include "bench/loadgen/commands.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <string>

#include "bench/loadgen/test_divisions.h"
#include "gtest/gtest.h"
#include "tests/system/daemon.h"
#include "tests/system/process.h"

namespace disclosure::loadgen {
namespace {

constexpr int64_t kOffices = 200;

class CommandsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    WriteTestDivisions(folder_.path());
    auto world = World::Create({.divisions = folder_.path(),
                                .offices = kOffices,
                                .first_year = 2017,
                                .last_year = 2022,
                                .wide = 3});
    ASSERT_TRUE(world.ok()) << world.status();
    world_ = *std::move(world);
  }

  void StartServer() {
    server_ = std::make_unique<testing::Daemon>(std::vector<std::string>{
        "--target=all", "--data-dir=" + folder_.path() + "/data"});
    ASSERT_TRUE(server_->StartReady());
    servers_.server = server_->address();
    Expect(ApplyRegistry(*world_, servers_));
  }

  // The result of a command that went well.
  Json Expect(const absl::StatusOr<Json>& json, bool ok = true) {
    EXPECT_TRUE(json.ok()) << json.status();
    if (!json.ok()) return {};
    EXPECT_EQ((*json)["ok"], ok) << json->dump(2);
    return *json;
  }

  testing::TemporaryFolder folder_;
  std::unique_ptr<const World> world_;
  std::unique_ptr<testing::Daemon> server_;
  Servers servers_;
};

DriveOptions Unary(int clients, double rate = 0) {
  return {.load = {.clients = clients, .rate = rate}};
}

DriveOptions Streams(int clients, int batch, double rate = 0) {
  return {.stream = true,
          .load = {.clients = clients, .threads = 2, .rate = rate},
          .batch = batch};
}

TEST_F(CommandsTest, TotalsAreThoseOfWhatWasSent) {
  StartServer();
  // All ways to send: 900 reports of five years, the last in part.
  Json json = Expect(SubmitReports(*world_, servers_, Streams(3, 7), 0, 300));
  EXPECT_EQ(json["reports"], 300);
  EXPECT_EQ(json["latency_us"]["count"], 43);
  DriveOptions prepared = Unary(8);
  prepared.prepared_bytes_max = 10 << 20;
  Expect(SubmitReports(*world_, servers_, prepared, 300, 200));
  Expect(SubmitReports(*world_, servers_, Unary(1, 2'000), 500, 200));
  json =
      Expect(SubmitReports(*world_, servers_, Streams(2, 16, 4'000), 700, 200));
  Expect(VerifyTotals(*world_, servers_, {.reports = 900},
                      json["position"].get<std::string>()));

  json = Expect(SubmitAmendments(*world_, servers_, Unary(4), 900, 0, 150));
  json = Expect(
      SubmitAmendments(*world_, servers_, Streams(2, 10), 900, 150, 1'000));
  const std::string position = json["position"].get<std::string>();
  json = Expect(VerifyTotals(*world_, servers_,
                             {.reports = 900, .amendments = 1'150}, position));
  // Every region in every year: those of the country, and four more.
  EXPECT_EQ(json["totals_compared"], 6 * (kTestRegions + 4));
  // One amendment less is not the same.
  json = Expect(VerifyTotals(*world_, servers_,
                             {.reports = 900, .amendments = 1'149}, position),
                false);
  EXPECT_GE(json["different"], 3);
  Expect(VerifyTotals(*world_, servers_, {.reports = 899}, position), false);
}

TEST_F(CommandsTest, ARepeatedReportIsAnsweredAndChangesNothing) {
  StartServer();
  const DriveOptions drive = Streams(1, 20);
  Expect(SubmitReports(*world_, servers_, drive, 0, 100));
  const Json again = Expect(SubmitReports(*world_, servers_, drive, 0, 100));
  EXPECT_EQ(again["reports"], 100);
  Expect(VerifyTotals(*world_, servers_, {.reports = 100}, ""));
}

TEST_F(CommandsTest, RefusalsAreCountedByReason) {
  StartServer();
  // Amendments of reports that are not there.
  Json json =
      Expect(SubmitAmendments(*world_, servers_, Unary(4), 50, 0, 50), false);
  EXPECT_EQ(json["errors"]["REVISION_MISMATCH"]["count"], 50);
  json = Expect(SubmitAmendments(*world_, servers_, Streams(2, 8), 50, 0, 50),
                false);
  EXPECT_EQ(json["errors"]["REVISION_MISMATCH"]["count"], 50);
}

TEST_F(CommandsTest, AsksForTotalsAndMeasuresWhenAmendmentsAreVisible) {
  StartServer();
  Expect(SubmitReports(*world_, servers_, Streams(1, 50), 0, 400));
  DriveOptions drive = Unary(4);
  drive.load.count = 500;
  EXPECT_EQ(Expect(GetTotals(*world_, servers_, drive, ""))["totals"], 500);
  drive.load.count = 6;
  EXPECT_EQ(Expect(ListTotals(*world_, servers_, drive, "110199"))["rows"], 18);

  Json json = Expect(MeasureVisible(
      *world_, servers_, {.reports = 400, .count = 100, .rate = 500}));
  EXPECT_EQ(json["visible_us"]["count"], 100);
  json = Expect(MeasureVisible(*world_, servers_,
                               {.reports = 400,
                                .first = 100,
                                .count = 100,
                                .rate = 500,
                                .by_position = true}));
  EXPECT_EQ(json["answered_at_position_us"]["count"], 100);
  Expect(
      VerifyTotals(*world_, servers_, {.reports = 400, .amendments = 200}, ""));
}

TEST_F(CommandsTest, RefusesWhatCannotBe) {
  const auto code = [](const absl::StatusOr<Json>& json) {
    return json.status().code();
  };
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  EXPECT_EQ(code(SubmitReports(*world_, servers_, Unary(1), 0, 1'201)),
            kInvalid);
  EXPECT_EQ(code(SubmitAmendments(*world_, servers_, Unary(1), 0, 0, 1)),
            kInvalid);
  EXPECT_EQ(code(VerifyTotals(*world_, servers_, {.reports = 1'201}, "")),
            kInvalid);
  EXPECT_EQ(code(VerifyTotals(*world_, servers_, {}, "no position")), kInvalid);
  EXPECT_EQ(code(MeasureVisible(*world_, servers_, {.reports = 1, .count = 1})),
            kInvalid);
  EXPECT_EQ(code(Dump(*world_, {}, folder_.path(), false)), kInvalid);
}

TEST_F(CommandsTest, MoreThanMayBePreparedIsRefused) {
  StartServer();
  DriveOptions drive = Unary(1);
  drive.prepared_bytes_max = 100'000;
  EXPECT_EQ(SubmitReports(*world_, servers_, drive, 0, 400).status().code(),
            absl::StatusCode::kResourceExhausted);
}

TEST_F(CommandsTest, DumpsOneLineForEachReport) {
  const std::string out = folder_.path() + "/dump";
  const Json json = Expect(
      Dump(*world_, {.reports = 450, .amendments = 30, .amended = 400}, out,
           /*with_narrative=*/false));
  EXPECT_EQ(json["reports"], 450);
  std::ifstream reports(out + "/reports.csv");
  std::string line;
  ASSERT_TRUE(std::getline(reports, line));
  EXPECT_TRUE(line.starts_with("office,region,year,revision,publication_"));
  const auto commas = [](const std::string& text) {
    return std::count(text.begin(), text.end(), ',');
  };
  const auto columns = commas(line);
  EXPECT_EQ(columns, 3 + 229);
  int64_t lines = 0;
  int64_t amended = 0;
  while (std::getline(reports, line)) {
    ++lines;
    EXPECT_EQ(commas(line), columns);
    amended += line.find(",2,") < line.find(",0,");
  }
  EXPECT_EQ(lines, 450);
  EXPECT_GE(amended, 30);
  std::ifstream regions(out + "/regions.csv");
  std::set<std::string> all;
  while (std::getline(regions, line)) all.insert(line);
  EXPECT_EQ(all.size(), 1u + kTestRegions + 4);
  EXPECT_TRUE(all.contains("CN,,1"));
  EXPECT_TRUE(all.contains("419001004,419001,5"));
}

TEST_F(CommandsTest, CallsTheEchoServer) {
  testing::Process server({testing::BuiltProgram("echo_server")});
  const auto line = server.WaitForLine("serves at ", testing::kStartLimit);
  ASSERT_TRUE(line);
  const std::string address = line->substr(line->rfind(' ') + 1);
  for (const bool stream : {false, true}) {
    DriveOptions drive = Unary(4);
    drive.stream = stream;
    drive.load.count = 2'000;
    Json json = Expect(CallEcho(address, drive, 5'000, 300));
    EXPECT_EQ(json["echoes"], 2'000);
    EXPECT_EQ(json["bytes_sent"], 2'000 * 5'000);
    EXPECT_EQ(json["bytes_received"], 2'000 * 300);
  }
  EXPECT_EQ(server.Terminate(testing::kStopLimit), 0);
}

}  // namespace
}  // namespace disclosure::loadgen
