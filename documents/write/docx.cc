// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/write/docx.h"

#include <algorithm>
#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "documents/write/markup.h"
#include "documents/write/zip_writer.h"

namespace disclosure::documents {
namespace {

constexpr char kXml[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

constexpr char kContentTypes[] =
    R"(<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels"
  ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml"
  ContentType="application/)"
    R"(vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/styles.xml"
  ContentType="application/)"
    R"(vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>
<Override PartName="/docProps/core.xml"
  ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
</Types>
)";

constexpr char kPackageRelationships[] =
    R"(<Relationships
  xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1"
  Type="http://schemas.openxmlformats.org/officeDocument/2006/)"
    R"(relationships/officeDocument"
  Target="word/document.xml"/>
<Relationship Id="rId2"
  Type="http://schemas.openxmlformats.org/package/2006/relationships/)"
    R"(metadata/core-properties"
  Target="docProps/core.xml"/>
</Relationships>
)";

constexpr char kDocumentRelationships[] =
    R"(<Relationships
  xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1"
  Type="http://schemas.openxmlformats.org/officeDocument/2006/)"
    R"(relationships/styles"
  Target="styles.xml"/>
</Relationships>
)";

// Sizes are half points, distances twentieths of a point. 三号 is 16 pt, 二号
// 22 pt, 小五 9 pt. Order of elements: as the schema of the format has it.
constexpr char kStyles[] =
    R"(<w:styles
  xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:docDefaults><w:rPrDefault><w:rPr>
<w:rFonts w:ascii="仿宋_GB2312" w:hAnsi="仿宋_GB2312" w:eastAsia="仿宋_GB2312"
  w:cs="Times New Roman"/><w:sz w:val="32"/><w:szCs w:val="32"/>
<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr>
</w:rPrDefault><w:pPrDefault/></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal">
<w:name w:val="Normal"/><w:qFormat/><w:pPr>
<w:spacing w:line="560" w:lineRule="exact"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/>
<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>
<w:spacing w:before="240" w:after="360" w:line="680" w:lineRule="exact"/>
<w:jc w:val="center"/></w:pPr><w:rPr>
<w:rFonts w:ascii="方正小标宋简体" w:hAnsi="方正小标宋简体" w:eastAsia="方正小标宋简体"/>
<w:sz w:val="44"/><w:szCs w:val="44"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/>
<w:basedOn w:val="Normal"/><w:next w:val="BodyText"/><w:qFormat/><w:pPr>
<w:keepNext/><w:spacing w:before="160" w:after="80"/>
<w:ind w:firstLineChars="200" w:firstLine="640"/><w:outlineLvl w:val="0"/>
</w:pPr><w:rPr><w:rFonts w:ascii="黑体" w:hAnsi="黑体" w:eastAsia="黑体"/></w:rPr>
</w:style>
<w:style w:type="paragraph" w:styleId="BodyText"><w:name w:val="Body Text"/>
<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>
<w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/></w:pPr>
</w:style>
<w:style w:type="paragraph" w:customStyle="1" w:styleId="Note">
<w:name w:val="Note"/><w:basedOn w:val="Normal"/><w:pPr>
<w:spacing w:line="400" w:lineRule="exact"/>
<w:ind w:firstLineChars="200" w:firstLine="480"/></w:pPr><w:rPr>
<w:sz w:val="24"/><w:szCs w:val="24"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/>
<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/>
<w:spacing w:line="400" w:lineRule="exact"/><w:jc w:val="center"/></w:pPr>
<w:rPr><w:sz w:val="24"/><w:szCs w:val="24"/></w:rPr></w:style>
<w:style w:type="paragraph" w:customStyle="1" w:styleId="TableText">
<w:name w:val="Table Text"/><w:basedOn w:val="Normal"/><w:pPr>
<w:spacing w:line="240" w:lineRule="exact"/><w:jc w:val="center"/></w:pPr>
<w:rPr><w:rFonts w:ascii="宋体" w:hAnsi="宋体" w:eastAsia="宋体"/><w:sz w:val="18"/>
<w:szCs w:val="18"/></w:rPr></w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal">
<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>
<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>
<w:top w:w="0" w:type="dxa"/><w:left w:w="40" w:type="dxa"/>
<w:bottom w:w="0" w:type="dxa"/><w:right w:w="40" w:type="dxa"/>
</w:tblCellMar></w:tblPr></w:style>
<w:style w:type="table" w:customStyle="1" w:styleId="FormTable">
<w:name w:val="Form Table"/><w:basedOn w:val="TableNormal"/><w:tblPr>
<w:tblBorders><w:top w:val="single" w:sz="4" w:space="0" w:color="000000"/>
<w:left w:val="single" w:sz="4" w:space="0" w:color="000000"/>
<w:bottom w:val="single" w:sz="4" w:space="0" w:color="000000"/>
<w:right w:val="single" w:sz="4" w:space="0" w:color="000000"/>
<w:insideH w:val="single" w:sz="4" w:space="0" w:color="000000"/>
<w:insideV w:val="single" w:sz="4" w:space="0" w:color="000000"/>
</w:tblBorders></w:tblPr></w:style>
</w:styles>
)";

