// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/xlsx_sheet.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"

#include "base/text.h"
#include "documents/read/characters.h"
#include "documents/read/limits.h"
#include "documents/read/number_format.h"
#include "documents/read/refusal.h"
#include "documents/read/rich_text.h"
#include "documents/read/xlsx_grid.h"
#include "documents/read/xml.h"

namespace disclosure::documents {
namespace {

// What the format allows.
constexpr int kSheetRowsMax = 1'048'576;
constexpr int kSheetColumnsMax = 16'384;

// A number of 1 .. `max`, counted from 0; nothing for anything else.
std::optional<int> Index(std::string_view digits, int max) {
  const int64_t number = base::ParseInt64(digits).value_or(0);
  if (number < 1 || number > max) {
    return std::nullopt;
  }
  return static_cast<int>(number) - 1;
}

// "AB12"
std::optional<std::pair<int, int>> Place(std::string_view reference) {
  int column = 0;
  size_t letters = 0;
  while (letters < reference.size() && letters < 3 &&
         absl::ascii_isalpha(reference[letters])) {
    column = column * 26 + (absl::ascii_toupper(reference[letters]) - 'A' + 1);
    ++letters;
  }
  const std::optional<int> row =
      Index(reference.substr(letters), kSheetRowsMax);
  if (!row.has_value() || column < 1 || column > kSheetColumnsMax) {
    return std::nullopt;
  }
  return std::pair(*row, column - 1);
}

// Trimmed lines without empty ones.
std::string CleanLines(const std::string& text) {
  const std::string plain = absl::StrReplaceAll(
      text, {{"_x000D_", "\n"}, {"_x000A_", "\n"}, {"\r", "\n"}});
  std::string lines;
  for (size_t at = 0; at < plain.size();) {
    const size_t end = std::min(plain.find('\n', at), plain.size());
    const std::string_view line =
        TrimBlanks(std::string_view(plain).substr(at, end - at));
    if (!line.empty()) {
      lines.append(lines.empty() ? "" : "\n").append(ReplaceRadicals(line));
    }
    at = end + 1;
  }
  return lines;
}

class SheetHandler : public XmlHandler {
 public:
  SheetHandler(const SheetEntry& sheet, const WorkbookParts& parts,
               SheetBudget& budget)
      : sheet_(sheet), parts_(parts), budget_(budget) {}

  absl::StatusOr<Table> Finish() {
    for (std::vector<int>* hidden :
         {&grid_.hidden_rows, &grid_.hidden_columns}) {
      if (sheet_.hidden || sheet_.whole) {
        hidden->clear();
      }
      std::sort(hidden->begin(), hidden->end());
      hidden->erase(std::unique(hidden->begin(), hidden->end()), hidden->end());
    }
    grid_.whole = sheet_.whole;
    absl::StatusOr<Table> table = ToTable(grid_, budget_.places);
    if (table.ok()) {
      table->name = sheet_.name;
      table->hidden = sheet_.hidden;
      budget_.places -= int64_t{table->rows} * table->columns;
    }
    return table;
  }

  void Start(const XmlElement& element) override {
    const std::string_view name = element.name();
    if (name == "row") {
      row_ = Index(element.Attribute("r"), kSheetRowsMax).value_or(row_ + 1);
      column_ = -1;
      if (IsHidden(element)) {
        grid_.hidden_rows.push_back(row_);
      }
    } else if (name == "c") {
      StartCell(element);
    } else if (name == "col" && IsHidden(element)) {
      HideColumns(element);
    } else if (name == "mergeCell") {
      Merge(element.Attribute("ref"));
    } else if (name == "v" || name == "f") {
      text_ = name == "v" ? &value_ : &formula_;
      has_formula_ = has_formula_ || name == "f";
    }
    rich_.Start(element);
  }

  void End(std::string_view name) override {
    rich_.End(name);
    if (name == "v" || name == "f") {
      text_ = nullptr;
    } else if (name == "c") {
      EndCell();
    }
  }

  void Text(std::string_view text) override {
    if (text_ != nullptr) {
      text_->append(text);
    }
    rich_.Text(text);
  }

  absl::Status status() const override { return status_; }

 private:
  static bool IsHidden(const XmlElement& element) {
    const std::string_view value = element.Attribute("hidden");
    return value == "1" || value == "true";
  }

