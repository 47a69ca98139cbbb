// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/template.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/text.h"
#include "documents/read/spreadsheet_number.h"
#include "documents/template_format.h"
#include "form/figures.h"
#include "form/report_limits.h"
#include "google/protobuf/descriptor.h"

namespace disclosure::documents {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

absl::Status Damaged(const std::string& en, const std::string& zh) {
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "TEMPLATE_DAMAGED",
      absl::StrCat("The blank form was changed: ", en,
                   ". Copy the figures into a fresh one (disclosure "
                   "template), without unlocking its sheets."),
      absl::StrCat("填报表的结构被改动：", zh,
                   "。请重新生成空白表（disclosure template），"
                   "不解除保护，把数据填入后再报。"));
}

absl::Status Outdated(const std::string& what, const std::string& found,
                      const std::string& expected) {
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition, "TEMPLATE_OUTDATED",
      absl::StrCat("The blank form was made by another version: its ", what,
                   " is ", found, ", expected ", expected,
                   ". Copy the figures into a fresh one (disclosure "
                   "template)."),
      absl::StrCat("填报表由另一版本的程序生成：", what, " 为 ", found,
                   "，应为 ", expected,
                   "。请重新生成空白表（disclosure template），"
                   "把数据填入后再报。"));
}

struct Place {
  int row = 0;
  int column = 0;
  auto operator<=>(const Place&) const = default;
};

// D7 is row 6, column 3.
std::optional<Place> ParsePlace(std::string_view text) {
  Place place{.row = -1, .column = 0};
  size_t letters = 0;
  while (letters < text.size() && letters < 3 && text[letters] >= 'A' &&
         text[letters] <= 'Z') {
    place.column = place.column * 26 + (text[letters] - 'A' + 1);
    ++letters;
  }
  const auto row = base::ParseInt64(text.substr(letters));
  if (letters == 0 || !row || *row < 1 || *row > 1'048'576) {
    return std::nullopt;
  }
  place.row = static_cast<int>(*row) - 1;
  --place.column;
  return place;
}

std::string WithoutBlanks(std::string_view text) {
  std::string result(text);
  std::erase_if(result, [](char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  });
  return result;
}

// The texts of a sheet by place.
struct Sheet {
  int table = 0;  // From 1.
  std::map<Place, const std::string*> texts;

  // Empty where no cell is: spreadsheets leave out empty ones.
  std::string_view At(Place place) const {
    const auto found = texts.find(place);
    return found == texts.end() ? std::string_view()
                                : std::string_view(*found->second);
  }
};

// Takes one record after another; the first that is wrong ends it.
class Reader {
 public:
  Reader(const form::Catalog& catalog, const Document& document)
      : catalog_(catalog), figures_(catalog) {
    for (size_t i = 0; i < document.tables.size(); ++i) {
      const Table& table = document.tables[i];
      Sheet sheet{.table = static_cast<int>(i) + 1};
      for (const TableCell& cell : table.cells) {
        sheet.texts.emplace(Place{cell.row, cell.column}, &cell.text);
      }
      sheets_.emplace(table.name, std::move(sheet));
    }
  }

  absl::StatusOr<v1::AnnualReport> Read(const Table& map);

 private:
  using Record = std::vector<std::string>;

  static std::vector<Record> Records(const Table& map);

  absl::Status Take(const Record& record);
  absl::Status TakeHead(const Record& record);
  absl::Status TakeEdition(const Record& record);
  absl::Status TakeLabel(const Sheet& sheet, Place place,
                         const Record& record) const;
  absl::Status TakeFigure(const Sheet& sheet, Place place,
                          const Record& record);
  absl::Status TakeText(const Sheet& sheet, Place place, const Record& record);
  void AddUp(int total);
  absl::Status CheckComplete() const;

  const form::Catalog& catalog_;
  std::map<std::string, Sheet> sheets_;
  v1::AnnualReport report_;
  form::FigureVector figures_;
  // By cell index, its entry in the report's evidence.
  std::map<int, int> evidence_;
  // Cell indices of sums without a result.
  std::set<int> empty_sums_;
};

std::vector<Reader::Record> Reader::Records(const Table& map) {
  std::map<int, std::map<int, std::string>> rows;
  for (const TableCell& cell : map.cells) {
    rows[cell.row][cell.column] = cell.text;
  }
  std::vector<Record> records;
  for (auto& [row, cells] : rows) {
    Record record(5);
    for (auto& [column, text] : cells) {
      if (column < 5) record[static_cast<size_t>(column)] = std::move(text);
    }
    if (!record[0].empty()) records.push_back(std::move(record));
  }
  return records;
}