// A4 with margins of 25 mm and 22 mm.
constexpr int kTextWidth = 9412;
constexpr char kSection[] =
    "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/>"
    "<w:pgMar w:top=\"1417\" w:right=\"1247\" w:bottom=\"1417\" "
    "w:left=\"1247\" w:header=\"851\" w:footer=\"992\" w:gutter=\"0\"/>"
    "</w:sectPr>";

// `properties` follow the style in the order of the schema; `run` is how the
// text differs from it.
std::string Paragraph(const char* style, const std::string& text,
                      const std::string& properties = "",
                      const std::string& run = "") {
  std::string out = absl::StrCat("<w:p><w:pPr><w:pStyle w:val=\"", style,
                                 "\"/>", properties, "</w:pPr>");
  size_t start = 0;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n', start), text.size());
    absl::StrAppend(&out, "<w:r>", run, start > 0 ? "<w:br/>" : "",
                    "<w:t xml:space=\"preserve\">",
                    EscapeMarkup(text.substr(start, end - start)),
                    "</w:t></w:r>");
    if (end == text.size()) break;
    start = end + 1;
  }
  return out + "</w:p>";
}

std::string TitleParagraph(const std::string& text) {
  const int margin =
      static_cast<int>(20 * std::max(0.0, BalancedMargin(text, kTextWidthPoints,
                                                         kTitleTextPoints) -
                                              kTitleTextPoints / 2));
  return Paragraph("Title", text,
                   absl::StrCat("<w:ind w:left=\"", margin, "\" w:right=\"",
                                margin, "\"/>"));
}

// A column's left edge in twentieths of a point.
int Edge(const FormBlock& block, int column) {
  int sum = 0;
  for (int i = 0; i < column; ++i) sum += block.widths[static_cast<size_t>(i)];
  return sum * kTextWidth / 1000;
}

// Of a figure too wide for the usual letters.
std::string SizeOf(const FormBlock& block, const TableCell& cell) {
  const double points = FigurePoints(block, cell);
  if (points == kTableTextPoints) return "";
  const int half_points = static_cast<int>(points * 2);
  return absl::StrCat("<w:rPr><w:sz w:val=\"", half_points,
                      "\"/><w:szCs w:val=\"", half_points, "\"/></w:rPr>");
}

// What stands in one row of a cell that may cover more.
std::string Cell(const FormBlock& block, size_t index, int row) {
  const TableCell& cell = block.table.cells[index];
  const bool is_label = block.labels[index];
  const int end = cell.column + cell.column_span;
  std::string out = absl::StrCat("<w:tc><w:tcPr><w:tcW w:w=\"",
                                 Edge(block, end) - Edge(block, cell.column),
                                 "\" w:type=\"dxa\"/>");
  if (cell.column_span > 1) {
    absl::StrAppend(&out, "<w:gridSpan w:val=\"", cell.column_span, "\"/>");
  }
  const bool first = row == cell.row;
  // A table stays on one page if it fits there.
  const bool is_last = row + 1 == block.table.rows;
  if (cell.row_span > 1) {
    out += first ? "<w:vMerge w:val=\"restart\"/>" : "<w:vMerge/>";
  }
  // In twentieths of a point.
  const int padding = static_cast<int>(20 * LabelPadding(block, cell));
  if (is_label && padding > 0) {
    absl::StrAppend(&out, "<w:tcMar><w:left w:w=\"", padding,
                    "\" w:type=\"dxa\"/><w:right w:w=\"", padding,
                    "\" w:type=\"dxa\"/></w:tcMar>");
  }
  absl::StrAppend(&out, "<w:vAlign w:val=\"center\"/></w:tcPr>",
                  Paragraph("TableText", first ? cell.text : "",
                            is_last ? "" : "<w:keepNext/>",
                            is_label ? "" : SizeOf(block, cell)),
                  "</w:tc>");
  return out;
}

