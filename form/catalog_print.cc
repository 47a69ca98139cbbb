// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The catalogue as text for review and as a message for programs.

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "form/catalog.h"

namespace disclosure::form {
namespace {

std::vector<v1::Edition> ListOf(EditionSet set) {
  std::vector<v1::Edition> list;
  for (int i = v1::Edition_MIN; i <= v1::Edition_MAX; ++i) {
    const auto edition = static_cast<v1::Edition>(i);
    if ((set & EditionBit(edition)) != 0) list.push_back(edition);
  }
  return list;
}

std::string PrintEditions(EditionSet set) {
  return absl::StrJoin(ListOf(set), ", ",
                       [](std::string* out, v1::Edition edition) {
                         absl::StrAppend(out, v1::Edition_Name(edition));
                       });
}

void PrintLabels(const char* what, const std::string& name,
                 const Labels& labels, const Axis& axis, int group,
                 std::string* out) {
  absl::StrAppend(out, "  ", what, " ", name, "\n    printed   ",
                  labels.printed_zh, "\n");
  const auto line = [&](const char* key, const std::string& text) {
    if (!text.empty()) absl::StrAppend(out, "    ", key, text, "\n");
  };
  if (labels.short_zh != labels.printed_zh) line("short     ", labels.short_zh);
  if (labels.full_zh != labels.short_zh) line("full      ", labels.full_zh);
  line("english   ", labels.en);
  line("note      ", labels.note_en);
  line("aliases   ", absl::StrJoin(labels.aliases, " | "));
  std::string heads;
  for (int i = group; i >= 0; i = axis.groups[i].within) {
    heads = absl::StrCat(axis.groups[i].label_zh, " (", axis.groups[i].label_en,
                         ")", heads.empty() ? "" : " > ", heads);
  }
  line("below     ", heads);
}

void PrintTable(const Table& table, std::string* out) {
  absl::StrAppend(out, "\ntable ", table.number, " ", table.name, "\n  ",
                  table.section_zh, "、", table.title_zh, "\n  ",
                  table.title_en, "\n  editions ",
                  PrintEditions(table.editions));
  if (table.edition_of != nullptr) {
    absl::StrAppend(out, ", stated in editions.", table.edition_of->name());
  }
  absl::StrAppend(out, "\n  layout ", v1::TableLayout_Name(table.layout), "\n");
  if (!table.title_aliases.empty()) {
    absl::StrAppend(out, "  aliases ",
                    absl::StrJoin(table.title_aliases, " | "), "\n");
  }
  if (!table.corner_zh.empty()) {
    absl::StrAppend(out, "  corner ", table.corner_zh, "\n");
  }
  for (const Row& row : table.rows) {
    PrintLabels("row", row.name, row.labels, table.row_axis, row.group, out);
  }
  for (const Column& column : table.columns) {
    PrintLabels("column", column.name, column.labels, table.column_axis,
                column.group, out);
  }
}

std::string PrintSide(const Catalog& catalog, const std::vector<int>& side) {
  return absl::StrJoin(side, " + ", [&](std::string* out, int cell) {
    absl::StrAppend(out, catalog.cells()[cell].path);
  });
}

std::string PrintYearSide(const Catalog& catalog,
                          const std::vector<YearTerm>& side) {
  std::string text;
  for (const YearTerm& term : side) {
    absl::StrAppend(&text, term.subtract ? " - " : (text.empty() ? "" : " + "),
                    catalog.cells()[term.cell].path,
                    term.last_year ? " (N-1)" : " (N)");
  }
  return text;
}

std::string PrintSum(const Catalog& catalog, const std::vector<int>& cells) {
  std::string text;
  for (int cell : cells) {
    absl::StrAppend(&text, text.empty() ? "" : " + ",
                    catalog.cells()[cell].path);
  }
  return text;
}

void PrintRules(const Catalog& catalog, std::string* out) {
  absl::StrAppend(out, "\nrules\n");
  for (const AtLeast& rule : catalog.at_least()) {
    absl::StrAppend(out, "  ", rule.rule, ": ",
                    catalog.cells()[rule.figure].path,
                    " >= ", catalog.cells()[rule.part].path, "\n");
  }
  for (const AtMost& rule : catalog.at_most()) {
    absl::StrAppend(out, "  ", rule.rule, ": ", PrintSum(catalog, rule.figures),
                    " <= ", rule.factor, " * (", PrintSum(catalog, rule.bases),
                    ") + ", rule.allowance, "\n");
  }
  for (const NarrativeFigure& figure : catalog.narrative_figures()) {
    absl::StrAppend(out, "  ", figure.rule, ", ", figure.contradiction_rule,
                    ": ", figure.name.zh(), " = ",
                    PrintSum(catalog, figure.cells), "\n");
  }
  for (const Power& rule : catalog.powers()) {
    for (int cell : rule.cells) {
      absl::StrAppend(out, "  ", rule.rule, ": ", catalog.cells()[cell].path,
                      " only from ", v1::Level_Name(rule.lowest_level), "\n");
    }
  }
  for (const YearEquation& rule : catalog.year_equations()) {
    absl::StrAppend(out, "  ", rule.rule, ": ",
                    PrintYearSide(catalog, rule.left), " = ",
                    PrintYearSide(catalog, rule.right), "\n");
  }
  for (const v1::EditionYears& years : catalog.edition_years()) {
    absl::StrAppend(
        out, "  in force: ", v1::Edition_Name(years.edition()), " ",
        years.first_year(), " to ",
        years.last_year() == 0 ? "now" : absl::StrCat(years.last_year()), "\n");
  }
  for (const v1::FigureLimit& limit : catalog.figure_limits()) {
    absl::StrAppend(out, "  limit: ", v1::Scope_Name(limit.scope()), ", ",
                    v1::Level_Name(limit.lowest_level()), ": ",
                    limit.max_size(), "\n");
  }
}

void SetText(const std::string& zh, const std::string& en,
             v1::LocalizedText* text) {
  text->set_zh(zh);
  text->set_en(en);
}

void DescribeAxis(const std::string& name, const Labels& labels,
                  const Axis& axis, int group, EditionSet editions,
                  v1::FormAxisDescription* description) {
  description->set_name(name);
  SetText(labels.printed_zh, labels.en, description->mutable_label());
  std::vector<const Group*> heads;
  for (int i = group; i >= 0; i = axis.groups[i].within) {
    heads.insert(heads.begin(), &axis.groups[i]);
  }
  for (const Group* head : heads) {
    SetText(head->label_zh, head->label_en, description->add_groups());
  }
  for (v1::Edition edition : ListOf(editions)) {
    description->add_editions(edition);
  }
}

}  // namespace

std::string Catalog::Print() const {
  std::string out =
      absl::StrCat("fingerprint ", fingerprint(), "\n", cells().size(),
                   " cells, ", equations().size(), " equations\n");
  for (const Table& table : tables()) PrintTable(table, &out);
  absl::StrAppend(&out, "\ncells\n");
  for (const Cell& cell : cells()) {
    absl::StrAppend(
        &out,
        absl::StrFormat(
            "  %06x %s\n         %s%s %s%s%s, %s\n", cell.number, cell.path,
            cell.is_signed ? "signed " : "", v1::Unit_Name(cell.unit),
            v1::Kind_Name(cell.kind), cell.kind == v1::KIND_STOCK ? " " : "",
            cell.kind == v1::KIND_STOCK ? v1::StockDate_Name(cell.stock_date)
                                        : "",
            PrintEditions(cell.editions)),
        "         ", cell.label_zh, " | ", cell.label_en, "\n");
  }
  absl::StrAppend(&out, "\nequations\n");
  for (const Equation& equation : equations()) {
    absl::StrAppend(&out, "  ", equation.rule, " (",
                    PrintEditions(equation.editions), ") ", equation.label_zh,
                    " | ", equation.label_en, "\n    ",
                    PrintSide(*this, equation.left), " = ",
                    PrintSide(*this, equation.right), "\n");
  }
  PrintRules(*this, &out);
  return out;
}

void Catalog::Describe(v1::FormDescription* description) const {
  description->Clear();
  description->set_fingerprint(fingerprint());
  for (const Table& table : tables()) {
    v1::FormTableDescription* out = description->add_tables();
    out->set_name(table.name);
    out->set_number(table.number);
    SetText(table.title_zh, table.title_en, out->mutable_title());
    for (v1::Edition edition : ListOf(table.editions)) {
      out->add_editions(edition);
    }
    for (const Row& row : table.rows) {
      DescribeAxis(row.name, row.labels, table.row_axis, row.group,
                   row.editions, out->add_rows());
    }
    for (const Column& column : table.columns) {
      DescribeAxis(column.name, column.labels, table.column_axis, column.group,
                   column.editions, out->add_columns());
    }
  }
  for (const Cell& cell : cells()) {
    v1::FormCellDescription* out = description->add_cells();
    out->set_number(cell.number);
    out->set_path(cell.path);
    SetText(cell.label_zh, cell.label_en, out->mutable_label());
    out->set_unit(cell.unit);
    out->set_kind(cell.kind);
    out->set_stock_date(cell.stock_date);
    out->set_is_signed(cell.is_signed);
    for (v1::Edition edition : ListOf(cell.editions)) {
      out->add_editions(edition);
    }
  }
  for (const Equation& equation : equations()) {
    v1::FormEquationDescription* out = description->add_equations();
    out->set_rule(equation.rule);
    SetText(equation.label_zh, equation.label_en, out->mutable_label());
    for (int cell : equation.left) out->add_left(cells()[cell].path);
    for (int cell : equation.right) out->add_right(cells()[cell].path);
    for (v1::Edition edition : ListOf(equation.editions)) {
      out->add_editions(edition);
    }
  }
}

}  // namespace disclosure::form
