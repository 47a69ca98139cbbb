// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/pdf.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "documents/read/characters.h"
#include "documents/read/limits.h"
#include "documents/read/pdf_grid.h"
#include "documents/read/pdf_lines.h"
#include "documents/read/pdf_page.h"
#include "documents/read/pdf_rows.h"
#include "documents/read/refusal.h"

namespace disclosure::documents {
namespace {

// Words of the three tables of a report. A page without any of them and with
// hardly a figure is not drawn.
constexpr std::string_view kTableWords[] = {
    "信息内容", "申请人情况", "结果维持", "行政复议",
    "自然人",   "制发件数",   "收费金额", "不予公开"};
constexpr size_t kFiguresOfTable = 4;
// Parts of an em: a line that ends this near to the margin is full, one that
// begins this far from it is indented; lines further apart than this part of
// their height are paragraphs.
constexpr double kFull = 2.2;
constexpr double kIndent = 1.2;
constexpr double kApart = 1.6;
// A heading that is no wider than this has a line of its own.
constexpr double kHeadingWidth = 22;

// `- 3 -`, `第3页`, `3 / 12`.
bool IsPageNumber(const PdfLine& line) {
  std::string text = Comparable(TextOf(line));
  for (const std::string_view word : {"第", "页", "共", "-", "/", "·"}) {
    for (size_t at = text.find(word); at != std::string::npos;
         at = text.find(word)) {
      text.erase(at, word.size());
    }
  }
  return !text.empty() && text.size() <= 6 &&
         text.find_first_not_of("0123456789") == std::string::npos;
}

// The head of a section: 一、总体情况.
bool IsHeading(std::string_view text) {
  const std::u32string line = base::DecodeUtf8(text);
  return line.size() > 2 && line.size() < 40 && line[1] == U'、' &&
         std::u32string_view(U"一二三四五六").find(line[0]) !=
             std::u32string_view::npos;
}

bool MayHoldTable(const std::vector<PdfLine>& lines) {
  size_t figures = 0;
  for (const PdfLine& line : lines) {
    std::u32string text;
    for (const Glyph& glyph : line.glyphs) text += glyph.character;
    const std::string words = base::EncodeUtf8(text);
    for (const std::string_view word : kTableWords) {
      if (words.find(word) != std::string::npos) return true;
    }
    for (const PdfWord& word : WordsOf(line)) {
      if (IsFigure(word.text)) ++figures;
    }
  }
  return figures >= kFiguresOfTable;
}

class PdfReader {
 public:
  explicit PdfReader(const PdfFile& file) : file_(file) {
    document_.media_type = "application/pdf";
  }

  absl::StatusOr<Document> Run() {
    for (int page = 0; page < file_.pages(); ++page) {
      absl::StatusOr<std::vector<Glyph>> glyphs = file_.GlyphsOf(page);
      if (!glyphs.ok()) return glyphs.status();
      ReadPage(page, *std::move(glyphs));
      if (text_bytes_ > kTextBytesMax) {
        return TooLarge({"bytes of text", "字节的文本"}, kTextBytesMax);
      }
      if (cells_ > kCellsMax) return TooLarge({"cells", "个单元格"}, kCellsMax);
    }
    EndParagraph();
    if (text_bytes_ == 0) return WithoutText({"a PDF file", "PDF文件"});
    return std::move(document_);
  }

 private:
  void ReadPage(int page, std::vector<Glyph> glyphs) {
    page_ = page + 1;
    std::vector<PdfLine> lines = LinesOf(glyphs);
    std::vector<RuledTable> tables;
    table_before_ = MayHoldTable(lines) || table_before_;
    if (table_before_ && !lines.empty()) {
      tables = FindTables(file_.RulingsOf(page, glyphs));
    }
    table_before_ = !tables.empty();
    if (!tables.empty()) lines = LinesOf(FillTables(std::move(glyphs), tables));
    DropPageNumbers(lines);
    SetMargins(lines);
    size_t next = 0;
    for (RuledTable& ruled : tables) {
      size_t end = next;
      while (end < lines.size() &&
             lines[end].box.center_y() < ruled.y.front()) {
        ++end;
      }
      AddLines(lines, next, end);
      next = end;
      AddTable(std::move(ruled.table));
    }
    AddLines(lines, next, lines.size());
  }

