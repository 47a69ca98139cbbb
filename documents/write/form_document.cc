// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/write/form_document.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "documents/narrative_sections.h"
#include "form/editions.h"

namespace disclosure::documents {
namespace {

constexpr int kPageWidth = 1000;
// What a cell leaves free on each side, and its border, in points.
constexpr double kCellMargin = 2.5;

// Those that reports of at least one edition print.
std::vector<bool> CellsOf(const form::Catalog& catalog,
                          const v1::EditionCounts& counts) {
  std::vector<bool> cells(catalog.cells().size());
  const auto& type = *v1::EditionCounts::descriptor();
  const google::protobuf::Reflection& read = *counts.GetReflection();
  for (int i = 0; i < type.field_count(); ++i) {
    const auto* field = type.field(i);
    const auto* edition_field =
        v1::Editions::descriptor()->FindFieldByName(field->name());
    for (int at = 0; at < read.FieldSize(counts, field); ++at) {
      const auto& entry = read.GetRepeatedMessage(counts, field, at);
      const auto* key = entry.GetDescriptor()->map_key();
      v1::Edition edition;
      if (edition_field == nullptr ||
          !v1::Edition_Parse(entry.GetReflection()->GetString(entry, key),
                             &edition)) {
        continue;
      }
      v1::Editions editions;
      editions.GetReflection()->SetEnumValue(&editions, edition_field, edition);
      const std::vector<bool> asked = catalog.AskedCells(editions);
      for (size_t cell = 0; cell < cells.size(); ++cell) {
        if (asked[cell]) cells[cell] = true;
      }
    }
  }
  return cells;
}

void AddFigures(const form::FigureVector& figures, std::vector<bool>* cells) {
  for (size_t i = 0; i < cells->size(); ++i) {
    if (figures.has(static_cast<int>(i))) (*cells)[i] = true;
  }
}

// Thousandths of the page. The label columns of a grid are as wide as its
// labels need, all others share what is left.
std::vector<int> WidthsOf(const form::Catalog& catalog,
                          const OfficialTable& table) {
  // From left to right: 三、, （三）, 1.
  constexpr int kGroupWidths[] = {42, 100};
  constexpr int kLabelWidth = 280;
  const auto layout = catalog.tables()[static_cast<size_t>(table.model)].layout;
  int labels = 0;
  if (layout == v1::TABLE_LAYOUT_GRID)
    labels = table.table.cells[0].column_span;
  std::vector<int> widths(static_cast<size_t>(table.table.columns));
  int left = kPageWidth;
  for (int i = 0; i < table.table.columns; ++i) {
    const int width = i + 1 < labels    ? kGroupWidths[std::min(i, 1)]
                      : i + 1 == labels ? kLabelWidth
                                        : left / (table.table.columns - i);
    widths[static_cast<size_t>(i)] = width;
    left -= width;
  }
  return widths;
}

std::vector<std::string> NotesOf(const v1::Totals& totals,
                                 const std::string& position,
                                 const form::FigureVector& unreported) {
  const v1::Coverage& coverage = totals.coverage();
  std::vector<std::string> notes = {absl::StrCat(
      "本表为汇总数据：", totals.line().empty() ? "全部条线" : totals.line(),
      "，", totals.part() == v1::PART_OWN ? "本级" : "全辖区", "。应报 ",
      coverage.expected(), " 份，已报 ", coverage.received(), " 份，逾期 ",
      coverage.late(), " 份，未报 ", coverage.missing(), " 份。")};
  if (coverage.missing() > 0) {
    notes.push_back(absl::StrCat("只有 ", coverage.received(), "/",
                                 coverage.expected(),
                                 " 份已报，以下不是全部数据。"));
  }
  if (totals.counted_by() == v1::COUNTED_BY_AREA &&
      totals.part() != v1::PART_OWN) {
    notes.push_back("按该地区的本地区（全口径）报告计数。");
  }
  if (unreported.count() > 0) {
    notes.push_back("带 * 的数字：有报告未填此项，合计中不含。");
  }
  notes.push_back(absl::StrCat("数据序号 ", position, "。"));
  return notes;
}

// Lines of the text; empty ones separate and are not printed.
void AddParagraphs(std::string_view text, std::vector<FormBlock>* blocks) {
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) {
      line.remove_suffix(1);
    }
    while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    if (line.empty()) continue;
    blocks->push_back(
        {.kind = FormBlock::Kind::kParagraph, .text = std::string(line)});
  }
}

// How much room a cell has between its margins, in points.
double WidthWithin(const FormBlock& block, const TableCell& cell) {
  double width = 0;
  for (int i = 0; i < cell.column_span; ++i) {
    width += block.widths[static_cast<size_t>(cell.column + i)];
  }
  return width * kTextWidthPoints / kPageWidth - 2 * kCellMargin;
}

FormBlock TableBlock(const form::Catalog& catalog, const FormDocument& document,
                     const OfficialTable& official) {
  FormBlock block{.kind = FormBlock::Kind::kTable,
                  .table = official.table,
                  .widths = WidthsOf(catalog, official)};
  for (size_t i = 0; i < official.figures.size(); ++i) {
    const int figure = official.figures[i];
    block.labels.push_back(figure < 0);
    if (figure < 0 || !document.figures.has(figure)) continue;
    std::string& text = block.table.cells[i].text;
    text = FigureText(catalog, figure, document.figures.value(figure));
    if (document.partial[static_cast<size_t>(figure)]) text += "*";
  }
  return block;
}

}  // namespace

