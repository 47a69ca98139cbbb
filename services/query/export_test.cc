// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// ExportForm over a small world: what a total's document says about itself, and
// what is refused.

#include "services/query/export.h"

#include <string>

#include "base/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/query/test_world.h"

namespace disclosure::query {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kReceived[] = "requests.received.total";

class ExportTest : public testing::Test {
 protected:
  void SetUp() override {
    world_.File("320800-01", 2022, v1::SCOPE_OWN,
                {.figures = {{kReceived, 12345}}});
    world_.File("320800-02", 2022, v1::SCOPE_OWN, {.figures = {}});
    ASSERT_TRUE(model_.Apply(world_.Next()).ok());
  }

  absl::StatusOr<v1::ExportFormResponse> Total(v1::FormFormat format) {
    v1::ExportFormRequest request;
    request.set_region("320800");
    request.set_year(2022);
    request.set_format(format);
    EXPECT_TRUE(CheckExport(request).ok());
    return ExportTotal(world_.Context(model_), request, "main");
  }

  std::string Reason(const absl::Status& status) {
    return base::GetErrorDetails(status).reason;
  }

  TestWorld world_;
  ReadModel model_{world_.clock()};
};

TEST_F(ExportTest, TotalSaysHowCompleteItIsAndWhere) {
  const auto html = Total(v1::FORM_FORMAT_HTML);
  ASSERT_TRUE(html.ok()) << html.status();
  EXPECT_EQ(html->file_name(), "320800-2022-total.html");
  EXPECT_EQ(html->media_type(), "text/html; charset=utf-8");
  EXPECT_THAT(html->content(), HasSubstr("淮安市2022年政府信息公开工作"));
  EXPECT_THAT(html->content(), HasSubstr("已报 2 份"));
  EXPECT_THAT(html->content(), HasSubstr("数据序号 main:"));
  // One of the two reports left the figure blank.
  EXPECT_THAT(html->content(), HasSubstr(">12345*<"));
  EXPECT_EQ(html->positions_size(), 1);
}

TEST_F(ExportTest, SameStateSameBytesInEveryFormat) {
  const auto& formats = *v1::FormFormat_descriptor();
  for (int i = 1; i < formats.value_count(); ++i) {
    const auto format = static_cast<v1::FormFormat>(formats.value(i)->number());
    const auto first = Total(format);
    const auto second = Total(format);
    ASSERT_TRUE(first.ok()) << first.status();
    ASSERT_TRUE(second.ok()) << second.status();
    EXPECT_FALSE(first->content().empty());
    EXPECT_EQ(first->content(), second->content());
  }
}

TEST_F(ExportTest, RequestNamesAnOfficeOrARegionAndAFormat) {
  v1::ExportFormRequest request;
  request.set_format(v1::FORM_FORMAT_DOCX);
  EXPECT_EQ(Reason(CheckExport(request)), "EXPORT_UNCLEAR");
  request.set_office("320800-01");
  EXPECT_TRUE(CheckExport(request).ok());
  request.set_region("320800");
  EXPECT_EQ(Reason(CheckExport(request)), "EXPORT_UNCLEAR");
  request.clear_region();
  request.clear_format();
  EXPECT_EQ(Reason(CheckExport(request)), "FORMAT_INVALID");
}

TEST_F(ExportTest, ReportIsWrittenWithItsText) {
  v1::ExportFormRequest request;
  request.set_office("320800-01");
  request.set_year(2022);
  request.set_format(v1::FORM_FORMAT_HTML);
  v1::GetReportResponse stored;
  EXPECT_EQ(Reason(ExportReport(world_.catalog(), request, stored).status()),
            "REPORT_WITHDRAWN");
  stored.mutable_report()->set_office("320800-01");
  stored.mutable_report()->set_office_name("淮安市人民政府办公室");
  stored.mutable_report()->set_year(2022);
  stored.mutable_report()->set_scope(v1::SCOPE_AREA);
  stored.mutable_report()->mutable_narrative()->set_overview("甲<b>乙");
  const auto page = ExportReport(world_.catalog(), request, stored);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->file_name(), "320800-01-2022-area.html");
  EXPECT_THAT(page->content(), HasSubstr("甲&lt;b&gt;乙"));
  EXPECT_THAT(page->content(), Not(HasSubstr("<b>")));
}

TEST_F(ExportTest, TextThatAnAnswerCannotHoldIsRefused) {
  v1::ExportFormRequest request;
  request.set_office("320800-01");
  request.set_format(v1::FORM_FORMAT_HTML);
  v1::GetReportResponse stored;
  stored.mutable_report()->mutable_narrative()->set_overview(
      std::string(1'000'000, '"'));
  EXPECT_EQ(Reason(ExportReport(world_.catalog(), request, stored).status()),
            "EXPORT_TOO_LARGE");
  request.set_format(v1::FORM_FORMAT_DOCX);
  EXPECT_TRUE(ExportReport(world_.catalog(), request, stored).ok());
}

}  // namespace
}  // namespace disclosure::query
