// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Web pages as offices publish them, and pages that are meant to harm.

#include "documents/read/html.h"

#include <chrono>
#include <string>

#include "gtest/gtest.h"

#include "documents/read/testing/make_package.h"
#include "documents/read/testing/print_document.h"

namespace disclosure::documents {
namespace {

std::string Read(std::string_view html, HtmlOptions options = {}) {
  const absl::StatusOr<Document> document = ReadHtml(html, options);
  if (document.ok()) {
    EXPECT_EQ(Broken(*document), "");
  }
  return Print(document);
}

TEST(Html, ParagraphsAreWhatABrowserShows) {
  EXPECT_EQ(Read("<html><head><title>t</title><style>p{}</style></head><body>"
                 "<h1>年度\n 报告</h1><p>一、<span>总</span><font>体</font>情况"
                 "</p><div>a<div>b</div>c</div>x<br>y<!-- no --><ul><li>l"
                 "<li>m</ul><script>s()</script></body></html>"),
            "年度 报告\n一、总体情况\na\nb\nc\nx\ny\nl\nm\n");
}

TEST(Html, HiddenAndStruckTextIsLeftOut) {
  EXPECT_EQ(Read("<p style='DISPLAY : none'>a<b>b</b></p><p hidden>c</p>"
                 "<p>1<del>2</del><s>3</s>4<span style=\"visibility:hidden\">5"
                 "</span><select><option>6</select><input value=7>"
                 "<input type=hidden value=8></p>"),
            "147\n");
}

TEST(Html, RaisedDigitsDoNotJoinNumbers) {
  EXPECT_EQ(Read("<p>103<sup>2</sup></p>"), "103²\n");
}

TEST(Html, SyllablesAndBreaksWithinCells) {
  EXPECT_EQ(Read("<table><tr><td><p><span>本年</span><span>新</span><br>"
                 "制作数量</p></td><td>&nbsp;</td><td>&nbsp;3&nbsp;</td></tr>"
                 "<tr><td><div>规</div><div>章</div></td><td>0<td>1</table>"),
            "[2x3]\n0:本年新/制作数量 1: 2:3\n0:规/章 1:0 2:1\n");
}

TEST(Html, SpansAreResolvedOntoPositions) {
  EXPECT_EQ(Read("<table><tr><td rowspan=2>a<td colspan=2>b<td>c"
                 "<tr><td>d<td>e<td>f<tr><td colspan=3>g<td>h</table>"),
            "[3x4]\n0:a{2,1} 1:b{1,2} 3:c\n1:d 2:e 3:f\n0:g{1,3} 3:h\n");
}

TEST(Html, AnEmptyRowCountsForTheSpansAboveIt) {
  EXPECT_EQ(Read("<table><tr><td rowspan=2>a<td rowspan=2>b</tr><tr></tr>"
                 "<tr><td>c<td>d</tr></table>"),
            "[3x2]\n0:a{2,1} 1:b{2,1}\n\n0:c 1:d\n");
}

TEST(Html, SpansEndWithTheirSection) {
  EXPECT_EQ(Read("<table><thead><tr><td rowspan=9>a<td>b</thead><tbody>"
                 "<tr><td>c<td rowspan=0>d<tr><td>e<tr><td>f</table>"),
            "[4x2]\n0:a 1:b\n0:c 1:d{3,1}\n0:e\n0:f\n");
}

TEST(Html, ASpanStopsAtACellFromAbove) {
  EXPECT_EQ(Read("<table><tr><td>a<td>b<td rowspan=2>c"
                 "<tr><td colspan=3>d<td>e</table>"),
            "[2x4]\n0:a 1:b 2:c{2,1}\n0:d{1,2} 3:e\n");
}

TEST(Html, ATableThatArrangesIsDissolved) {
  EXPECT_EQ(Read("<table><tr><td>导航</td><td><p>一、总体情况</p>"
                 "<table><tr><td>规章</td><td>1</td></tr></table>"
                 "<p>五、问题</p></td></tr></table>"),
            "导航\n一、总体情况\n[1x2]\n0:规章 1:1\n五、问题\n");
}

TEST(Html, AReportInOneTableIsCutIntoTextAndTables) {
  const std::string narrative = Times(50, "主动公开");
  EXPECT_EQ(Read("<table><tr><td colspan=2>2023年度报告</td></tr>"
                 "<tr><td colspan=2>一、总体情况</td></tr>"
                 "<tr><td colspan=2>（一）主动公开</td></tr>"
                 "<tr><td colspan=2>" +
                 narrative +
                 "</td></tr>"
                 "<tr><td colspan=2>二、主动公开政府信息情况</td></tr>"
                 "<tr><td colspan=2>第二十条第（一）项</td></tr>"
                 "<tr><td>规章</td><td>0</td></tr>"
                 "<tr><td>一、本年新收政府信息公开申请数量</td><td></td></tr>"
                 "<tr><td colspan=2>六、其他需要报告的事项</td></tr>"
                 "<tr><td colspan=2>无</td></tr></table>"),
            "2023年度报告\n一、总体情况\n（一）主动公开\n" + narrative +
                "\n二、主动公开政府信息情况\n[3x2]\n0:第二十条第（一）项{1,2}\n"
                "0:规章 1:0\n0:一、本年新收政府信息公开申请数量 1:\n"
                "六、其他需要报告的事项\n无\n");
}

TEST(Html, LinesOfADumpAreParagraphs) {
  EXPECT_EQ(Read("<pre>规章 | 0 |\n\n行政许可\t| 1 |</pre><p>a</p>"),
            "规章 | 0 |\n行政许可\t| 1 |\na\n");
}

TEST(Html, LinesCountInATextWithTables) {
  EXPECT_EQ(Read("一、总体情况\n正文\n<table><tr><td>a\nb<td>c</table>\n完",
                 {.lines = true}),
            "一、总体情况\n正文\n[1x2]\n0:a b 1:c\n完\n");
}

TEST(Html, EncodingsAreFound) {
  EXPECT_EQ(Read("<meta charset=gb2312><p>\xD5\xFE\xB8\xAE</p>"), "政府\n");
  EXPECT_EQ(Read("<p>\xD5\xFE\xB8\xAE</p>"), "政府\n");
  EXPECT_EQ(Read("<meta http-equiv=Content-Type content='text/html; "
                 "charset=gb2312'><p>政府</p>"),
            "政府\n");
  EXPECT_EQ(Read("<meta charset='big5'><p>\xAC\x46\xA9\xB2</p>"), "政府\n");
}

TEST(Html, WordsOwnMarkupIsNotText) {
  EXPECT_EQ(Read("<html><!--[if gte mso 9]><xml><w:View>Normal</w:View></xml>"
                 "<![endif]--><body><p><![if !supportLists]>1<![endif]><o:p>"
                 "</o:p>.属于</p><xml>Normal 0</xml></body></html>"),
            "1.属于\n");
}

TEST(Html, DeepNestingIsRefused) {
  EXPECT_EQ(Read(Times(100'000, "<div>")), "DOCUMENT_TOO_LARGE");
  EXPECT_EQ(Read(Times(100'000, "<table><tr><td>")), "DOCUMENT_TOO_LARGE");
  EXPECT_EQ(Read(Times(100'000, "<b>") + Times(100'000, "</i>")),
            "DOCUMENT_TOO_LARGE");
}

TEST(Html, ElementsLeftOpenAreNoNesting) {
  EXPECT_EQ(Read("<table>" + Times(300, "<tr><td><font><b>a<td><span>1") +
                 "</table>"),
            "[300x2]\n" + Times(300, "0:a 1:1\n"));
}

TEST(Html, EndsOfWhatIsNotOpenCostNoTime) {
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(Read(Times(4'000, "<b>") + Times(10'000'000, "</i>")),
            "DOCUMENT_TOO_LARGE");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(Html, AMillionCellsAreRefusedAtOnce) {
  const std::string page =
      "<table>" + Times(10'000, "<tr>" + Times(100, "<td>1")) + "</table>";
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(Read(page), "DOCUMENT_TOO_LARGE");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(Html, HugeSpansCostNothing) {
  EXPECT_EQ(Read("<table><tr><td rowspan=99999999999 colspan=1>a<td>b"
                 "</table>"),
            "[1x2]\n0:a 1:b\n");
  EXPECT_EQ(Read("<table>" + Times(300, "<tr><td colspan=1000>a") + "</table>"),
            "DOCUMENT_TOO_LARGE");
}

TEST(Html, BytesThatAreNoTextAreRefused) {
  std::string noise;
  for (int i = 0; i < 4096; ++i) {
    noise.push_back(static_cast<char>(i * 7 % 256));
  }
  EXPECT_EQ(Read("<html>" + noise), "DOCUMENT_DAMAGED");
}

}  // namespace
}  // namespace disclosure::documents
