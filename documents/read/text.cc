// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/text.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "documents/read/characters.h"
#include "documents/read/limits.h"
#include "documents/read/refusal.h"

namespace disclosure::documents {
namespace {

// A line with a longer stretch without a blank is a paragraph, whatever stands
// around it.
constexpr size_t kShortLine = 60;
// Words of a short line; heads of a table, and their letters.
constexpr size_t kWordsMax = 60;
constexpr size_t kHeadsMin = 5;
constexpr size_t kHeadLetters = 8;
// Characters of a number with its sign and unit.
constexpr size_t kNumberMax = 20;
// Characters of a tag that is dropped.
constexpr size_t kTagMax = 20;

constexpr std::u32string_view kNumerals = U"一二三四五六";

// Without the tags of scanners and web pages.
std::u32string DropTags(const std::u32string& line) {
  std::u32string kept;
  for (size_t i = 0; i < line.size(); ++i) {
    const bool tag =
        line[i] == U'<' && i + 1 < line.size() &&
        (line[i + 1] == U'/' || (line[i + 1] >= U'a' && line[i + 1] <= U'z'));
    const size_t end = tag ? line.find(U'>', i) : std::u32string::npos;
    if (end != std::u32string::npos && end - i <= kTagMax) {
      i = end;
    } else {
      kept += line[i];
    }
  }
  return kept;
}

bool IsBar(char32_t c) { return c == U'|' || c == U'｜' || c == U'│'; }

std::u32string Trim(std::u32string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return std::u32string(text);
}

// A word that is a number, or a stroke for none.
bool IsNumber(const std::u32string& word) {
  if (word.empty() || word.size() > kNumberMax) return false;
  const std::string comparable = Comparable(base::EncodeUtf8(word));
  if (comparable == "/" || comparable == "-" || comparable == "--") return true;
  bool digits = false;
  size_t letters = 0;  // A sign in words and a unit.
  for (char32_t c : base::DecodeUtf8(comparable)) {
    const bool digit = c >= U'0' && c <= U'9';
    digits = digits || digit;
    if (digit || c == U'.' || c == U',' || c == U'+' || c == U'-') continue;
    if (c < 0x4E00 || ++letters > 3) return false;
  }
  const char32_t first = base::DecodeUtf8(comparable).front();
  const bool begins = (first >= U'0' && first <= U'9') || first == U'+' ||
                      first == U'-' || first == U'减' || first == U'增';
  return digits && begins && comparable.back() != '.' &&
         comparable.find("年") == std::string::npos &&
         comparable.find("月") == std::string::npos &&
         comparable.find("日") == std::string::npos;
}

std::vector<std::u32string> Words(const std::u32string& line) {
  std::vector<std::u32string> words;
  std::u32string word;
  for (size_t i = 0; i <= line.size(); ++i) {
    if (i < line.size() && !IsBlank(line[i])) {
      word += line[i];
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  return words;
}

// A line of the text and what it looks like.
struct Line {
  // Cells, if tabs or bars separate them.
  std::vector<std::u32string> cells;
  // Without separators: the line as it is; if it is short, the words before the
  // numbers at its end, those that stand apart as several, and the numbers.
  std::u32string text;
  std::vector<std::u32string> words;
  std::vector<std::u32string> numbers;
  bool is_short = false;

  bool is_row() const { return !cells.empty(); }
};

// Bars around a line, or behind each cell, enclose no cell.
std::vector<std::u32string> SplitAtBars(std::u32string line) {
  line = Trim(line);
  if (!line.empty() && IsBar(line.front())) line.erase(0, 1);
  if (!line.empty() && IsBar(line.back())) line.pop_back();
  std::vector<std::u32string> cells(1);
  for (char32_t c : line) {
    if (IsBar(c)) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  return cells;
}

// |---|:-:| under the head of a table. Single strokes alone are figures: none.
bool IsRule(const std::vector<std::u32string>& cells) {
  bool is_long = false;
  for (const std::u32string& cell : cells) {
    size_t dashes = 0;
    for (char32_t c : cell) {
      if (c == U'-') ++dashes;
      if (c != U'-' && c != U':' && !IsBlank(c)) return false;
    }
    is_long = is_long || dashes > 2;
  }
  return is_long;
}

// The longest stretch without a blank: sentences have none.
size_t LongestWord(const std::u32string& text) {
  size_t longest = 0;
  for (const std::u32string& word : Words(text)) {
    longest = std::max(longest, word.size());
  }
  return longest;
}

// Takes the numbers off the end of a line, and splits what is before them where
// columns stand apart, or into words where there are many short ones.
void SplitWords(const std::u32string& text, Line* line) {
  line->text = text;
  const std::vector<std::u32string> words = Words(text);
  line->is_short = LongestWord(text) <= kShortLine && words.size() <= kWordsMax;
  if (!line->is_short) return;
  size_t end = words.size();
  while (end > 0 && IsNumber(words[end - 1])) --end;
  line->numbers.assign(words.begin() + static_cast<std::ptrdiff_t>(end),
                       words.end());
  const bool many_short =
      end >= kHeadsMin &&
      std::all_of(words.begin(),
                  words.begin() + static_cast<std::ptrdiff_t>(end),
                  [](auto& word) { return word.size() <= kHeadLetters; });
  // Where each word begins, to see how wide the blanks before it are.
  size_t at = 0;
  for (size_t i = 0; i < end; ++i) {
    const size_t begin = text.find(words[i], at);
    const bool apart = i > 0 && begin - at >= 2;
    at = begin + words[i].size();
    if (i == 0 || apart || many_short) {
      line->words.push_back(words[i]);
    } else {
      line->words.back() += U' ' + words[i];
    }
  }
}

Line ReadLine(std::u32string text) {
  Line line;
  const bool bars = std::any_of(text.begin(), text.end(), IsBar);
  if (bars) {
    line.cells = SplitAtBars(text);
  } else if (Trim(text).find(U'\t') != std::u32string::npos ||
             (text.ends_with(U'\t') && !Trim(text).empty())) {
    line.cells.emplace_back();
    for (char32_t c : text) {
      if (c == U'\t') {
        line.cells.emplace_back();
      } else {
        line.cells.back() += c;
      }
    }
  }
  for (std::u32string& cell : line.cells) cell = Trim(cell);
  if (line.is_row() && IsRule(line.cells)) line.cells.clear();
  const bool filled = std::any_of(line.cells.begin(), line.cells.end(),
                                  [](auto& cell) { return !cell.empty(); });
  if (line.is_row() && filled) return line;
  line.cells.clear();
  if (bars) {
    // A bar on a line of its own.
    return line;
  }
  SplitWords(Trim(text), &line);
  return line;
}

class TextReader {
 public:
  explicit TextReader(std::string_view text) : text_(text) {
    document_.media_type = "text/plain";
  }

  absl::StatusOr<Document> Run() {
    if (text_.size() > kTextBytesMax) {
      return TooLarge({"bytes of text", "字节的文本"}, kTextBytesMax);
    }
    SplitLines();
    size_t i = 0;
    while (i < lines_.size()) {
      const size_t end = lines_[i].is_row() ? EndOfRows(i) : EndOfStream(i);
      if (end == i) {
        AddParagraph(lines_[i++]);
      } else {
        lines_[i].is_row() ? AddRows(i, end) : AddStream(i, end);
        i = end;
      }
      if (cells_ > kCellsMax) return TooLarge({"cells", "个单元格"}, kCellsMax);
    }
    return std::move(document_);
  }

 private:
  void SplitLines() {
    const std::u32string text = base::DecodeUtf8(ReplaceRadicals(text_));
    for (size_t begin = 0; begin <= text.size();) {
      const size_t end =
          std::min(text.find_first_of(U"\r\n\f\v", begin), text.size());
      Line line = ReadLine(DropTags(text.substr(begin, end - begin)));
      if (line.is_row() || !line.text.empty()) {
        lines_.push_back(std::move(line));
      }
      begin = end + 1;
    }
  }

  // 四、政府信息公开… and not 四、结转下年度继续办理, which numbers follow.
  bool IsHeading(size_t i) const {
    const Line& line = lines_[i];
    if (line.is_row() || !line.numbers.empty() || line.text.size() < 3 ||
        line.text[1] != U'、' ||
        kNumerals.find(line.text[0]) == std::u32string_view::npos) {
      return false;
    }
    return i + 1 == lines_.size() || lines_[i + 1].numbers.empty() ||
           !lines_[i + 1].words.empty();
  }

  // Rows with short lines between them, such as the heads of clauses.
  size_t EndOfRows(size_t begin) const {
    size_t end = begin;
    for (size_t i = begin; i < lines_.size(); ++i) {
      const Line& line = lines_[i];
      if (line.is_row()) {
        end = i + 1;
      } else if (!line.is_short || IsHeading(i) || i >= end + kBetweenRowsMax) {
        break;
      }
    }
    return end;
  }

  // Short lines up to the last with a number. None if there are few numbers:
  // then they are sentences.
  size_t EndOfStream(size_t begin) const {
    size_t end = begin;
    size_t numbers = 0;
    for (size_t i = begin; i < lines_.size(); ++i) {
      const Line& line = lines_[i];
      if (line.is_row() || !line.is_short || IsHeading(i) ||
          i >= end + kBetweenNumbersMax) {
        break;
      }
      numbers += line.numbers.size();
      if (!line.numbers.empty()) end = i + 1;
    }
    return numbers >= kStreamNumbersMin ? end : begin;
  }

  void AddParagraph(const Line& line) {
    document_.blocks.push_back({base::EncodeUtf8(line.text), -1, 0});
  }

  Table& AddTable(Layout layout) {
    document_.blocks.push_back(
        {"", static_cast<int>(document_.tables.size()), 0});
    document_.tables.emplace_back();
    document_.tables.back().layout = layout;
    return document_.tables.back();
  }

  void AddCell(Table& table, const std::u32string& text, int row, int column) {
    table.cells.push_back({base::EncodeUtf8(text), row, column});
    table.rows = row + 1;
    table.columns = std::max(table.columns, column + 1);
    ++cells_;
  }

  void AddRows(size_t begin, size_t end) {
    Table& table = AddTable(Layout::kRows);
    for (size_t i = begin; i < end; ++i) {
      const int row = static_cast<int>(i - begin);
      const Line& line = lines_[i];
      int column = 0;
      for (const std::u32string& cell : line.cells) {
        AddCell(table, cell, row, column++);
      }
      if (line.is_row()) continue;
      for (const std::u32string& word : line.words) {
        AddCell(table, word, row, column++);
      }
      for (const std::u32string& number : line.numbers) {
        AddCell(table, number, row, column++);
      }
    }
  }

  void AddStream(size_t begin, size_t end) {
    Table& table = AddTable(Layout::kStream);
    int row = 0;
    for (size_t i = begin; i < end; ++i) {
      const Line& line = lines_[i];
      for (const std::u32string& word : line.words) {
        AddCell(table, word, row++, 0);
      }
      for (const std::u32string& number : line.numbers) {
        AddCell(table, number, row++, 0);
      }
    }
  }

  // Lines without a separator within a table of lines with them.
  static constexpr size_t kBetweenRowsMax = 6;
  // Lines of labels and heads before the next number.
  static constexpr size_t kBetweenNumbersMax = 60;
  // Numbers that make lines a table.
  static constexpr size_t kStreamNumbersMin = 3;

  const std::string_view text_;
  Document document_;
  std::vector<Line> lines_;
  int64_t cells_ = 0;
};

}  // namespace

absl::StatusOr<Document> ReadText(std::string_view text) {
  return TextReader(text).Run();
}

}  // namespace disclosure::documents
