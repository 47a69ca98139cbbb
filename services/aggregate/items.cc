// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/items.h"

#include "base/check.h"

namespace disclosure::aggregate {

namespace {

// Appends what item.Write writes as one of the items of an update.
template <class Write>
size_t AppendItem(int field, Write write,
                  v1::RollupServiceFollowResponse* update) {
  ItemWriter writer(update->mutable_items());
  const size_t begin = writer.Begin(field);
  write(&writer);
  writer.End(begin);
  return update->items().size() - begin;
}

// The message that `write` writes.
template <class Message, class Write>
Message ReadBack(Write write) {
  std::string bytes;
  ItemWriter writer(&bytes);
  write(&writer);
  Message message;
  DISCLOSURE_CHECK(message.ParseFromString(bytes));
  return message;
}

}  // namespace

void RowItem::Write(const FormLayout& layout, ItemWriter* writer) const {
  using Row = v1::RollupRow;
  writer->Text(Row::kRegionFieldNumber, region);
  writer->Number(Row::kYearFieldNumber, year);
  if (!line.empty()) writer->Text(Row::kLineFieldNumber, line);
  auto write = [&](int field, const Total& total) {
    if (total.empty()) return;
    const size_t begin = writer->Begin(field);
    total.Write(layout, writer);
    writer->End(begin);
  };
  write(Row::kOwnFieldNumber, totals.own);
  write(Row::kPartsFieldNumber, totals.parts);
  write(Row::kPublishedFieldNumber, totals.published);
  if (gone()) writer->Number(Row::kRemovedFieldNumber, 1);
}

v1::RollupRow RowItem::ToRow(const FormLayout& layout) const {
  return ReadBack<v1::RollupRow>(
      [&](ItemWriter* writer) { Write(layout, writer); });
}

size_t RowItem::AppendTo(const FormLayout& layout,
                         v1::RollupServiceFollowResponse* update) const {
  return AppendItem(
      v1::RollupItems::kRowsFieldNumber,
      [&](ItemWriter* writer) { Write(layout, writer); }, update);
}

void ReportItem::Write(const FormLayout& layout, ItemWriter* writer) const {
  using Report = v1::OfficeReport;
  using Time = google::protobuf::Timestamp;
  writer->Text(Report::kOfficeFieldNumber, office);
  writer->Number(Report::kYearFieldNumber, year);
  writer->Number(Report::kScopeFieldNumber,
                 state.area ? v1::SCOPE_AREA : v1::SCOPE_OWN);
  writer->Number(Report::kRevisionFieldNumber, state.revision);
  if (state.withdrawn) writer->Number(Report::kWithdrawnFieldNumber, 1);
  if (state.has_editions) {
    const size_t editions = writer->Begin(Report::kEditionsFieldNumber);
    layout.choice(state.choice).editions.AppendToString(writer->out());
    writer->End(editions);
  }
  if (!state.part.empty()) {
    const size_t figures = writer->Begin(Report::kFiguresFieldNumber);
    state.part.AppendFigures(layout, writer->out());
    writer->End(figures);
  }
  if (state.late) writer->Number(Report::kLateFieldNumber, 1);
  if (state.as_published) writer->Number(Report::kAsPublishedFieldNumber, 1);
  writer->Number(Report::kErrorsFieldNumber, state.errors);
  writer->Number(Report::kQuestionsFieldNumber, state.questions);
  const size_t committed = writer->Begin(Report::kCommittedAtFieldNumber);
  writer->Number(Time::kSecondsFieldNumber, state.committed_seconds);
  writer->Number(Time::kNanosFieldNumber, state.committed_nanos);
  writer->End(committed);
  writer->Number(Report::kSequenceFieldNumber, state.sequence);
}

v1::OfficeReport ReportItem::ToReport(const FormLayout& layout) const {
  return ReadBack<v1::OfficeReport>(
      [&](ItemWriter* writer) { Write(layout, writer); });
}

size_t ReportItem::AppendTo(const FormLayout& layout,
                            v1::RollupServiceFollowResponse* update) const {
  return AppendItem(
      v1::RollupItems::kReportsFieldNumber,
      [&](ItemWriter* writer) { Write(layout, writer); }, update);
}

size_t RegistryItem::AppendTo(const FormLayout& /*layout*/,
                              v1::RollupServiceFollowResponse* update) const {
  DISCLOSURE_CHECK(update->mutable_registry()->MergeFromString(row));
  return row.size();
}

}  // namespace disclosure::aggregate
