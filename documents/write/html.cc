// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/write/html.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "documents/write/markup.h"

namespace disclosure::documents {
namespace {

// Fonts of official documents first, then what a machine without them has.
constexpr char kStyle[] = R"(
@page { size: A4; margin: 25mm 22mm; }
body { max-width: 166mm; margin: 0 auto; padding: 6mm;
  font: 16pt/28pt FangSong_GB2312, 仿宋_GB2312, FangSong, 仿宋,
    "Noto Serif CJK SC", serif; }
h1 { font: 22pt/34pt 方正小标宋简体, 方正小标宋_GBK, SimSun, 宋体,
  "Noto Serif CJK SC", serif; text-align: center; margin: 8mm 0; }
h2 { font: 16pt/28pt SimHei, 黑体, "Noto Sans CJK SC", sans-serif;
  text-indent: 2em; margin: 4mm 0 2mm; break-after: avoid; }
p { text-indent: 2em; margin: 0; text-align: justify;
  overflow-wrap: anywhere; }
p.note { font-size: 12pt; line-height: 20pt; }
p.caption { font-size: 12pt; text-align: center; text-indent: 0;
  break-after: avoid; }
table { break-inside: avoid; border-collapse: collapse;
  table-layout: fixed; width: 100%; margin: 2mm 0 6mm; }
td { border: 1px solid #000; padding: 2px 3px; text-align: center;
  vertical-align: middle; overflow-wrap: anywhere;
  font: 9pt/13pt SimSun, 宋体, "Noto Serif CJK SC", serif; }
td.figure { overflow-wrap: normal; white-space: nowrap; }
tr { break-inside: avoid; height: 6.6mm; }
@media print { body { max-width: none; padding: 0; } }
)";

std::string Lines(const std::string& text) {
  std::string out;
  for (const char c : EscapeMarkup(text)) {
    if (c == '\n') {
      out += "<br>";
    } else {
      out += c;
    }
  }
  return out;
}

std::string Span(const char* name, int span) {
  return span > 1 ? absl::StrCat(" ", name, "=\"", span, "\"") : "";
}

// What a cell has of its own.
std::string StyleOf(const FormBlock& block, size_t index) {
  const TableCell& cell = block.table.cells[index];
  if (block.labels[index]) {
    const double padding = LabelPadding(block, cell);
    return padding > 0
               ? absl::StrFormat(" style=\"padding:2px %.1fpt\"", padding)
               : "";
  }
  const double points = FigurePoints(block, cell);
  return points < kTableTextPoints
             ? absl::StrFormat(" class=\"figure\" style=\"font-size:%.1fpt\"",
                               points)
             : " class=\"figure\"";
}

std::string TableMarkup(const FormBlock& block) {
  std::string out = "<table>\n<colgroup>";
  for (const int width : block.widths) {
    absl::StrAppend(&out, "<col style=\"width:", width / 10, ".", width % 10,
                    "%\">");
  }
  out += "</colgroup>\n";
  int row = -1;
  for (size_t i = 0; i < block.table.cells.size(); ++i) {
    const TableCell& cell = block.table.cells[i];
    if (cell.row != row) {
      out += row < 0 ? "<tr>" : "</tr>\n<tr>";
      row = cell.row;
    }
    absl::StrAppend(
        &out, "<td", StyleOf(block, i), Span("rowspan", cell.row_span),
        Span("colspan", cell.column_span), ">", Lines(cell.text), "</td>");
  }
  return out + "</tr>\n</table>\n";
}

}  // namespace

std::string WriteHtml(const form::Catalog& catalog,
                      const FormDocument& document) {
  std::string out = absl::StrCat(
      "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n"
      "<meta charset=\"utf-8\">\n<title>",
      EscapeMarkup(TitleOf(document)), "</title>\n<style>", kStyle,
      "</style>\n</head>\n<body>\n");
  for (const FormBlock& block : BlocksOf(catalog, document)) {
    const std::string text = Lines(block.text);
    switch (block.kind) {
      case FormBlock::Kind::kTitle:
        absl::StrAppend(
            &out,
            absl::StrFormat(
                "<h1 style=\"padding:0 %.1fpt\">",
                BalancedMargin(block.text, kTextWidthPoints, kTitleTextPoints)),
            text, "</h1>\n");
        break;
      case FormBlock::Kind::kNote:
        absl::StrAppend(&out, "<p class=\"note\">", text, "</p>\n");
        break;
      case FormBlock::Kind::kHeading:
        absl::StrAppend(&out, "<h2>", text, "</h2>\n");
        break;
      case FormBlock::Kind::kParagraph:
        absl::StrAppend(&out, "<p>", text, "</p>\n");
        break;
      case FormBlock::Kind::kCaption:
        absl::StrAppend(&out, "<p class=\"caption\">", text, "</p>\n");
        break;
      case FormBlock::Kind::kTable:
        out += TableMarkup(block);
        break;
    }
  }
  return out + "</body>\n</html>\n";
}

}  // namespace disclosure::documents
