// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The whole path in one process: office -> ingest -> aggregate -> query, with
// the real registry and the real reports.

#include <atomic>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "form/catalog.h"
#include "form/figures.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "tests/suite/client.h"
#include "tests/suite/node.h"

namespace disclosure::tests {
namespace {

using google::protobuf::util::MessageDifferencer;

class FlowTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto applied = client_.ApplyRegistry();
    ASSERT_TRUE(applied.ok()) << applied.status();
    position_ = *applied;
  }

  // Submits, and keeps the position.
  void Submit(const v1::AnnualReport& report, bool as_published = false) {
    const auto receipt = client_.Submit(report, as_published);
    ASSERT_TRUE(receipt.ok()) << receipt.status();
    position_ = receipt->position();
  }

  ScratchFolder folder_;
  Node node_{{.folder = folder_.path()}};
  Client client_{node_.Connect()};
  v1::LogPosition position_;
};

TEST_F(FlowTest, TheReferenceCaseIsTheTotalOfItsCity) {
  const v1::AnnualReport report = ReadReport("419001004-01-2020.json");
  Submit(report);
  const auto totals = client_.GetTotals("419001", 2020, position_);
  ASSERT_TRUE(totals.ok()) << totals.status();
  EXPECT_TRUE(MessageDifferencer::Equals(totals->figures(), report.figures()))
      << totals->figures().ShortDebugString();
  EXPECT_EQ(totals->coverage().expected(), 16);
  EXPECT_EQ(totals->coverage().received(), 1);
  EXPECT_EQ(totals->coverage().missing(), 15);
  EXPECT_GE(totals->positions(0).sequence(), position_.sequence());
  // The row that the print left blank is asked for and absent.
  EXPECT_EQ(totals->not_reported()
                .publication_2019()
                .central_procurement()
                .projects(),
            1);
  EXPECT_EQ(totals->editions().publication().at("EDITION_2019"), 1);

  const auto stored = client_.GetReport("419001004-01", 2020, v1::SCOPE_OWN);
  ASSERT_TRUE(stored.ok()) << stored.status();
  EXPECT_EQ(stored->report().narrative().overview(),
            report.narrative().overview());
  EXPECT_EQ(stored->current_revision(), 1);
}

