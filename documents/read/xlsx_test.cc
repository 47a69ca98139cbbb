// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Workbooks as Excel, WPS and LibreOffice write them, and hostile ones.

#include "documents/read/xlsx.h"

#include <string>

#include "gtest/gtest.h"

#include "documents/read/number_format.h"
#include "documents/read/testing/make_package.h"
#include "documents/read/testing/print_document.h"

namespace disclosure::documents {
namespace {

std::string Read(std::string_view bytes) {
  const absl::StatusOr<Document> document = ReadXlsx(bytes);
  if (document.ok()) {
    EXPECT_EQ(Broken(*document), "");
  }
  return Print(document);
}

std::string Text(const std::string& place, const std::string& text) {
  return "<c r='" + place + "' t='inlineStr'><is><t>" + text + "</t></is></c>";
}

std::string Value(const std::string& place, const std::string& value,
                  const std::string& attributes = "") {
  return "<c r='" + place + "' " + attributes + "><v>" + value + "</v></c>";
}

std::string Rows(const std::string& cells, const std::string& more = "") {
  return "<sheetData><row>" + cells + "</row></sheetData>" + more;
}

std::string ReadRows(const std::string& cells, const std::string& more = "",
                     const Parts& parts = {}) {
  return Read(MakeXlsx({{.name = "表", .xml = Rows(cells, more)}}, parts));
}

TEST(Xlsx, KindsOfCells) {
  EXPECT_EQ(
      ReadRows("<c r='A1' t='s'><v>1</v></c>" + Value("B1", "abc", "t='str'") +
                   Value("C1", "1", "t='b'") + Value("D1", "#REF!", "t='e'") +
                   Value("E1", "0.10000000000000001") + Value("F1", "1E3") +
                   "<c r='G1'><f>SUM(A1:A2)</f><v>7</v></c>"
                   "<c r='H1'><f>SUM(A1:A2)</f></c><c r='I1' s='3'/>"
                   "<c><v>5</v></c>",
               "",
               {{"xl/sharedStrings.xml",
                 "<sst><si><t>x</t></si><si><r><t>一、</t></r><r><rPr>"
                 "<vertAlign val='superscript'/></rPr><t>2</t></r><rPh><t>y"
                 "</t></rPh></si></sst>"}}),
      "[1x10 表]\n0:一、² 1:abc 2:TRUE 3:#REF! 4:0.1 5:1000 6:7 "
      "7:=SUM(A1:A2) 8: 9:5\n");
}

TEST(Xlsx, TheUsedRangeIsDenseAndMergedCellsAreOne) {
  EXPECT_EQ(ReadRows(Text("B2", "规章") + Text("D2", "数量") +
                         Text("C4", "x&#10;_x000D_ y") + Text("D4", "z"),
                     "<mergeCells><mergeCell ref='B2:C3'/><mergeCell "
                     "ref='C3:D3'/><mergeCell ref='A9:XFD1048576'/>"
                     "</mergeCells>"),
            "[3x3 表]\n0:规章{2,2} 2:数量\n2:\n0: 1:x/y 2:z\n");
}

TEST(Xlsx, HiddenSheetsAreMarkedHiddenRowsAreNotThere) {
  EXPECT_EQ(
      Read(MakeXlsx(
          {{.name = "a",
            .xml = "<cols><col min='2' max='2' hidden='1'/></cols>"
                   "<sheetData><row r='1'>" +
                   Text("A1", "a") + Text("B1", "b") + Text("C1", "c") +
                   "</row><row r='2' hidden='1'>" + Text("A2", "d") +
                   Text("C2", "e") + "</row><row r='3'>" + Text("A3", "f") +
                   Text("C3", "g") + "</row></sheetData>"},
           {.name = "office",
            .xml = Rows(Text("A1", "419001004-01")),
            .hidden = true}})),
      "[2x2 a]\n0:a 1:c\n0:f 1:g\n[1x1 office hidden]\n"
      "0:419001004-01\n");
}

TEST(Xlsx, AReportInOneSheetIsCutIntoTextAndTables) {
  const std::string narrative = Times(50, "主动公开");
  EXPECT_EQ(ReadRows(Text("A1", "一、总体情况") + Text("A2", "（一）主动公开") +
                     Text("A4", narrative) +
                     Text("A5", "三、收到和处理政府信息公开申请情况") +
                     Text("B6", "自然人") + Text("C6", "总计") +
                     Text("A7", "一、本年新收政府信息公开申请数量") +
                     Text("A8", "二、上年结转政府信息公开申请数量") +
                     Value("B8", "0") + Text("A9", "六、其他需要报告的事项") +
                     Text("A10", "无")),
            "一、总体情况\n（一）主动公开\n" + narrative +
                "\n三、收到和处理政府信息公开申请情况\n[3x3 表]\n"
                "0: 1:自然人 2:总计\n0:一、本年新收政府信息公开申请数量 1: 2:\n"
                "0:二、上年结转政府信息公开申请数量 1:0 2:\n"
                "六、其他需要报告的事项\n无\n");
}

TEST(Xlsx, UnitsInFormatsStayWithTheNumber) {
  const Parts styles = {
      {"xl/styles.xml",
       "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='0.####"
       "&quot;万元&quot;'/></numFmts><cellStyleXfs><xf/></cellStyleXfs>"
       "<cellXfs><xf numFmtId='0'/><xf numFmtId='164'/><xf numFmtId='14'/>"
       "</cellXfs></styleSheet>"}};
  EXPECT_EQ(
      ReadRows(Value("A1", "160.59640000000002", "s='1'") +
                   Value("B1", "45322", "s='2'") + Value("C1", "3", "s='9'"),
               "", styles),
      "[1x3 表]\n0:160.5964万元 1:2024-01-31 2:3\n");
}

TEST(NumberFormat, PrintsWhatIsStored) {
  EXPECT_EQ(PrintNumber("11398889", "#,##0"), "11398889");
  EXPECT_EQ(PrintNumber("-253", "0;[Red]-0"), "-253");
  EXPECT_EQ(PrintNumber("5", "0\"件\""), "5件");
  EXPECT_EQ(PrintNumber("5", "0件;-0件;0"), "5件");
  EXPECT_EQ(PrintNumber("0", "0件;-0件;0"), "0");
  EXPECT_EQ(PrintNumber("0", "_ * #,##0_ ;_ * \\-#,##0_ ;_ * \"-\"_ ;_ @_ "),
            "0");
  EXPECT_EQ(PrintNumber("0.5", "0%"), "50%");
  EXPECT_EQ(PrintNumber("1.5", "General"), "1.5");
  EXPECT_EQ(PrintNumber("0.00001", ""), "0.00001");
  EXPECT_EQ(PrintNumber("999999999999999", ""), "999999999999999");
  EXPECT_EQ(PrintNumber("1e300", ""), "1e300");
  EXPECT_EQ(PrintNumber("-0", ""), "0");
  EXPECT_EQ(PrintNumber("12x", "0件"), "12x");
  EXPECT_EQ(PrintNumber("45322", "yyyy\"年\"m\"月\"d\"日\""), "2024-01-31");
}

TEST(NumberFormat, ANumberShownOtherwiseIsNoPlainNumber) {
  EXPECT_EQ(PrintNumber("123456", "0!.0,\"万\""), "123456 (0!.0,\"万\")");
  EXPECT_EQ(PrintNumber("123456", "0.0,"), "123456 (0.0,)");
  EXPECT_EQ(PrintNumber("5", "[>=10000]0!.0,\"万\";0"),
            "5 ([>=10000]0!.0,\"万\";0)");
}

TEST(Xlsx, RelationshipsInACircleEnd) {
  EXPECT_EQ(Read(MakeXlsx(
                {{.name = "a", .xml = Rows(Text("A1", "a") + Text("B1", "b"))}},
                {{"xl/_rels/workbook.xml.rels",
                  "<Relationships><Relationship Id='rId1' Type='x/worksheet' "
                  "Target='workbook.xml'/></Relationships>"}})),
            "");
}

TEST(Xlsx, SharedTextsCannotMultiply) {
  std::string cells;
  for (int i = 1; i <= 20; ++i) {
    cells += Value("A" + std::to_string(i), "0", "t='s'");
  }
  EXPECT_EQ(ReadRows(cells, "",
                     {{"xl/sharedStrings.xml", "<sst><si><t>" +
                                                   std::string(1 << 20, 'a') +
                                                   "</t></si></sst>"}}),
            "DOCUMENT_TOO_LARGE");
}

TEST(Xlsx, FarCellsAreRefused) {
  EXPECT_EQ(ReadRows(Value("A1", "1") + Value("XFD1048576", "1")),
            "DOCUMENT_TOO_LARGE");
  EXPECT_EQ(ReadRows(Value("A1", "1") + Value("ALK19999", "1")),
            "DOCUMENT_TOO_LARGE");
  EXPECT_EQ(ReadRows(Value("A1", "1") + Value("ZZZ9", "2")),
            "[1x2 表]\n"
            "0:1 1:2\n");
}

TEST(Xlsx, OverlappingMergesEnd) {
  EXPECT_EQ(ReadRows(Value("A1", "1") + Value("Z999", "1"),
                     Times(10'000, "<mergeCell ref='A1:Z999'/>")),
            "DOCUMENT_TOO_LARGE");
}

TEST(Xlsx, WhatIsMissingIsDamage) {
  EXPECT_EQ(ReadRows(Value("A1", "0", "t='s'")), "DOCUMENT_DAMAGED");
  EXPECT_EQ(ReadRows("<c r='A1'>"), "DOCUMENT_DAMAGED");
  const std::string whole = MakeXlsx({{.name = "a", .xml = ""}});
  EXPECT_EQ(Read(whole.substr(0, whole.size() / 2)), "DOCUMENT_DAMAGED");
}

}  // namespace
}  // namespace disclosure::documents