absl::StatusOr<v1::AnnualReport> Reader::Read(const Table& map) {
  const std::vector<Record> records = Records(map);
  if (records.empty() || records[0][0] != kTemplateFormatWord) {
    return Damaged(
        absl::StrCat("the hidden sheet \"", kTemplateSheet,
                     "\" does not begin with \"", kTemplateFormatWord, "\""),
        absl::StrCat("隐藏工作表“", kTemplateSheet, "”的开头不是“",
                     kTemplateFormatWord, "”"));
  }
  for (const Record& record : records) {
    const absl::Status status = Take(record);
    if (!status.ok()) return status;
  }
  const absl::Status status = CheckComplete();
  if (!status.ok()) return status;
  while (!empty_sums_.empty()) AddUp(*empty_sums_.begin());
  form::ToMessage(catalog_, figures_, report_.mutable_figures());
  return std::move(report_);
}

absl::Status Reader::Take(const Record& record) {
  const std::string& word = record[0];
  if (word == kTemplateEditionWord) return TakeEdition(record);
  const bool is_figure = word == kTemplateInputWord || word == kTemplateSumWord;
  if (!is_figure && word != kTemplateLabelWord && word != kTemplateTextWord) {
    return TakeHead(record);
  }
  const auto sheet = sheets_.find(record[1]);
  if (sheet == sheets_.end()) {
    return Damaged(absl::StrCat("the sheet \"", record[1], "\" is missing"),
                   absl::StrCat("缺少工作表“", record[1], "”"));
  }
  const std::optional<Place> place = ParsePlace(record[2]);
  if (!place) {
    return Damaged(absl::StrCat("\"", record[2], "\" is no cell"),
                   absl::StrCat("“", record[2], "”不是单元格"));
  }
  if (is_figure) return TakeFigure(sheet->second, *place, record);
  if (word == kTemplateTextWord) {
    return TakeText(sheet->second, *place, record);
  }
  return TakeLabel(sheet->second, *place, record);
}

absl::Status Reader::TakeHead(const Record& record) {
  const std::string& word = record[0];
  const std::string& value = record[1];
  if (word == kTemplateFormatWord) {
    if (value != kTemplateFormat) {
      return Outdated(word, value, kTemplateFormat);
    }
  } else if (word == kTemplateCatalogueWord) {
    if (value != catalog_.fingerprint()) {
      return Outdated(word, value, catalog_.fingerprint());
    }
  } else if (word == kTemplateOfficeWord) {
    report_.set_office(value);
  } else if (word == kTemplateOfficeNameWord) {
    report_.set_office_name(value);
  } else if (word == kTemplateYearWord) {
    const auto year = base::ParseInt64(value);
    if (!year || *year < 1900 || *year > 9999) {
      return Damaged(absl::StrCat("\"", value, "\" is no year"),
                     absl::StrCat("“", value, "”不是年度"));
    }
    report_.set_year(static_cast<int32_t>(*year));
  } else if (word == kTemplateScopeWord) {
    v1::Scope scope = v1::SCOPE_UNSPECIFIED;
    if (!v1::Scope_Parse(value, &scope) || scope == v1::SCOPE_UNSPECIFIED) {
      return Damaged(absl::StrCat("\"", value, "\" is no scope"),
                     absl::StrCat("“", value, "”不是填报范围"));
    }
    report_.set_scope(scope);
  } else {
    return Damaged(absl::StrCat("the record \"", word, "\" is unknown"),
                   absl::StrCat("不认识的记录“", word, "”"));
  }
  return absl::OkStatus();
}

absl::Status Reader::TakeEdition(const Record& record) {
  const FieldDescriptor* field =
      v1::Editions::descriptor()->FindFieldByName(record[1]);
  v1::Edition edition = v1::EDITION_UNSPECIFIED;
  if (field == nullptr || !v1::Edition_Parse(record[2], &edition) ||
      edition == v1::EDITION_UNSPECIFIED) {
    return Damaged(
        absl::StrCat("\"", record[1], " ", record[2], "\" is no edition"),
        absl::StrCat("“", record[1], " ", record[2], "”不是表式版本"));
  }
  v1::Editions* editions = report_.mutable_editions();
  v1::Editions::GetReflection()->SetEnumValue(editions, field, edition);
  return absl::OkStatus();
}

absl::Status Reader::TakeLabel(const Sheet& sheet, Place place,
                               const Record& record) const {
  const std::string_view found = sheet.At(place);
  if (WithoutBlanks(found) == WithoutBlanks(record[3])) return absl::OkStatus();
  const std::string there(found.substr(0, 60));
  return Damaged(absl::StrCat("cell ", record[2], " of sheet \"", record[1],
                              "\" held the label \"", record[3],
                              "\" and now holds \"", there, "\""),
                 absl::StrCat("工作表“", record[1], "”的单元格 ", record[2],
                              " 原为“", record[3], "”，现为“", there, "”"));
}

