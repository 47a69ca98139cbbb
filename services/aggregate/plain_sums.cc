// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/plain_sums.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"

namespace disclosure::aggregate {
namespace {

using ::disclosure::registry::YearTree;

// The rows of a region by line number; YearTree::kNone is all lines.
using RegionRows = std::map<int, PlainRow>;

PlainRow& RowOf(const form::Catalog& catalog, int line, RegionRows* rows) {
  return rows->try_emplace(line, catalog).first->second;
}

// Puts each report where its office is.
absl::Status AddReports(const form::Catalog& catalog, const YearTree& tree,
                        const std::vector<const v1::OfficeReport*>& reports,
                        std::vector<RegionRows>* regions) {
  for (const v1::OfficeReport* report : reports) {
    int number = tree.FindOffice(report->office());
    if (number == YearTree::kNone) {
      return absl::DataLossError(
          absl::StrCat("no office ", report->office(), " in ", report->year()));
    }
    const YearTree::Office& office = tree.offices()[number];
    if (!office.counts()) continue;
    for (int line : {office.line(), YearTree::kNone}) {
      PlainRow& row = RowOf(catalog, line, &(*regions)[office.region()]);
      bool area = report->scope() == v1::SCOPE_AREA;
      absl::Status added = (area ? row.published : row.own).Add(*report);
      if (!added.ok()) return added;
    }
  }
  return absl::OkStatus();
}

// parts = own + what each child brings. Children must have theirs already.
absl::Status AddParts(const form::Catalog& catalog, const YearTree& tree,
                      int number, std::vector<RegionRows>* regions) {
  RegionRows& rows = (*regions)[number];
  for (auto& [line, row] : rows) {
    absl::Status added = row.parts.Add(row.own);
    if (!added.ok()) return added;
  }
  for (int child : tree.regions()[number].children()) {
    bool by_area = tree.regions()[child].counted_by_area();
    for (const auto& [line, below] : (*regions)[child]) {
      const PlainSum& brought = by_area ? below.published : below.parts;
      if (brought.received == 0) continue;
      absl::Status added = RowOf(catalog, line, &rows).parts.Add(brought);
      if (!added.ok()) return added;
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status PlainSum::Add(const v1::OfficeReport& report) {
  const form::Catalog& catalog = figures.catalog();
  absl::StatusOr<form::FigureVector> its =
      form::Unpack(catalog, report.figures());
  if (!its.ok()) return its.status();
  absl::Status added = form::AddTo(&figures, *its);
  if (!added.ok()) return added;
  for (const form::Cell& cell : catalog.cells()) {
    int i = cell.index;
    if (!its->has(i) && catalog.Asks(cell, report.editions())) {
      not_reported.Set(i, not_reported.value(i) + 1);
    }
  }
  const auto* type = v1::Editions::descriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const auto* edition = report.editions().GetReflection()->GetEnum(
        report.editions(), type->field(i));
    if (edition->number() == 0) continue;
    ++editions[absl::StrCat(type->field(i)->name(), " ", edition->name())];
  }
  ++received;
  late += report.late() ? 1 : 0;
  with_errors += report.errors() > 0 ? 1 : 0;
  with_questions += report.questions() > 0 ? 1 : 0;
  return absl::OkStatus();
}

absl::Status PlainSum::Add(const PlainSum& other) {
  absl::Status added = form::AddTo(&figures, other.figures);
  if (!added.ok()) return added;
  added = form::AddTo(&not_reported, other.not_reported);
  if (!added.ok()) return added;
  for (const auto& [name, count] : other.editions) editions[name] += count;
  received += other.received;
  late += other.late;
  with_errors += other.with_errors;
  with_questions += other.with_questions;
  return absl::OkStatus();
}

std::map<std::string, int64_t> CountsByName(const v1::EditionCounts& counts) {
  std::map<std::string, int64_t> by_name;
  const auto* reflection = counts.GetReflection();
  const auto* type = v1::EditionCounts::descriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const auto* field = type->field(i);
    for (int j = 0; j < reflection->FieldSize(counts, field); ++j) {
      const auto& entry = reflection->GetRepeatedMessage(counts, field, j);
      const auto* entry_type = entry.GetDescriptor();
      std::string edition =
          entry.GetReflection()->GetString(entry, entry_type->map_key());
      by_name[absl::StrCat(field->name(), " ", edition)] =
          entry.GetReflection()->GetInt64(entry, entry_type->map_value());
    }
  }
  return by_name;
}

absl::StatusOr<PlainRows> AddUpYear(
    const form::Catalog& catalog, const registry::YearTree& tree,
    const std::vector<const v1::OfficeReport*>& reports) {
  std::vector<RegionRows> regions(tree.regions().size());
  absl::Status status = AddReports(catalog, tree, reports, &regions);
  // Children have higher numbers than their parents.
  for (int i = static_cast<int>(regions.size()); i-- > 0 && status.ok();) {
    status = AddParts(catalog, tree, i, &regions);
  }
  if (!status.ok()) return status;

  PlainRows rows;
  for (size_t i = 0; i < regions.size(); ++i) {
    const YearTree::Region& region = tree.regions()[i];
    for (auto& [line, row] : regions[i]) {
      bool all = line == YearTree::kNone;
      if (!all && region.subtree_lines().size() <= 1) continue;
      if (row.parts.received + row.published.received == 0) continue;
      if (region.children().empty()) row.parts = PlainSum(catalog);
      rows.try_emplace({region.code(), all ? "" : tree.lines()[line]},
                       std::move(row));
    }
  }
  return rows;
}

}  // namespace disclosure::aggregate
