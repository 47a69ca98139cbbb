// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/items.h"

#include <utility>

namespace disclosure::aggregate {

v1::RollupRow RowItem::ToRow(const FormLayout& layout) const {
  v1::RollupRow row;
  row.set_region(region);
  row.set_year(year);
  row.set_line(line);
  if (!totals.own.empty()) totals.own.Pack(layout, row.mutable_own());
  if (!totals.parts.empty()) totals.parts.Pack(layout, row.mutable_parts());
  if (!totals.published.empty()) {
    totals.published.Pack(layout, row.mutable_published());
  }
  row.set_removed(gone());
  return row;
}

size_t RowItem::AppendTo(const FormLayout& layout,
                         v1::RollupServiceFollowResponse* update) const {
  v1::RollupRow* row = update->add_rows();
  *row = ToRow(layout);
  return row->ByteSizeLong();
}

size_t ReportItem::AppendTo(const FormLayout& /*layout*/,
                            v1::RollupServiceFollowResponse* update) const {
  *update->add_reports() = report;
  return report.ByteSizeLong();
}

absl::StatusOr<std::optional<ReportPart>> ReportItem::Part(
    const FormLayout& layout) const {
  std::optional<ReportPart> part;
  if (!current()) return part;
  absl::StatusOr<form::FigureVector> figures =
      form::Unpack(layout.catalog(), report.figures());
  if (!figures.ok()) return figures.status();
  part = MakeReportPart(layout, report, *std::move(figures));
  return part;
}

size_t RegistryItem::AppendTo(const FormLayout& /*layout*/,
                              v1::RollupServiceFollowResponse* update) const {
  update->mutable_registry()->MergeFrom(rows);
  return rows.ByteSizeLong();
}

ReportPart MakeReportPart(const FormLayout& layout,
                          const v1::OfficeReport& report,
                          form::FigureVector figures) {
  return {.figures = std::move(figures),
          .editions = &layout.Choice(report.editions()),
          .late = report.late(),
          .with_errors = report.errors() > 0,
          .with_questions = report.questions() > 0};
}

}  // namespace disclosure::aggregate
