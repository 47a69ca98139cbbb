// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// PDF files as Chromium and LibreOffice print them, and some that are meant to
// harm.

#include "documents/read/pdf.h"

#include <cstdint>
#include <iostream>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

#include "base/file.h"
#include "documents/read/limits.h"
#include "documents/read/testing/print_document.h"

namespace disclosure::documents {
namespace {

constexpr int kMutations = 300;

std::string Printed(const std::string& name) {
  return base::ReadFile("documents/read/testdata/" + name).value();
}

std::string ReadPrinted(std::string_view bytes) {
  const absl::StatusOr<Document> document = ReadPdf(bytes);
  if (document.ok()) {
    EXPECT_EQ(Broken(*document), "");
  }
  return Print(document);
}

// A page of `box` with `content`; readers rebuild the missing table of places.
std::string MakePdf(const std::string& content, const std::string& box,
                    const std::string& pages = "[3 0 R]/Count 1",
                    const std::string& trailer = "") {
  return "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
         "2 0 obj<</Type/Pages/Kids" +
         pages + ">>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[" + box +
         "]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
         "4 0 obj<</Length " +
         std::to_string(content.size()) + ">>stream\n" + content +
         "\nendstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont"
         "/Helvetica>>endobj\ntrailer<</Size 6/Root 1 0 R" +
         trailer + ">>\n%%EOF\n";
}

std::string TextAt(int x, int y, const std::string& text) {
  return "BT /F 10 Tf " + std::to_string(x) + " " + std::to_string(y) +
         " Td (" + text + ") Tj ET\n";
}

std::string LineFrom(int x, int y, int to_x, int to_y) {
  return std::to_string(x) + " " + std::to_string(y) + " m " +
         std::to_string(to_x) + " " + std::to_string(to_y) + " l S\n";
}

// Three rows and columns; the first two places of the first row are merged.
std::string RuledContent() {
  std::string content;
  for (int y : {180, 150, 120, 90}) content += LineFrom(20, y, 260, y);
  for (int x : {20, 180, 260}) content += LineFrom(x, 180, x, 90);
  return content + LineFrom(100, 150, 100, 90) + TextAt(30, 160, "11") +
         TextAt(190, 160, "1  2") + TextAt(30, 130, "21") +
         TextAt(110, 130, "22") + TextAt(190, 100, "33");
}

TEST(Pdf, RuledLinesAreTheGridOfATable) {
  EXPECT_EQ(ReadPrinted(MakePdf(RuledContent(), "0 0 300 200")),
            "[3x3]\n0:11{1,2} 2:12\n0:21 1:22 2:\n0: 1: 2:33\n");
}

// With hairlines, grey lines, double lines, and lines with small gaps.
TEST(Pdf, LinesOfEveryKind) {
  const std::string grid = "[3x3]\n0:11{1,2} 2:12\n0:21 1:22 2:\n0: 1: 2:33\n";
  for (const std::string style :
       {"0 w\n", "0.1 w\n", "2.5 w\n", "0.75 G 0.7 w\n", "[6 1] 0 d\n"}) {
    EXPECT_EQ(ReadPrinted(MakePdf(style + RuledContent(), "0 0 300 200")), grid)
        << style;
  }
  EXPECT_EQ(ReadPrinted(
                MakePdf(RuledContent() + "1 0 0 1 1.8 1.8 cm\n" +
                            RuledContent().substr(0, RuledContent().find("BT")),
                        "0 0 300 200")),
            grid);
}

TEST(Pdf, RotatedPagesAreRead) {
  std::string bytes = MakePdf("0 1 -1 0 200 0 cm\n" + RuledContent(),
                              "0 0 200 300]/Rotate 90/CropBox[0 0 200 300");
  EXPECT_EQ(ReadPrinted(bytes),
            "[3x3]\n0:11{1,2} 2:12\n0:21 1:22 2:\n0: 1: 2:33\n");
}

TEST(Pdf, AFrameIsNoTable) {
  std::string content = LineFrom(20, 180, 260, 180) +
                        LineFrom(20, 30, 260, 30) + LineFrom(20, 180, 20, 30) +
                        LineFrom(260, 180, 260, 30);
  int y = 180;
  for (const std::string line : {"a to z", "10", "20", "30", "40", "end"}) {
    content += TextAt(30, y -= 22, line);
  }
  EXPECT_EQ(ReadPrinted(MakePdf(content, "0 0 300 200")),
            "a to z\n10\n20\n30\n40\nend\n");
}

TEST(Pdf, MergedHeadsBlankCellsAndSpacedDigits) {
  EXPECT_EQ(
      ReadPrinted(Printed("disputes.pdf")),
      "总计其他结果尚未审结，总计其他结果尚未审结，总计其他结果尚未审结，总计其"
      "他结果尚未审结，总计其他结果尚未审结，总计其他结果尚未审结，总计其他结果"
      "尚未审结，总计其他结果尚未审结，总计其他结果尚未审结，未经复议直接起诉。"
      "\n"
      "其他1件。\n"
      "[4x15]\n"
      "0:行政复议{1,5} 5:行政诉讼{1,10}\n"
      "0:结果/维持{2,1} 1:结果纠/正{2,1} 2:其他结/果{2,1} 3:尚未审/结{2,1} "
      "4:总计{2,1} 5:未经复议直接起诉{1,5} 10:复议后起诉{1,5}\n"
      "5:结果维/持 6:结果纠/正 7:其他结/果 8:尚未审/结 9:总/计 10:结果维/持 "
      "11:结果纠/正 12:其他结/果 13:尚未审/结 14:总/计\n"
      "0:1 1:2 2:3 3: 4:103 5:6 6:7 7: 8:9 9:10 10:11 11: 12:13 13:14 14:15\n"
      "复议后起诉。\n");
}

TEST(Pdf, ATableOverTwoPages) {
  const absl::StatusOr<Document> document =
      ReadPdf(Printed("requests_two_pages.pdf"));
  ASSERT_TRUE(document.ok()) << document.status();
  ASSERT_EQ(document->tables.size(), 2u);
  EXPECT_EQ(document->tables[0].page, 1);
  EXPECT_EQ(document->tables[1].page, 2);
  EXPECT_EQ(
      Print(document),
      "[19x10]\n"
      "0:（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四/"
      "项之和）{3,3} 3:申请人情况{1,7}\n"
      "3:自然人{2,1} 4:法人或其他组织{1,5} 9:总计{2,1}\n"
      "4:商业企业 5:科研机/构 6:社会公/益组织 7:法律服务机/构 8:其他\n"
      "0:一、本年新收政府信息公开申请数量{1,3} 3:16 4:0 5:103 6:2 7: 8:4 9:5\n"
      "0:二、上年结转政府信息公开申请数量{1,3} 3:246 4:7 5: 6:369 7:10 8:11 "
      "9:492\n"
      "0:三、本年度/办理结果{14,1} 1:（一）予以公开{1,2} 3: 4:14 5:615 6:16 "
      "7:0 8: 9:2\n"
      "1:（二）部分公开（区分处理的，只计这一情形，不计其/他情形）{1,2} 3:3 "
      "4:164 5:5 6: 7:287 8:8 9:9\n"
      "1:（三）不/予公开{8,1} 2:1.属于国家秘密 3:410 4: 5:12 6:533 7:14 8:15 "
      "9:\n"
      "2:2.其他法律行政法规禁止公开 3:0 4:1 5:82 6:3 7: 8:205 9:6\n"
      "2:3.危及“三安全一稳定” 3:7 4:328 5: 6:10 7:451 8:12 9:13\n"
      "2:4.保护第三方合法权益 3: 4:15 5:16 6:0 7:1 8: 9:123\n"
      "2:5.属于三类内部事务信息 3:4 4:5 5:246 6: 7:8 8:369 9:10\n"
      "2:6.属于四类过程性信息 3:11 4: 5:13 6:14 7:615 8:16 9:\n"
      "2:7.属于行政执法案卷 3:41 4:2 5:3 6:164 7: 8:6 9:287\n"
      "2:8.属于行政查询事项 3:8 4:9 5: 6:11 7:12 8:533 9:14\n"
      "1:（四）无/法提供{3,1} 2:1.本机关不掌握相关政府信息 3: 4:656 5:0 6:1 "
      "7:82 8: 9:4\n"
      "2:2.没有现成信息需要另行制作 3:205 4:6 5:7 6: 7:9 8:10 9:451\n"
      "2:3.补正后申请内容仍不明确 3:12 4: 5:574 6:15 7:16 8:0 9:\n"
      "1:（五）不 2:1.信访举报投诉类申请 3:2 4:123 5:4 6:5 7: 8:7 9:8\n"
      "[9x10]\n"
      "0:{8,1} 1:予处理{4,1} 2:2.重复申请 3:369 4:10 5: 6:492 7:13 8:14 9:615\n"
      "2:3.要求提供公开出版物 3: 4:0 5:41 6:2 7:3 8: 9:5\n"
      "2:4.无正当理由大量反复申请 3:6 4:287 5:8 6: 7:410 8:11 9:12\n"
      "2:5.要求行政机关确认或重新出具已获取信息 3:533 4: 5:15 6:656 7:0 8:1 "
      "9:\n"
      "1:（六）其/他处理{3,1} "
      "2:1.申请人无正当理由逾期不补正、行政机关/不再处理其政府信息公开申请 3:3 "
      "4:4 5:205 6:6 7: 8:328 9:9\n"
      "2:2.申请人逾期未按收费通知要求缴纳费用、/"
      "行政机关不再处理其政府信息公开申请 3:10 4:451 5: 6:13 7:574 8:15 9:16\n"
      "2:3.其他 3: 4:1 5:2 6:123 7:4 8: 9:246\n"
      "1:（七）总计{1,2} 3:7 4:8 5:369 6: 7:11 8:492 9:13\n"
      "0:四、结转下年度继续办理{1,3} 3:14 4: 5:16 6:0 7:41 8:2 9:\n");
}

TEST(Pdf, RowsWithoutRulings) {
  const absl::StatusOr<Document> document =
      ReadPdf(Printed("without_rulings.pdf"));
  ASSERT_TRUE(document.ok()) << document.status();
  ASSERT_EQ(document->tables.size(), 1u);
  EXPECT_EQ(document->tables[0].layout, Layout::kRows);
  EXPECT_EQ(Print(document),
            "自然人 其他 总计 结果\n[3x4]\n0:维持 1:3 2:12 3:15\n"
            "0:纠正 1:4 2: 3:4\n0:审结 1:7 2:12 3:19\n");
}

TEST(Pdf, WhatCannotBeReadIsRefused) {
  EXPECT_EQ(ReadPrinted(""), "DOCUMENT_DAMAGED");
  EXPECT_EQ(ReadPrinted("%PDF-1.7 and no more"), "DOCUMENT_DAMAGED");
  EXPECT_EQ(ReadPrinted(Printed("password.pdf")), "DOCUMENT_ENCRYPTED");
  EXPECT_EQ(ReadPrinted(MakePdf("", "0 0 9 9", "[]/Count 0")),
            "DOCUMENT_DAMAGED");
  EXPECT_EQ(ReadPrinted(MakePdf("0 0 9 9 re f", "0 0 99 99")),
            "DOCUMENT_WITHOUT_TEXT");
  std::string kids = "[";
  std::string pages;
  for (int i = 10; i <= 10 + kPagesMax; ++i) {
    kids += std::to_string(i) + " 0 R ";
    pages += std::to_string(i) +
             " 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n";
  }
  EXPECT_EQ(
      ReadPrinted(MakePdf(
          "", "0 0 9 9", kids + "]/Count 501>>endobj\n" + pages + "9 0 obj<<")),
      "DOCUMENT_TOO_LARGE");
}

TEST(Pdf, APageOfAnySizeTakesLittleMemory) {
  EXPECT_EQ(ReadPrinted(MakePdf(RuledContent(), "0 0 900000 900000")),
            ReadPrinted(MakePdf(RuledContent(), "0 0 9000 9000")));
  EXPECT_NE(ReadPrinted(MakePdf(RuledContent(), "0 0 1e30 1e30")), "");
  EXPECT_NE(ReadPrinted(MakePdf(RuledContent(), "0 0 0 0")), "");
  EXPECT_NE(ReadPrinted(MakePdf(RuledContent(), "300 200 0 0")), "");
}

TEST(Pdf, CutShortItIsRefusedOrReadInPart) {
  const std::string whole = Printed("without_rulings.pdf");
  for (size_t size = 0; size < whole.size(); size += 997) {
    ReadPrinted(std::string_view(whole).substr(0, size));
  }
}

TEST(Pdf, MutationsAndNoiseDoNoHarm) {
  const uint32_t seed = std::random_device()();
  std::cout << "seed " << seed << "\n";
  std::mt19937 random(seed);
  const std::string whole = MakePdf(RuledContent(), "0 0 300 200");
  for (int i = 0; i < kMutations; ++i) {
    std::string mutated = i % 10 == 0 ? Printed("without_rulings.pdf") : whole;
    for (int k = 0; k < 1 + i % 8; ++k) {
      mutated[random() % mutated.size()] = static_cast<char>(random());
    }
    ReadPrinted(mutated);
  }
  for (int i = 0; i < kMutations; ++i) {
    std::string noise = i % 2 == 0 ? "%PDF-1.7\n" : "";
    for (int k = 0; k < 200; ++k) noise += static_cast<char>(random());
    EXPECT_FALSE(ReadPdf(noise).ok());
  }
}

TEST(Pdf, ThreadsReadAtOnce) {
  const std::string bytes = Printed("disputes.pdf");
  const std::string expected = ReadPrinted(bytes);
  std::vector<std::string> results(8);
  std::vector<std::thread> threads;
  for (std::string& result : results) {
    threads.emplace_back([&] { result = Print(ReadPdf(bytes)); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& result : results) EXPECT_EQ(result, expected);
}

}  // namespace
}  // namespace disclosure::documents