std::string WriteTable(const FormBlock& block) {
  const Table& table = block.table;
  std::string out = absl::StrCat(
      "<w:tbl><w:tblPr><w:tblStyle w:val=\"FormTable\"/><w:tblW w:w=\"",
      kTextWidth,
      "\" w:type=\"dxa\"/><w:jc w:val=\"center\"/>"
      "<w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>");
  for (int i = 0; i < table.columns; ++i) {
    absl::StrAppend(&out, "<w:gridCol w:w=\"",
                    Edge(block, i + 1) - Edge(block, i), "\"/>");
  }
  out += "</w:tblGrid>";
  // The cells of each row by column, those from above too.
  std::vector<std::map<int, size_t>> rows(static_cast<size_t>(table.rows));
  for (size_t i = 0; i < table.cells.size(); ++i) {
    const TableCell& cell = table.cells[i];
    for (int j = 0; j < cell.row_span; ++j) {
      rows[static_cast<size_t>(cell.row + j)][cell.column] = i;
    }
  }
  for (int row = 0; row < table.rows; ++row) {
    out +=
        "<w:tr><w:trPr><w:cantSplit/>"
        "<w:trHeight w:val=\"420\" w:hRule=\"atLeast\"/></w:trPr>";
    for (const auto& [column, index] : rows[static_cast<size_t>(row)]) {
      out += Cell(block, index, row);
    }
    out += "</w:tr>";
  }
  // Two tables in a row would become one.
  return out + "</w:tbl>" + Paragraph("TableText", "");
}

std::string WriteBody(const form::Catalog& catalog,
                      const FormDocument& document) {
  std::string out;
  for (const FormBlock& block : BlocksOf(catalog, document)) {
    switch (block.kind) {
      case FormBlock::Kind::kTitle:
        out += TitleParagraph(block.text);
        break;
      case FormBlock::Kind::kNote:
        out += Paragraph("Note", block.text);
        break;
      case FormBlock::Kind::kHeading:
        out += Paragraph("Heading1", block.text);
        break;
      case FormBlock::Kind::kParagraph:
        out += Paragraph("BodyText", block.text);
        break;
      case FormBlock::Kind::kCaption:
        out += Paragraph("Caption", block.text);
        break;
      case FormBlock::Kind::kTable:
        out += WriteTable(block);
        break;
    }
    out += "\n";
  }
  return out;
}

}  // namespace

absl::StatusOr<std::string> WriteDocx(const form::Catalog& catalog,
                                      const FormDocument& document) {
  const std::string core = absl::StrCat(
      kXml,
      "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/"
      "2006/metadata/core-properties\" "
      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>",
      EscapeMarkup(TitleOf(document)), "</dc:title></cp:coreProperties>\n");
  const std::string body = absl::StrCat(
      kXml,
      "<w:document xmlns:w=\"http://schemas.openxmlformats.org/"
      "wordprocessingml/2006/main\"><w:body>\n",
      WriteBody(catalog, document), kSection, "</w:body></w:document>\n");
  return WriteZip({{"[Content_Types].xml", absl::StrCat(kXml, kContentTypes)},
                   {"_rels/.rels", absl::StrCat(kXml, kPackageRelationships)},
                   {"docProps/core.xml", core},
                   {"word/document.xml", body},
                   {"word/_rels/document.xml.rels",
                    absl::StrCat(kXml, kDocumentRelationships)},
                   {"word/styles.xml", absl::StrCat(kXml, kStyles)}});
}

}  // namespace disclosure::documents
