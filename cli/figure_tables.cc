// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "cli/figure_tables.h"

#include <fnmatch.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "cli/text_table.h"
#include "form/money.h"

namespace disclosure::cli {
namespace {

using form::Cell;
using form::Row;
using form::Table;

// The counts of one table's editions; std::nullopt if the table has none of
// its own.
std::optional<google::protobuf::Map<std::string, int64_t>> EditionsOf(
    const Table& table, const v1::EditionCounts& counts) {
  if (table.edition_of == nullptr) return std::nullopt;
  return table.edition_of->number() == v1::Editions::kPublicationFieldNumber
             ? counts.publication()
             : counts.requests();
}

// One call of PrintFigureTables.
class Printer {
 public:
  explicit Printer(const FigureTables& what)
      : what_(what), catalog_(what.catalog) {}

  std::string Print() {
    for (const Table& table : catalog_.tables()) PrintTable(table);
    if (partly_ > 0) {
      text_ += Say("\n* 有 " + std::to_string(partly_) + " 份报告未填此项\n",
                   "\n* not reported by up to " + std::to_string(partly_) +
                       " reports\n");
    }
    return std::move(text_);
  }

 private:
  std::string Say(std::string_view zh, std::string_view en) const {
    return Pick(what_.language, zh, en);
  }
  const std::string& LabelOf(const form::Labels& labels, bool full) const {
    if (what_.language == Language::kEnglish) return labels.en;
    return full ? labels.full_zh : labels.short_zh;
  }

  // Whether a report in the sum has a table that prints the cell.
  bool IsAsked(const Table& table, const Cell& cell) const {
    const auto counts = EditionsOf(table, what_.editions);
    if (!counts) return true;
    return std::ranges::any_of(*counts, [&](const auto& entry) {
      v1::Edition edition;
      return entry.second > 0 && v1::Edition_Parse(entry.first, &edition) &&
             (cell.editions & form::EditionBit(edition)) != 0;
    });
  }

  int64_t Unreported(const Cell& cell) const {
    return what_.not_reported == nullptr
               ? 0
               : what_.not_reported->value(cell.index);
  }

  std::string ValueOf(const Table& table, const Cell& cell) {
    const int64_t unreported = Unreported(cell);
    if (!what_.figures.has(cell.index)) {
      if (!IsAsked(table, cell)) return "";
      const std::string blank = Say("未填", "blank");
      if (unreported == 0) return blank;
      return blank + "(" + std::to_string(unreported) + ")";
    }
    std::string text = PrintFigure(cell, what_.figures.value(cell.index));
    if (unreported > 0) {
      text += "*";
      partly_ = std::max(partly_, unreported);
    }
    return text;
  }

  bool IsWanted(const Table& table, const Row& row) const {
    bool wanted = false;
    for (const int index : row.cells) {
      const Cell& cell = catalog_.cells()[index];
      if (!FitsGlobs(cell.path, what_.globs)) continue;
      const bool has = what_.figures.has(index);
      if (what_.nonzero && what_.figures.value(index) == 0) continue;
      if (has || IsAsked(table, cell)) wanted = true;
    }
    return wanted;
  }

  // Rows that follow each other with the same columns share one head.
  void PrintTable(const Table& table) {
    std::vector<const Row*> rows;
    for (const Row& row : table.rows) {
      if (IsWanted(table, row)) rows.push_back(&row);
    }
    if (rows.empty()) return;
    text_ += "\n" + TitleOf(table) + "\n";
    int width = 0;
    for (const Row* row : rows) {
      width = std::max(width, base::DisplayWidth(LabelOf(row->labels, true)));
    }
    for (size_t i = 0; i < rows.size();) {
      const std::vector<int> columns = ColumnsOf(*rows[i]);
      TextTable grid;
      grid.AddColumn(base::PadRight(
          Say(table.row_axis.label_zh, table.row_axis.label_en), width));
      for (const int column : columns) {
        grid.AddColumn(HeadOf(table, *rows[i], column), Align::kRight);
      }
      for (; i < rows.size() && ColumnsOf(*rows[i]) == columns; ++i) {
        AddRow(table, *rows[i], &grid);
      }
      text_ += grid.Print();
    }
    PrintBalance(table);
  }

  // The columns of a row that are wanted.
  std::vector<int> ColumnsOf(const Row& row) const {
    std::vector<int> columns;
    for (const int index : row.cells) {
      const Cell& cell = catalog_.cells()[index];
      if (FitsGlobs(cell.path, what_.globs)) columns.push_back(cell.column);
    }
    return columns;
  }

  // Money says its unit.
  std::string HeadOf(const Table& table, const Row& row, int column) const {
    std::string head = LabelOf(table.columns[column].labels, false);
    for (const int index : row.cells) {
      const Cell& cell = catalog_.cells()[index];
      const std::string unit = Say("万元", "10,000 yuan");
      if (cell.column == column && cell.unit == v1::UNIT_FEN &&
          head.find(unit) == head.npos) {
        head += Say("（" + unit + "）", " (" + unit + ")");
      }
    }
    return head;
  }