  // Returns the glyphs outside.
  std::vector<Glyph> FillTables(std::vector<Glyph> glyphs,
                                std::vector<RuledTable>& tables) {
    std::vector<Glyph> outside;
    std::vector<std::vector<std::vector<Glyph>>> held;
    for (const RuledTable& ruled : tables) {
      held.emplace_back(ruled.table.cells.size());
    }
    for (Glyph& glyph : glyphs) {
      size_t i = 0;
      while (i < tables.size() && !tables[i].Holds(glyph.box)) ++i;
      if (i == tables.size()) {
        outside.push_back(glyph);
      } else {
        held[i][static_cast<size_t>(tables[i].CellOf(glyph.box))].push_back(
            glyph);
      }
    }
    for (size_t i = 0; i < tables.size(); ++i) {
      for (size_t cell = 0; cell < held[i].size(); ++cell) {
        tables[i].table.cells[cell].text = CellTextOf(std::move(held[i][cell]));
      }
    }
    return outside;
  }

  static void DropPageNumbers(std::vector<PdfLine>& lines) {
    if (!lines.empty() && IsPageNumber(lines.back())) lines.pop_back();
    if (!lines.empty() && IsPageNumber(lines.front())) {
      lines.erase(lines.begin());
    }
  }

  void AddTable(Table table) {
    EndParagraph();
    table.page = page_;
    cells_ += int64_t{table.rows} * table.columns;
    for (const TableCell& cell : table.cells) text_bytes_ += cell.text.size();
    document_.blocks.push_back(
        {"", static_cast<int>(document_.tables.size()), page_});
    document_.tables.push_back(std::move(table));
  }

  void SetMargins(const std::vector<PdfLine>& lines) {
    left_ = right_ = 0;
    for (const PdfLine& line : lines) {
      left_ = left_ == 0 ? line.box.left : std::min(left_, line.box.left);
      right_ = std::max(right_, line.box.right);
    }
  }

  void AddLines(const std::vector<PdfLine>& lines, size_t begin, size_t end) {
    const std::vector<PdfLine> part(
        lines.begin() + static_cast<std::ptrdiff_t>(begin),
        lines.begin() + static_cast<std::ptrdiff_t>(end));
    bottom_ = -1;
    for (size_t i = 0; i < part.size();) {
      const size_t end_of_rows = EndOfRows(part, i);
      if (end_of_rows > i) {
        AddTable(RowsOf(part, i, end_of_rows));
        i = end_of_rows;
      } else {
        AddLine(part[i++]);
      }
    }
  }

  void AddLine(const PdfLine& line) {
    const bool apart =
        bottom_ >= 0 && line.box.top - bottom_ > kApart * line.box.height();
    const bool indented = line.box.left > left_ + kIndent * line.em;
    std::string text = TextOf(line);
    const bool heading = IsHeading(text);
    if (!full_ || apart || indented || heading) EndParagraph();
    if (paragraph_.empty()) paragraph_page_ = page_;
    // Words in letters are kept apart.
    const auto is_letter = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    if (!paragraph_.empty() && is_letter(paragraph_.back()) &&
        is_letter(text.front())) {
      paragraph_ += ' ';
    }
    paragraph_ += text;
    text_bytes_ += text.size();
    full_ =
        line.box.right > right_ - kFull * line.em &&
        line.box.width() > (heading ? kHeadingWidth : kIndent * 4) * line.em;
    bottom_ = line.box.bottom;
  }

  void EndParagraph() {
    if (!paragraph_.empty()) {
      document_.blocks.push_back({std::move(paragraph_), -1, paragraph_page_});
    }
    paragraph_.clear();
    full_ = false;
  }

  const PdfFile& file_;
  Document document_;
  int page_ = 0;
  // The page before has a table, which may go on without a figure.
  bool table_before_ = false;
  size_t text_bytes_ = 0;
  int64_t cells_ = 0;
  // The margins of the text on the page.
  double left_ = 0;
  double right_ = 0;
  // The paragraph being read, whether its last line is full, and where on the
  // page that ends; -1: on a page before.
  std::string paragraph_;
  int paragraph_page_ = 0;
  bool full_ = false;
  double bottom_ = -1;
};

}  // namespace

absl::StatusOr<Document> ReadPdf(std::string_view bytes) {
  absl::StatusOr<PdfFile> file = PdfFile::Open(bytes);
  if (!file.ok()) return file.status();
  return PdfReader(*file).Run();
}

}  // namespace disclosure::documents
