// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What disclosure confirm writes, and what it refuses.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/report_files.h"
#include "form/check.h"
#include "gtest/gtest.h"

namespace disclosure::cli {
namespace {

const form::Catalog& TheCatalog() { return **form::Catalog::BuiltIn(); }

// A report with one question, in a file of its own.
class ConfirmTest : public testing::Test {
 protected:
  void SetUp() override {
    session_ = *Session::Create({}, TheCatalog());
    path_ = testing::TempDir() + "/confirm_test.json";
    ASSERT_TRUE(base::WriteFile(path_, Content("testdata/reports/"
                                               "320813-01-2024-area.json"))
                    .ok());
  }

  static std::string Content(const std::string& path) {
    const auto content = base::ReadFile(path);
    EXPECT_TRUE(content.ok()) << content.status();
    return content.value_or("");
  }

  v1::AnnualReport Report() {
    ReportFile file = ReadReportFile(TheCatalog(), path_);
    EXPECT_TRUE(file.status.ok()) << file.status;
    return file.reports.at(0);
  }

  int Open() {
    return form::CountQuestions(form::Check(TheCatalog(), Report(), {}));
  }

  int Confirm(const std::string& rule, std::vector<std::string> cells,
              const std::string& reason) {
    return RunConfirm(*session_, {.file = path_,
                                  .rule = rule,
                                  .cells = std::move(cells),
                                  .reason = reason});
  }

  std::unique_ptr<Session> session_;
  std::string path_;
};

TEST_F(ConfirmTest, TheReasonIsWrittenAndTheQuestionIsNoLongerOpen) {
  ASSERT_EQ(Open(), 1);
  EXPECT_EQ(Confirm("outdated_form", {"editions.requests"}, "沿用旧表"), kDone);
  EXPECT_EQ(Open(), 0);
  const v1::AnnualReport report = Report();
  ASSERT_EQ(report.confirmations_size(), 1);
  EXPECT_EQ(report.confirmations(0).reason(), "沿用旧表");
  EXPECT_EQ(report.confirmations(0).cells(0), "editions.requests");
}

TEST_F(ConfirmTest, WithoutACellAllQuestionsOfTheRuleAreMeant) {
  EXPECT_EQ(Confirm("outdated_form", {}, "沿用旧表"), kDone);
  EXPECT_EQ(Open(), 0);
}

TEST_F(ConfirmTest, OnlyAnOpenQuestionIsConfirmed) {
  const std::string before = Content(path_);
  EXPECT_EQ(Confirm("stock_differs", {}, "沿用旧表"), kCallWrong);
  EXPECT_EQ(Confirm("outdated_form", {"editions.publication"}, "沿用旧表"),
            kCallWrong);
  EXPECT_EQ(Confirm("outdated_form", {}, " "), kCallWrong);
  EXPECT_EQ(Content(path_), before);
  EXPECT_EQ(Confirm("outdated_form", {}, "沿用旧表"), kDone);
  EXPECT_EQ(Confirm("outdated_form", {}, "再说一次"), kCallWrong);
}

}  // namespace
}  // namespace disclosure::cli