absl::StatusOr<FormDocument> DocumentOf(const form::Catalog& catalog,
                                        const v1::AnnualReport& report,
                                        const std::string& name) {
  auto figures = form::FromMessage(catalog, report.figures());
  if (!figures.ok()) return figures.status();
  const v1::Editions editions = form::CompleteEditions(
      catalog, report.editions(), *figures, report.year());
  std::vector<bool> cells = catalog.AskedCells(editions);
  AddFigures(*figures, &cells);
  std::string printed = report.office_name();
  if (printed.empty()) printed = name.empty() ? report.office() : name;
  return FormDocument{.name = std::move(printed),
                      .year = report.year(),
                      .figures = *std::move(figures),
                      .tables = OfficialTables(catalog, cells),
                      .partial = std::vector<bool>(cells.size()),
                      .narrative = report.narrative()};
}

absl::StatusOr<FormDocument> DocumentOf(const form::Catalog& catalog,
                                        const v1::Totals& totals,
                                        const std::string& position) {
  auto figures = form::FromMessage(catalog, totals.figures());
  if (!figures.ok()) return figures.status();
  const auto unreported = form::FromMessage(catalog, totals.not_reported());
  if (!unreported.ok()) return unreported.status();
  std::vector<bool> cells = CellsOf(catalog, totals.editions());
  AddFigures(*figures, &cells);
  // Where no report has come in, the form of that year is still to be seen.
  if (std::find(cells.begin(), cells.end(), true) == cells.end()) {
    cells = catalog.AskedCells(form::CompleteEditions(catalog, v1::Editions(),
                                                      *figures, totals.year()));
  }
  FormDocument document{.name = totals.region().name(),
                        .year = totals.year(),
                        .figures = *std::move(figures),
                        .tables = OfficialTables(catalog, cells),
                        .partial = std::vector<bool>(cells.size()),
                        .notes = NotesOf(totals, position, *unreported)};
  for (size_t i = 0; i < cells.size(); ++i) {
    document.partial[i] = unreported->value(static_cast<int>(i)) > 0;
  }
  return document;
}

std::string TitleOf(const FormDocument& document) {
  return absl::StrCat(document.name, document.year,
                      "年政府信息公开工作年度报告");
}

std::string SectionOf(const form::Table& table) {
  return absl::StrCat(table.section_zh, "、", table.title_zh);
}

std::string EditionOf(const form::Catalog& catalog,
                      const OfficialTable& table) {
  const form::Table& model = catalog.tables()[static_cast<size_t>(table.model)];
  const auto& type = *v1::Edition_descriptor();
  for (int i = 0; model.edition_of != nullptr && i < type.value_count(); ++i) {
    const auto edition = static_cast<v1::Edition>(type.value(i)->number());
    if (model.editions == form::EditionBit(edition)) {
      return form::LabelZh(type, edition);
    }
  }
  return "";
}

double BalancedMargin(const std::string& text, double width, double letter) {
  const int letters = (base::DisplayWidth(text) + 1) / 2;
  const int fit = static_cast<int>(width / letter);
  if (fit < 1 || letters <= fit) return 0;
  const int lines = (letters + fit - 1) / fit;
  const int balanced = (letters + lines - 1) / lines;
  // A little more than the line needs, for fonts differ.
  return std::max(0.0, (width - (balanced + 0.4) * letter) / 2);
}

double LabelPadding(const FormBlock& block, const TableCell& cell) {
  constexpr int kColumnsMax = 16;
  if (base::DisplayWidth(cell.text) > kColumnsMax) return 0;
  const double width = WidthWithin(block, cell);
  const double margin = BalancedMargin(cell.text, width, kTableTextPoints);
  return margin > 0 ? margin + kCellMargin - 1 : 0;
}

double FigurePoints(const FormBlock& block, const TableCell& cell) {
  // Of the size of letters; those of some fonts are narrower.
  constexpr double kDigitWidth = 0.67;
  const double digits = std::max(1, base::DisplayWidth(cell.text));
  const double points = WidthWithin(block, cell) / (digits * kDigitWidth);
  // Word knows half points.
  return std::min(kTableTextPoints, std::floor(points * 2) / 2);
}

std::vector<FormBlock> BlocksOf(const form::Catalog& catalog,
                                const FormDocument& document) {
  using Kind = FormBlock::Kind;
  std::vector<FormBlock> blocks = {
      {.kind = Kind::kTitle, .text = TitleOf(document)}};
  for (const std::string& note : document.notes) {
    blocks.push_back({.kind = Kind::kNote, .text = note});
  }
  const auto add_text = [&](const NarrativeSection& section) {
    if (!document.narrative) return;
    blocks.push_back({.kind = Kind::kHeading, .text = HeadingOf(section)});
    AddParagraphs(section.get(*document.narrative), &blocks);
  };
  add_text(kNarrativeSections[0]);
  std::string last;
  for (size_t i = 0; i < document.tables.size(); ++i) {
    const OfficialTable& table = document.tables[i];
    const std::string section =
        SectionOf(catalog.tables()[static_cast<size_t>(table.model)]);
    if (section != last) {
      blocks.push_back({.kind = Kind::kHeading, .text = section});
    }
    // Two editions of one section, one after the other.
    const bool next_is_same = i + 1 < document.tables.size() &&
                              SectionOf(catalog.tables()[static_cast<size_t>(
                                  document.tables[i + 1].model)]) == section;
    if (section == last || next_is_same) {
      blocks.push_back(
          {.kind = Kind::kCaption, .text = EditionOf(catalog, table)});
    }
    last = section;
    blocks.push_back(TableBlock(catalog, document, table));
  }
  for (size_t i = 1; i < kNarrativeSections.size(); ++i) {
    add_text(kNarrativeSections[i]);
  }
  return blocks;
}

}  // namespace disclosure::documents