absl::Status Reader::TakeFigure(const Sheet& sheet, Place place,
                                const Record& record) {
  const form::Cell* cell = catalog_.FindPath(record[3]);
  if (cell == nullptr || evidence_.count(cell->index) > 0) {
    return Damaged(
        absl::StrCat("\"", record[3], "\" is unknown or stands twice"),
        absl::StrCat("“", record[3], "”不是指标或重复出现"));
  }
  const std::string_view text = sheet.At(place);
  evidence_[cell->index] = report_.evidence_size();
  v1::Evidence* evidence = report_.add_evidence();
  evidence->set_figure(cell->path);
  evidence->set_table(sheet.table);
  evidence->set_row(place.row + 1);
  evidence->set_column(place.column + 1);
  size_t size = std::min(text.size(), size_t{form::kLabelBytesMax});
  // Not within a character.
  while (size < text.size() && size > 0 &&
         (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) {
    --size;
  }
  evidence->set_raw_text(std::string(text.substr(0, size)));
  // A formula without a result shows itself.
  const bool is_formula =
      record[0] == kTemplateSumWord && text.starts_with("=");
  if (is_formula || WithoutBlanks(text).empty()) {
    evidence->set_state(v1::EVIDENCE_STATE_BLANK);
    if (record[0] == kTemplateSumWord) empty_sums_.insert(cell->index);
    return absl::OkStatus();
  }
  const auto value =
      ParseSpreadsheetNumber(text, cell->unit == v1::UNIT_FEN ? 6 : 0);
  evidence->set_state(value ? v1::EVIDENCE_STATE_READ
                            : v1::EVIDENCE_STATE_UNREADABLE);
  if (value) figures_.Set(cell->index, *value);
  return absl::OkStatus();
}

absl::Status Reader::TakeText(const Sheet& sheet, Place place,
                              const Record& record) {
  const FieldDescriptor* field =
      v1::Narrative::descriptor()->FindFieldByName(record[3]);
  const std::optional<Place> last = ParsePlace(record[4]);
  if (field == nullptr || !last || last->column != place.column) {
    return Damaged(
        absl::StrCat("the place of the text \"", record[3], "\" is unknown"),
        absl::StrCat("文字部分“", record[3], "”的位置不明"));
  }
  std::string text;
  // A paragraph a row; only rows that are there are looked at.
  for (auto next = sheet.texts.lower_bound(place);
       next != sheet.texts.end() && next->first.row <= last->row; ++next) {
    const std::string& paragraph = *next->second;
    if (next->first.column != place.column || paragraph.empty()) continue;
    if (!text.empty()) text += '\n';
    text += paragraph;
  }
  if (text.empty()) return absl::OkStatus();
  v1::Narrative* narrative = report_.mutable_narrative();
  v1::Narrative::GetReflection()->SetString(narrative, field, text);
  return absl::OkStatus();
}

absl::Status Reader::CheckComplete() const {
  const bool has_head = !report_.office().empty() && report_.year() > 0 &&
                        report_.scope() != v1::SCOPE_UNSPECIFIED;
  const std::vector<bool> asked = catalog_.AskedCells(report_.editions());
  for (const form::Cell& cell : catalog_.cells()) {
    const bool is_mapped = evidence_.count(cell.index) > 0;
    if (has_head && is_mapped == asked[static_cast<size_t>(cell.index)]) {
      continue;
    }
    const std::string what = has_head ? cell.path : "office, year, scope";
    return Damaged(
        absl::StrCat("the hidden sheet lacks or should not have: ", what),
        absl::StrCat("隐藏工作表缺少或多出：", what));
  }
  return absl::OkStatus();
}

// What the formula of `total` gives, with that of each part first. A catalogue
// has no cycles, and each sum is taken once.
void Reader::AddUp(int total) {
  empty_sums_.erase(total);
  for (const int index : catalog_.SumsOf(total)) {
    const form::Equation& equation =
        catalog_.equations()[static_cast<size_t>(index)];
    if (!catalog_.Asks(equation, report_.editions())) continue;
    int64_t sum = 0;
    bool filled = false;
    bool whole = true;
    for (const int part : equation.left) {
      if (empty_sums_.count(part) > 0) AddUp(part);
      const auto evidence = evidence_.find(part);
      if (evidence == evidence_.end()) continue;
      const auto state = report_.evidence(evidence->second).state();
      filled = filled || figures_.has(part);
      whole = whole && state != v1::EVIDENCE_STATE_UNREADABLE &&
              !__builtin_add_overflow(sum, figures_.value(part), &sum);
    }
    if (!filled || !whole) continue;
    figures_.Set(total, sum);
    report_.mutable_evidence(evidence_.at(total))
        ->set_state(v1::EVIDENCE_STATE_READ);
    return;
  }
}

}  // namespace

absl::StatusOr<std::optional<v1::AnnualReport>> ReadTemplate(
    const form::Catalog& catalog, const Document& document) {
  const auto map = std::find_if(
      document.tables.begin(), document.tables.end(),
      [](const Table& table) { return table.name == kTemplateSheet; });
  if (map == document.tables.end()) return std::nullopt;
  auto report = Reader(catalog, document).Read(*map);
  if (!report.ok()) return report.status();
  return std::optional<v1::AnnualReport>(*std::move(report));
}

}  // namespace disclosure::documents