  void AddRow(const Table& table, const Row& row, TextTable* grid) {
    std::vector<std::string> cells = {LabelOf(row.labels, true)};
    for (const int index : row.cells) {
      const Cell& cell = catalog_.cells()[index];
      if (FitsGlobs(cell.path, what_.globs)) {
        cells.push_back(ValueOf(table, cell));
      }
    }
    grid->AddRow(std::move(cells));
  }

  // 三、收到和处理政府信息公开申请情况（2019 年版，1 份，件）
  std::string TitleOf(const Table& table) const {
    std::vector<std::string> remarks = EditionsRemarks(table);
    if (const v1::Unit unit = UnitOf(table); unit != v1::UNIT_UNSPECIFIED) {
      const auto& type = *v1::Unit_descriptor();
      remarks.push_back(
          Say(form::LabelZh(type, unit), form::LabelEn(type, unit)));
    }
    std::string text;
    for (const std::string& remark : remarks) {
      if (!text.empty()) text += Say("，", ", ");
      text += remark;
    }
    const std::string title =
        Say(table.section_zh + "、" + table.title_zh,
            "Table " + std::to_string(table.number) + "  " + table.title_en);
    return text.empty() ? title
                        : title + Say("（" + text + "）", " (" + text + ")");
  }

  // The editions of the reports in the sum, and how many of each.
  std::vector<std::string> EditionsRemarks(const Table& table) const {
    std::vector<std::string> remarks;
    const auto counts = EditionsOf(table, what_.editions);
    if (!counts) return remarks;
    for (const v1::Edition edition : {v1::EDITION_2019, v1::EDITION_2021}) {
      const auto found = counts->find(v1::Edition_Name(edition));
      if (found == counts->end() || found->second == 0) continue;
      if ((table.editions & form::EditionBit(edition)) == 0) continue;
      const auto& type = *v1::Edition_descriptor();
      remarks.push_back(
          Say(form::LabelZh(type, edition), form::LabelEn(type, edition)));
      if (what_.not_reported == nullptr) continue;
      const std::string n = std::to_string(found->second);
      remarks.push_back(
          Say(n + " 份", n + (found->second == 1 ? " report" : " reports")));
    }
    return remarks;
  }

  // The unit of all cells, if they share one.
  v1::Unit UnitOf(const Table& table) const {
    v1::Unit unit = v1::UNIT_UNSPECIFIED;
    for (const Row& row : table.rows) {
      for (const int index : row.cells) {
        const v1::Unit found = catalog_.cells()[index].unit;
        if (unit != v1::UNIT_UNSPECIFIED && unit != found) {
          return v1::UNIT_UNSPECIFIED;
        }
        unit = found;
      }
    }
    return unit;
  }

  // The equations over rows, in the column that holds the totals.
  void PrintBalance(const Table& table) {
    const int last = static_cast<int>(table.columns.size()) - 1;
    for (const form::Equation& equation : catalog_.equations()) {
      if (&catalog_.tables()[equation.table] != &table || equation.is_sum ||
          equation.column != last || !what_.globs.empty()) {
        continue;
      }
      const auto [left, left_value] = Side(equation.left);
      const auto [right, right_value] = Side(equation.right);
      const bool holds = left_value == right_value;
      text_ += Say("  勾稽：", "  balance: ") + left + (holds ? " = " : " ≠ ") +
               right +
               (holds ? Say("，平衡", ", holds")
                      : Say("，不平衡", ", does not hold")) +
               "\n";
    }
  }

  std::pair<std::string, int64_t> Side(const std::vector<int>& cells) const {
    std::string text;
    int64_t sum = 0;
    for (const int index : cells) {
      const int64_t value = what_.figures.value(index);
      if (!text.empty()) text += " + ";
      text += PrintFigure(catalog_.cells()[index], value);
      sum += value;
    }
    return {text, sum};
  }

  const FigureTables& what_;
  const form::Catalog& catalog_;
  std::string text_;
  int64_t partly_ = 0;
};

}  // namespace

std::string PrintFigureTables(const FigureTables& tables) {
  return Printer(tables).Print();
}

std::string PrintFigure(const form::Cell& cell, int64_t value) {
  return cell.unit == v1::UNIT_FEN ? form::FormatWanYuan(value)
                                   : std::to_string(value);
}

v1::EditionCounts CountEditions(const v1::Editions& editions) {
  v1::EditionCounts counts;
  (*counts.mutable_publication())[v1::Edition_Name(editions.publication())] = 1;
  (*counts.mutable_requests())[v1::Edition_Name(editions.requests())] = 1;
  return counts;
}

bool FitsGlobs(std::string_view path, const std::vector<std::string>& globs) {
  if (globs.empty()) return true;
  const std::string text(path);
  return std::ranges::any_of(globs, [&](const std::string& glob) {
    return fnmatch(glob.c_str(), text.c_str(), 0) == 0;
  });
}

}  // namespace disclosure::cli
