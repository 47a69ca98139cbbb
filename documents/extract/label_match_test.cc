// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/extract/label_match.h"

#include <string>
#include <vector>

#include "documents/read/characters.h"
#include "form/catalog.h"
#include "gtest/gtest.h"

namespace disclosure::documents {
namespace {

// The row of the form that fits the texts best, by name; empty if none does.
std::string BestRow(const std::string& table_name,
                    const std::vector<std::string>& texts) {
  std::vector<std::string> comparable;
  for (const std::string& text : texts) comparable.push_back(Comparable(text));
  std::string best;
  double best_fit = kFitMin;
  for (const form::Table& table : (*form::Catalog::BuiltIn())->tables()) {
    if (table.name != table_name) continue;
    for (const form::Row& row : table.rows) {
      const double fit = LabelForms(row.labels).FitRow(comparable);
      if (fit <= best_fit) continue;
      best_fit = fit;
      best = row.name;
    }
  }
  return best;
}

TEST(LabelMatchTest, EveryPrintedLabelFitsItself) {
  for (const form::Table& table : (*form::Catalog::BuiltIn())->tables()) {
    for (const form::Row& row : table.rows) {
      EXPECT_EQ(BestRow(table.name, {row.labels.printed_zh}), row.name);
    }
  }
}

TEST(LabelMatchTest, DamagedAndShortenedLabelsFit) {
  EXPECT_EQ(BestRow("requests", {"2.其他法律行政止公开"}),
            "denied_prohibited_by_law");
  EXPECT_EQ(BestRow("requests", {"1.逾期不补正"}), "other_not_supplemented");
  EXPECT_EQ(BestRow("requests", {"3、危及\"三安全一稳定\""}),
            "denied_security_or_stability");
  EXPECT_EQ(
      BestRow("requests", {"(二) 部分公开 （ 区分处理的,只计这一情形 ）"}),
      "granted_in_part");
  EXPECT_EQ(BestRow("requests",
                    {"三、本", "I (—) 1 1 /分公开(区分处理 这一情形,不计其他"}),
            "granted_in_part");
  EXPECT_EQ(BestRow("publication_2019", {"政府采购"}), "central_procurement");
}

TEST(LabelMatchTest, LabelsOverSeveralTextsFit) {
  EXPECT_EQ(BestRow("requests", {"一、本年", "F新收政府·", "信息公开申请数量"}),
            "received");
  EXPECT_EQ(
      BestRow("requests", {"（三）不予公开", "2.其他法律行政", "法规禁止公开"}),
      "denied_prohibited_by_law");
  EXPECT_EQ(BestRow("requests", {"（四）无法提供1.本机关不掌握相关政府信息"}),
            "unavailable_not_held");
}

TEST(LabelMatchTest, OtherRowsDoNotFit) {
  EXPECT_EQ(BestRow("publication_2019", {"其他主动公开文件"}), "");
  EXPECT_EQ(BestRow("publication_2019", {"行政征收"}), "");
  EXPECT_EQ(BestRow("requests", {"申请人情况"}), "");
  EXPECT_EQ(BestRow("requests", {"（三）不予公开"}), "");
}

TEST(LabelMatchTest, NumbersBeforeLabelsAreTaken) {
  const auto take = [](std::string_view label) {
    const std::string number = TakeNumber(&label);
    return number + "|" + std::string(label);
  };
  EXPECT_EQ(take("一、本年新收"), "一|本年新收");
  EXPECT_EQ(take("(七)总计"), "七|总计");
  EXPECT_EQ(take("2.重复申请"), "2|重复申请");
  EXPECT_EQ(take("三类事务"), "|三类事务");
  EXPECT_EQ(take(""), "|");
}

}  // namespace
}  // namespace disclosure::documents
