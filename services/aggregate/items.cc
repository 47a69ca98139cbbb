// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/items.h"

#include "base/check.h"

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

void ReportItem::ToMessage(const FormLayout& layout,
                           v1::OfficeReport* report) const {
  report->set_office(office);
  report->set_year(year);
  report->set_scope(state.area ? v1::SCOPE_AREA : v1::SCOPE_OWN);
  report->set_revision(state.revision);
  report->set_withdrawn(state.withdrawn);
  if (state.has_editions) {
    *report->mutable_editions() = layout.choice(state.choice).editions;
  }
  if (!state.part.empty()) {
    state.part.AppendFigures(layout, report->mutable_figures());
  }
  report->set_late(state.late);
  report->set_as_published(state.as_published);
  report->set_errors(state.errors);
  report->set_questions(state.questions);
  report->mutable_committed_at()->set_seconds(state.committed_seconds);
  report->mutable_committed_at()->set_nanos(state.committed_nanos);
  report->set_sequence(state.sequence);
}

size_t ReportItem::AppendTo(const FormLayout& layout,
                            v1::RollupServiceFollowResponse* update) const {
  v1::OfficeReport* report = update->add_reports();
  ToMessage(layout, report);
  return report->ByteSizeLong();
}

size_t RegistryItem::AppendTo(const FormLayout& /*layout*/,
                              v1::RollupServiceFollowResponse* update) const {
  DISCLOSURE_CHECK(update->mutable_registry()->MergeFromString(row));
  return row.size();
}

}  // namespace disclosure::aggregate