  void HideColumns(const XmlElement& element) {
    const std::optional<int> first =
        Index(element.Attribute("min"), kSheetColumnsMax);
    const std::optional<int> last =
        Index(element.Attribute("max"), kSheetColumnsMax);
    if (!first.has_value() || !last.has_value() ||
        grid_.hidden_columns.size() > kSheetColumnsMax) {
      return;
    }
    for (int column = *first; column <= *last; ++column) {
      grid_.hidden_columns.push_back(column);
    }
  }

  void Merge(std::string_view reference) {
    const size_t colon = reference.find(':');
    const auto first = Place(reference.substr(0, colon));
    const auto last = colon == std::string_view::npos
                          ? first
                          : Place(reference.substr(colon + 1));
    if (!first.has_value() || !last.has_value()) {
      return;
    }
    if (grid_.merged.size() >= kCellsMax) {
      status_ = TooLarge({"merged cells", "合并单元格数"}, kCellsMax);
      return;
    }
    grid_.merged.push_back({.first_row = first->first,
                            .first_column = first->second,
                            .last_row = last->first,
                            .last_column = last->second});
  }

  void StartCell(const XmlElement& element) {
    ++column_;
    if (const auto place = Place(element.Attribute("r"))) {
      row_ = place->first;
      column_ = place->second;
    }
    type_ = std::string(element.Attribute("t"));
    style_ = base::ParseInt64(element.Attribute("s")).value_or(0);
    value_.clear();
    formula_.clear();
    has_formula_ = false;
    rich_.Clear();
  }

  // Nothing for a reference that leads nowhere.
  std::optional<std::string> Shown() const {
    if (type_ == "s") {
      const int64_t index = base::ParseInt64(value_).value_or(-1);
      if (index < 0 || index >= static_cast<int64_t>(parts_.strings.size())) {
        return std::nullopt;
      }
      return parts_.strings[static_cast<size_t>(index)];
    }
    if (type_ == "inlineStr") {
      return rich_.text();
    }
    if (value_.empty()) {
      return has_formula_ && type_ != "str" ? "=" + formula_ : "";
    }
    if (type_ == "b") {
      return value_ == "1" ? "TRUE" : "FALSE";
    }
    if (!type_.empty() && type_ != "n") {
      return value_;
    }
    const bool has_format =
        style_ >= 0 && static_cast<size_t>(style_) < parts_.formats.size();
    return PrintNumber(
        value_, has_format ? parts_.formats[static_cast<size_t>(style_)] : "",
        parts_.dates_from_1904);
  }

  void EndCell() {
    const std::optional<std::string> shown = Shown();
    if (!shown.has_value()) {
      status_ = Damaged({"a cell refers to a text that is not there",
                         "单元格引用的文字不存在"});
      return;
    }
    std::string text = CleanLines(*shown);
    if (text.empty()) {
      return;
    }
    if (text.size() > budget_.text_bytes) {
      status_ = TooLarge({"bytes of text", "文字字节数"}, kTextBytesMax);
      return;
    }
    budget_.text_bytes -= text.size();
    if (grid_.texts.size() >= kCellsMax || row_ >= kSheetRowsMax ||
        column_ >= kSheetColumnsMax) {
      status_ = TooLarge({"cells", "单元格数"}, kCellsMax);
      return;
    }
    grid_.texts[{row_, column_}] = std::move(text);
  }

  const SheetEntry& sheet_;
  const WorkbookParts& parts_;
  SheetBudget& budget_;
  absl::Status status_;
  SheetGrid grid_;
  // Of the cell in hand.
  int row_ = -1;
  int column_ = -1;
  std::string type_;
  int64_t style_ = 0;
  std::string value_;
  std::string formula_;
  bool has_formula_ = false;
  RichText rich_;
  // Where text goes: the value, the formula, or nowhere.
  std::string* text_ = nullptr;
};

}  // namespace

absl::StatusOr<Table> ParseSheet(std::string_view xml, std::string_view part,
                                 const SheetEntry& sheet,
                                 const WorkbookParts& parts,
                                 SheetBudget& budget) {
  SheetHandler handler(sheet, parts, budget);
  const absl::Status parsed = ParseXml(xml, part, handler);
  if (!parsed.ok()) {
    return parsed;
  }
  return handler.Finish();
}

}  // namespace disclosure::documents
