// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/items.h"

#include <string>

#include "base/check.h"

// The layout lives only in the memory of one process:
//
//   row    = flags year text(region) text(line) *total
//   total  = flags received late with_errors with_questions
//            text(editions) text(figures) text(not_reported)
//   report = flags year revision publication requests errors questions
//            seconds nanos text(office) figures
//   text   = size bytes
//
// Every number is a varint of its 64 bits; flags say what is true or there.
// Figures are as folded_figures.h says.

namespace disclosure::query {
namespace {

constexpr int64_t kRemoved = 1;
constexpr int64_t kOwn = 2;
constexpr int64_t kParts = 4;
constexpr int64_t kPublished = 8;

constexpr int64_t kEditions = 1;

constexpr int64_t kWithdrawn = 1;
constexpr int64_t kLate = 2;
constexpr int64_t kAsPublished = 4;
// Above the flags of a report stands its scope.
constexpr int kScopeShift = 3;

// Writes an item. Its buffers are those of the thread, so that the only
// allocations are the items themselves: a snapshot has millions of them, which
// then lie one after the other. One writer of a thread at a time.
class Writer {
 public:
  Writer() { bytes_.clear(); }

  void Number(int64_t number) {
    auto rest = static_cast<uint64_t>(number);
    for (; rest >= 0x80; rest >>= 7) {
      bytes_.push_back(static_cast<char>(rest | 0x80));
    }
    bytes_.push_back(static_cast<char>(rest));
  }
  void Text(std::string_view text) {
    Number(static_cast<int64_t>(text.size()));
    bytes_.append(text);
  }
  // Figures as a text.
  void Figures(std::string_view packed, const FigureFolder& folder) {
    figures_.clear();
    folder.AppendTo(packed, &figures_);
    Text(figures_);
  }
  // Figures that fill the rest.
  void LastFigures(std::string_view packed, const FigureFolder& folder) {
    folder.AppendTo(packed, &bytes_);
  }
  std::string_view bytes() const { return bytes_; }

 private:
  static thread_local std::string bytes_;
  static thread_local std::string figures_;
};

thread_local std::string Writer::bytes_;
thread_local std::string Writer::figures_;

// Reads what a Writer wrote.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  int64_t Number() {
    uint64_t number = 0;
    for (int shift = 0;; shift += 7) {
      DISCLOSURE_CHECK(!rest_.empty());
      const auto byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      number |= uint64_t{byte & 0x7fu} << shift;
      if (byte < 0x80) return static_cast<int64_t>(number);
    }
  }
  int Int() { return static_cast<int>(Number()); }
  std::string_view Text() {
    const auto size = static_cast<size_t>(Number());
    DISCLOSURE_CHECK(size <= rest_.size());
    const std::string_view text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return text;
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

void Write(const v1::TotalState& total, const FigureFolder& folder,
           Writer& writer) {
  writer.Number(total.has_editions() ? kEditions : 0);
  writer.Number(total.received());
  writer.Number(total.late());
  writer.Number(total.with_errors());
  writer.Number(total.with_questions());
  writer.Text(total.editions().SerializeAsString());
  writer.Figures(total.figures(), folder);
  writer.Figures(total.not_reported(), folder);
}

TotalFacts ReadTotal(Reader& reader) {
  TotalFacts facts;
  const int64_t flags = reader.Number();
  facts.received = reader.Number();
  facts.late = reader.Number();
  facts.with_errors = reader.Number();
  facts.with_questions = reader.Number();
  const std::string_view editions = reader.Text();
  if ((flags & kEditions) != 0) facts.editions = editions;
  facts.figures = reader.Text();
  facts.not_reported = reader.Text();
  return facts;
}

}  // namespace

Row::Row(const v1::RollupRow& row, const FigureFolder& folder) {
  Writer writer;
  writer.Number((row.removed() ? kRemoved : 0) | (row.has_own() ? kOwn : 0) |
                (row.has_parts() ? kParts : 0) |
                (row.has_published() ? kPublished : 0));
  writer.Number(row.year());
  writer.Text(row.region());
  writer.Text(row.line());
  if (row.has_own()) Write(row.own(), folder, writer);
  if (row.has_parts()) Write(row.parts(), folder, writer);
  if (row.has_published()) Write(row.published(), folder, writer);
  bytes_ = SharedBytes(writer.bytes());
}

RowFacts Row::Read() const {
  RowFacts facts;
  if (!bytes_) return facts;
  Reader reader(bytes_.view());
  const int64_t flags = reader.Number();
  facts.removed = (flags & kRemoved) != 0;
  facts.year = reader.Int();
  facts.region = reader.Text();
  facts.line = reader.Text();
  if ((flags & kOwn) != 0) facts.own = ReadTotal(reader);
  if ((flags & kParts) != 0) facts.parts = ReadTotal(reader);
  if ((flags & kPublished) != 0) facts.published = ReadTotal(reader);
  return facts;
}

Report::Report(const v1::OfficeReport& report, const FigureFolder& folder) {
  Writer writer;
  writer.Number((report.withdrawn() ? kWithdrawn : 0) |
                (report.late() ? kLate : 0) |
                (report.as_published() ? kAsPublished : 0) |
                (static_cast<int64_t>(report.scope()) << kScopeShift));
  writer.Number(report.year());
  writer.Number(report.revision());
  writer.Number(report.editions().publication());
  writer.Number(report.editions().requests());
  writer.Number(report.errors());
  writer.Number(report.questions());
  writer.Number(report.committed_at().seconds());
  writer.Number(report.committed_at().nanos());
  writer.Text(report.office());
  writer.LastFigures(report.figures(), folder);
  bytes_ = SharedBytes(writer.bytes());
}

ReportFacts Report::Read() const {
  ReportFacts facts;
  if (!bytes_) return facts;
  Reader reader(bytes_.view());
  const int64_t flags = reader.Number();
  facts.withdrawn = (flags & kWithdrawn) != 0;
  facts.late = (flags & kLate) != 0;
  facts.as_published = (flags & kAsPublished) != 0;
  facts.scope = static_cast<v1::Scope>(flags >> kScopeShift);
  facts.year = reader.Int();
  facts.revision = reader.Int();
  facts.publication = static_cast<v1::Edition>(reader.Number());
  facts.requests = static_cast<v1::Edition>(reader.Number());
  facts.errors = reader.Int();
  facts.questions = reader.Int();
  facts.committed_seconds = reader.Number();
  facts.committed_nanos = reader.Int();
  facts.office = reader.Text();
  facts.figures = reader.rest();
  return facts;
}

}  // namespace disclosure::query