TEST_F(FlowTest, ReportsAndTotalsAreExportedInTheOfficialForm) {
  Submit(ReadReport("419001004-01-2020.json"));
  ASSERT_TRUE(client_.GetTotals("419001", 2020, position_).ok());
  const auto export_form = [&](v1::ExportFormRequest request) {
    request.set_year(2020);
    v1::ExportFormResponse response;
    grpc::ClientContext context;
    const grpc::Status status =
        client_.query().ExportForm(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  };
  v1::ExportFormRequest report;
  report.set_office("419001004-01");
  report.set_scope(v1::SCOPE_OWN);
  report.set_format(v1::FORM_FORMAT_HTML);
  const v1::ExportFormResponse page = export_form(report);
  EXPECT_EQ(page.file_name(), "419001004-01-2020.html");
  EXPECT_THAT(page.content(), testing::HasSubstr("天坛街道办事处"));
  EXPECT_THAT(page.content(), testing::HasSubstr("暂无其他需要说明的事项。"));

  v1::ExportFormRequest total;
  total.set_region("419001");
  total.set_format(v1::FORM_FORMAT_DOCX);
  *total.mutable_min_position() = position_;
  const v1::ExportFormResponse document = export_form(total);
  EXPECT_THAT(document.content(), testing::StartsWith("PK"));
  ASSERT_EQ(document.positions_size(), 1);
  EXPECT_GE(document.positions(0).sequence(), position_.sequence());
  // The same input, the same bytes.
  EXPECT_EQ(export_form(total).content(), document.content());
}

TEST_F(FlowTest, AnAreaReportCountsInItsCityOnlyWhereCountedByArea) {
  const v1::AnnualReport city = ReadReport("320800-01-2024-area.json");
  const v1::AnnualReport district = ReadReport("320813-01-2024-area.json");
  Submit(city);
  Submit(district);
  auto totals = client_.GetTotals("320800", 2024, position_);
  ASSERT_TRUE(totals.ok()) << totals.status();
  EXPECT_TRUE(MessageDifferencer::Equals(totals->published(), city.figures()));
  EXPECT_TRUE(MessageDifferencer::Equals(totals->parts(), district.figures()));
  EXPECT_EQ(totals->counted_by(), v1::COUNTED_BY_PARTS);

  const auto applied = client_.ApplyRegistry([](v1::RegistryRows& rows) {
    for (v1::RegionRow& row : *rows.mutable_regions()) {
      if (row.code() == "320813") row.set_counted_by(v1::COUNTED_BY_PARTS);
    }
  });
  ASSERT_TRUE(applied.ok()) << applied.status();
  totals = client_.GetTotals("320800", 2024, *applied);
  ASSERT_TRUE(totals.ok());
  EXPECT_EQ(ApplicationsIn(totals->parts()), 0);
  EXPECT_TRUE(MessageDifferencer::Equals(totals->published(), city.figures()));
  totals = client_.GetTotals("320813", 2024, *applied);
  ASSERT_TRUE(totals.ok());
  EXPECT_TRUE(
      MessageDifferencer::Equals(totals->published(), district.figures()));
  EXPECT_FALSE(totals->figures().has_requests());
}

// The district's printed figures, cut at random into own reports of its towns,
// add up to its tables again.
TEST_F(FlowTest, OwnReportsThatAreCutFromAnAreaReportAddUpToIt) {
  const v1::AnnualReport area = ReadReport("320813-01-2024-area.json");
  const form::Catalog& catalog = **form::Catalog::BuiltIn();
  form::FigureVector left = *form::FromMessage(catalog, area.figures());
  v1::QueryServiceListOfficesRequest request;
  request.set_region("320813");
  request.set_year(2024);
  request.set_line("街道乡镇");
  *request.mutable_min_position() = position_;
  v1::QueryServiceListOfficesResponse offices;
  grpc::ClientContext context;
  SetDeadline(context);
  ASSERT_TRUE(Eventually([&] { return client_.GetStatus()->ready(); }));
  ASSERT_TRUE(client_.query().ListOffices(&context, request, &offices).ok());
  ASSERT_GT(offices.offices_size(), 5);
  std::mt19937_64 random(2024);
  for (int i = 0; i < offices.offices_size(); ++i) {
    form::FigureVector share(catalog);
    for (const form::Cell& cell : catalog.cells()) {
      if (!left.has(cell.index)) continue;
      const int64_t rest = left.value(cell.index);
      const bool last = i + 1 == offices.offices_size();
      const int64_t part = last || rest <= 0
                               ? rest
                               : static_cast<int64_t>(random() % (rest + 1));
      share.Set(cell.index, part);
      left.Set(cell.index, rest - part);
    }
    v1::AnnualReport report = area;
    report.set_office(offices.offices(i).id());
    report.set_scope(v1::SCOPE_OWN);
    report.clear_office_name();
    report.clear_revision();
    form::ToMessage(catalog, share, report.mutable_figures());
    // Random shares do not balance: they are filed with their errors.
    Submit(report, true);
  }
  Submit(area);
  const auto totals = client_.GetTotals("320813", 2024, position_);
  ASSERT_TRUE(totals.ok()) << totals.status();
  EXPECT_TRUE(MessageDifferencer::Equals(totals->parts(), area.figures()));
  EXPECT_TRUE(MessageDifferencer::Equals(totals->published(), area.figures()));
  EXPECT_GT(totals->coverage().with_errors(), 0);
}

TEST_F(FlowTest, AmendmentsAndWithdrawalsMoveTheTotal) {
  Submit(SmallReport("419001001-01", 2022, 10));
  Submit(SmallReport("419001002-01", 2022, 5));
  EXPECT_EQ(
      ApplicationsIn(client_.GetTotals("419001", 2022, position_)->figures()),
      15);
  v1::AnnualReport amended = SmallReport("419001001-01", 2022, 7);
  amended.set_revision(1);
  Submit(amended);
  EXPECT_EQ(
      ApplicationsIn(client_.GetTotals("410000", 2022, position_)->figures()),
      12);
  const auto withdrawn = client_.Withdraw("419001002-01", 2022, v1::SCOPE_OWN);
  ASSERT_TRUE(withdrawn.ok()) << withdrawn.status();
  const auto totals = client_.GetTotals("419001", 2022, withdrawn->position());
  ASSERT_TRUE(totals.ok());
  EXPECT_EQ(ApplicationsIn(totals->figures()), 7);
  EXPECT_EQ(totals->coverage().received(), 1);
}

// While offices write, every answer adds up, and no reader goes back.
TEST_F(FlowTest, EveryAnswerAddsUpWhileWritingGoesOn) {
  std::atomic<bool> done = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      Client reader(node_.Connect());
      int64_t last = 0;
      do {
        const auto list = reader.ListTotals("419001", 2022, position_);
        ASSERT_TRUE(list.ok()) << list.status();
        int64_t figures = ApplicationsIn(list->own().figures());
        int64_t received = list->own().coverage().received();
        for (const v1::Totals& child : list->children()) {
          figures += ApplicationsIn(child.figures());
          received += child.coverage().received();
        }
        EXPECT_EQ(ApplicationsIn(list->total().figures()), figures);
        EXPECT_EQ(list->total().coverage().received(), received);
        EXPECT_GE(list->positions(0).sequence(), last);
        last = list->positions(0).sequence();
      } while (!done);
    });
  }
  std::mt19937 random(419001);
  std::vector<int> revisions(17, 0);
  v1::LogPosition written;
  int64_t expected = 0;
  std::vector<int64_t> values(17, 0);
  for (int i = 0; i < 150; ++i) {
    // The first four of the city's towns with an office each.
    const int town = 1 + static_cast<int>(random() % 4);
    const int64_t value = i + 1;
    v1::AnnualReport report =
        SmallReport(absl::StrCat("41900100", town, "-01"), 2022, value);
    if (revisions[town] > 0) report.set_revision(revisions[town]);
    const auto receipt = client_.Submit(report);
    ASSERT_TRUE(receipt.ok()) << receipt.status();
    revisions[town] = receipt->revision();
    written = receipt->position();
    expected += value - values[town];
    values[town] = value;
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(
      ApplicationsIn(client_.GetTotals("419001", 2022, written)->figures()),
      expected);
}

}  // namespace
}  // namespace disclosure::tests
