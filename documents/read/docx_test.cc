// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Word documents as Word and WPS write them, and some that are meant to harm.

#include "documents/read/docx.h"

#include <string>

#include "gtest/gtest.h"

#include "documents/read/testing/make_package.h"
#include "documents/read/testing/print_document.h"

namespace disclosure::documents {
namespace {

std::string Read(std::string_view bytes) {
  const absl::StatusOr<Document> document = ReadDocx(bytes);
  if (document.ok()) {
    EXPECT_EQ(Broken(*document), "");
  }
  return Print(document);
}

std::string ReadBody(std::string_view body) { return Read(MakeDocx(body)); }

std::string RunOf(const std::string& text) {
  return "<w:r><w:t>" + text + "</w:t></w:r>";
}

std::string Line(const std::string& text) {
  return "<w:p>" + RunOf(text) + "</w:p>";
}

std::string Cell(const std::string& text, const std::string& properties = "") {
  return "<w:tc><w:tcPr>" + properties + "</w:tcPr>" + Line(text) + "</w:tc>";
}

TEST(Docx, RunsTabsAndBreaks) {
  EXPECT_EQ(ReadBody("<w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs>"
                     "<w:rPr><w:vanish/></w:rPr></w:pPr>" +
                     RunOf("一、") + RunOf("总体") +
                     "<w:r><w:tab/><w:t>a</w:t><w:br/><w:t>b</w:t></w:r>"
                     "</w:p><w:p/>" +
                     Line("⼀⻔")),
            "一、总体\ta\nb\n一门\n");
}

TEST(Docx, ChangesAreAcceptedAndHiddenTextIsLeftOut) {
  EXPECT_EQ(
      ReadBody("<w:p><w:ins>" + RunOf("1") +
               "</w:ins><w:del><w:r><w:delText>2"
               "</w:delText></w:r></w:del><w:moveFrom>" +
               RunOf("3") +
               "</w:moveFrom><w:r><w:rPr><w:vanish/></w:rPr><w:t>4</w:t></w:r>"
               "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>5</w:t></w:r>"
               "<w:r><w:rPr><w:strike/></w:rPr><w:t>6</w:t></w:r><w:r><w:rPr>"
               "<w:vertAlign w:val='superscript'/></w:rPr><w:t>7</w:t></w:r>"
               "<w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"),
      "15⁷\n");
}

TEST(Docx, PromptsAreNoContent) {
  EXPECT_EQ(ReadBody("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
                     "<w:sdtContent>" +
                     Line("单击此处输入文字") +
                     "</w:sdtContent></w:sdt><w:sdt><w:sdtPr/><w:sdtContent>" +
                     Line("a") + "</w:sdtContent></w:sdt>"),
            "a\n");
}

TEST(Docx, MergedCells) {
  EXPECT_EQ(
      ReadBody("<w:tbl><w:tr>" +
               Cell("a", "<w:gridSpan w:val='2'/><w:vMerge w:val='restart'/>") +
               Cell("b") + "</w:tr><w:tr>" +
               Cell("x", "<w:gridSpan w:val='2'/><w:vMerge/>") + Cell("c") +
               "</w:tr><w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>" +
               Cell("d") + Cell("") + "</w:tr></w:tbl>"),
      "[3x3]\n0:a{2,2} 2:b\n2:c\n1:d 2:\n");
}

TEST(Docx, AContinuationWithoutABeginningIsACell) {
  EXPECT_EQ(ReadBody("<w:tbl><w:tr>" + Cell("a", "<w:vMerge/>") + Cell("b") +
                     "</w:tr><w:tr>" + Cell("c", "<w:vMerge/>") + Cell("d") +
                     "</w:tr></w:tbl>"),
            "[2x2]\n0:a{2,1} 1:b\n1:d\n");
}

TEST(Docx, ADeletedRowIsNotThere) {
  EXPECT_EQ(ReadBody("<w:tbl><w:tr>" + Cell("a") + Cell("1") +
                     "</w:tr><w:tr><w:trPr><w:del/></w:trPr>" + Cell("b") +
                     Cell("2") + "</w:tr><w:tr>" + Cell("c") + Cell("3") +
                     "</w:tr></w:tbl>"),
            "[2x2]\n0:a 1:1\n0:c 1:3\n");
}

TEST(Docx, TablesWithinATable) {
  const std::string inner =
      "<w:tbl><w:tr>" + Cell("规章") + Cell("1") + "</w:tr></w:tbl>";
  EXPECT_EQ(ReadBody("<w:tbl><w:tr><w:tc>" + Line("前") + inner + Line("后") +
                     "</w:tc></w:tr></w:tbl>"),
            "前\n[1x2]\n0:规章 1:1\n后\n");
  EXPECT_EQ(
      ReadBody("<w:tbl>" +
               Times(7, "<w:tr>" + Cell("行政许可") + Cell("2") + "</w:tr>") +
               "<w:tr><w:tc>" + inner + "</w:tc>" + Cell("3") +
               "</w:tr></w:tbl>"),
      "[8x2]\n" + Times(7, "0:行政许可 1:2\n") + "0: 1:3\n[1x2]\n0:规章 1:1\n");
}

TEST(Docx, ATextBoxIsReadOnceAndAfterItsParagraph) {
  const std::string box = "<w:txbxContent>" + Line("框") + "</w:txbxContent>";
  EXPECT_EQ(
      ReadBody("<w:p>" + RunOf("前") + "<w:r><mc:AlternateContent><mc:Choice>" +
               box + "</mc:Choice><mc:Fallback><w:pict><v:textbox>" + box +
               "</v:textbox></w:pict></mc:Fallback>"
               "</mc:AlternateContent></w:r>" +
               RunOf("后") + "</w:p>"),
      "前后\n框\n");
}

TEST(Docx, TheStrictFormIsRead) {
  EXPECT_EQ(Read(MakeZip(
                {{"_rels/.rels",
                  "<Relationships><Relationship Id='a' Type='http://purl.oclc."
                  "org/ooxml/officeDocument/relationships/officeDocument' "
                  "Target='/word/../word/main.xml'/></Relationships>"},
                 {"word/main.xml",
                  "<document xmlns='http://purl.oclc.org/ooxml/"
                  "wordprocessingml/main'><body><p><r><t>a&amp;b</t></r></p>"
                  "</body></document>"}})),
            "a&b\n");
}

TEST(Docx, DeepNestingIsRefused) {
  EXPECT_EQ(ReadBody(Times(100'000, "<w:sdt>") + Times(100'000, "</w:sdt>")),
            "DOCUMENT_TOO_LARGE");
  EXPECT_EQ(ReadBody(Times(33'000, "<w:tbl><w:tr><w:tc>")),
            "DOCUMENT_TOO_LARGE");
}

TEST(Docx, APartThatUnpacksToTooMuchIsRefused) {
  EXPECT_EQ(ReadBody(std::string(65 << 20, ' ')), "DOCUMENT_TOO_LARGE");
}

TEST(Docx, AClaimOf300MegabytesIsRefusedUnread) {
  std::string bytes = MakeDocx("");
  const size_t head = bytes.rfind("PK\1\2");
  ASSERT_NE(head, std::string::npos);
  bytes.replace(head + 24, 4, std::string("\0\0\xC0\x12", 4));
  EXPECT_EQ(Read(bytes), "DOCUMENT_TOO_LARGE");
}

// The size in the head is not believed.
TEST(Docx, MoreThanItsHeadSaysIsRefused) {
  std::string bytes =
      ReadBody("").empty() ? MakeDocx(std::string(65 << 20, ' ')) : "";
  const size_t head = bytes.rfind("PK\1\2");
  ASSERT_NE(head, std::string::npos);
  // The unpacked size, in the directory.
  bytes.replace(head + 24, 4, std::string("\x10\0\0\0", 4));
  const std::string answer = Read(bytes);
  EXPECT_TRUE(answer == "DOCUMENT_TOO_LARGE" || answer == "DOCUMENT_DAMAGED")
      << answer;
}

TEST(Docx, EntitiesAreRefused) {
  EXPECT_EQ(Read(MakeZip({{"word/document.xml",
                           "<!DOCTYPE d [<!ENTITY a 'aaaa'>]><d>&a;</d>"}})),
            "DOCUMENT_DAMAGED");
}

TEST(Docx, WhatIsCutShortIsDamaged) {
  const std::string whole = MakeDocx(Line("a"));
  for (size_t size = 0; size < whole.size(); size += 7) {
    EXPECT_EQ(Read(whole.substr(0, size)), "DOCUMENT_DAMAGED") << size;
  }
  EXPECT_EQ(
      Read(MakeZip({{"word/document.xml",
                     "<w:document xmlns:w='wordprocessingml'><w:body>"}})),
      "DOCUMENT_DAMAGED");
  EXPECT_EQ(Read(MakeZip({{"a", "b"}})), "DOCUMENT_DAMAGED");
}

}  // namespace
}  // namespace disclosure::documents
