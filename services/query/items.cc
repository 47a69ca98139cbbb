// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/items.h"

#include <string>

#include "base/check.h"
#include "base/wire.h"

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

// Writes a serialised v1::TotalState. False: it is none.
bool WriteTotal(std::string_view total, const FigureFolder& folder,
                Writer& writer) {
  using State = v1::TotalState;
  TotalFacts facts;
  while (!total.empty()) {
    base::WireField field;
    if (!base::TakeField(&total, &field)) return false;
    if (field.Is(State::kFiguresFieldNumber, base::kWirePart)) {
      facts.figures = field.part;
    } else if (field.Is(State::kNotReportedFieldNumber, base::kWirePart)) {
      facts.not_reported = field.part;
    } else if (field.Is(State::kEditionsFieldNumber, base::kWirePart)) {
      facts.editions = field.part;
    } else if (field.Is(State::kReceivedFieldNumber, base::kWireVarint)) {
      facts.received = static_cast<int64_t>(field.value);
    } else if (field.Is(State::kLateFieldNumber, base::kWireVarint)) {
      facts.late = static_cast<int64_t>(field.value);
    } else if (field.Is(State::kWithErrorsFieldNumber, base::kWireVarint)) {
      facts.with_errors = static_cast<int64_t>(field.value);
    } else if (field.Is(State::kWithQuestionsFieldNumber, base::kWireVarint)) {
      facts.with_questions = static_cast<int64_t>(field.value);
    }
  }
  writer.Number(facts.editions.has_value() ? kEditions : 0);
  writer.Number(facts.received);
  writer.Number(facts.late);
  writer.Number(facts.with_errors);
  writer.Number(facts.with_questions);
  writer.Text(facts.editions.value_or(std::string_view()));
  writer.Figures(facts.figures, folder);
  writer.Figures(facts.not_reported, folder);
  return true;
}

// Reads a serialised v1::Editions into `facts`. False: it is none.
bool ReadEditions(std::string_view editions, ReportFacts* facts) {
  while (!editions.empty()) {
    base::WireField field;
    if (!base::TakeField(&editions, &field)) return false;
    const auto edition = static_cast<v1::Edition>(field.value);
    if (field.Is(v1::Editions::kPublicationFieldNumber, base::kWireVarint)) {
      facts->publication = edition;
    } else if (field.Is(v1::Editions::kRequestsFieldNumber,
                        base::kWireVarint)) {
      facts->requests = edition;
    }
  }
  return true;
}

// Reads a serialised google.protobuf.Timestamp into `facts`. False: it is none.
bool ReadCommittedAt(std::string_view time, ReportFacts* facts) {
  using Time = google::protobuf::Timestamp;
  while (!time.empty()) {
    base::WireField field;
    if (!base::TakeField(&time, &field)) return false;
    if (field.Is(Time::kSecondsFieldNumber, base::kWireVarint)) {
      facts->committed_seconds = static_cast<int64_t>(field.value);
    } else if (field.Is(Time::kNanosFieldNumber, base::kWireVarint)) {
      facts->committed_nanos = static_cast<int>(field.value);
    }
  }
  return true;
}

// Reads one field of a v1::OfficeReport that is a number. False: another field.
bool ReadNumber(const base::WireField& field, ReportFacts* facts) {
  using Fed = v1::OfficeReport;
  const auto is = [&field](int number) {
    return field.Is(number, base::kWireVarint);
  };
  const int number = static_cast<int>(field.value);
  if (is(Fed::kYearFieldNumber)) {
    facts->year = number;
  } else if (is(Fed::kScopeFieldNumber)) {
    facts->scope = static_cast<v1::Scope>(number);
  } else if (is(Fed::kRevisionFieldNumber)) {
    facts->revision = number;
  } else if (is(Fed::kWithdrawnFieldNumber)) {
    facts->withdrawn = field.value != 0;
  } else if (is(Fed::kLateFieldNumber)) {
    facts->late = field.value != 0;
  } else if (is(Fed::kAsPublishedFieldNumber)) {
    facts->as_published = field.value != 0;
  } else if (is(Fed::kErrorsFieldNumber)) {
    facts->errors = number;
  } else if (is(Fed::kQuestionsFieldNumber)) {
    facts->questions = number;
  } else {
    return false;
  }
  return true;
}

// Reads a serialised v1::OfficeReport, figures as they are fed. False: it is
// none.
bool ReadFed(std::string_view report, ReportFacts* facts) {
  using Fed = v1::OfficeReport;
  while (!report.empty()) {
    base::WireField field;
    if (!base::TakeField(&report, &field)) return false;
    if (ReadNumber(field, facts)) continue;
    bool sound = true;
    if (field.Is(Fed::kOfficeFieldNumber, base::kWirePart)) {
      facts->office = field.part;
    } else if (field.Is(Fed::kFiguresFieldNumber, base::kWirePart)) {
      facts->figures = field.part;
    } else if (field.Is(Fed::kEditionsFieldNumber, base::kWirePart)) {
      sound = ReadEditions(field.part, facts);
    } else if (field.Is(Fed::kCommittedAtFieldNumber, base::kWirePart)) {
      sound = ReadCommittedAt(field.part, facts);
    }
    if (!sound) return false;
  }
  return true;
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

std::optional<Row> Row::Read(std::string_view row, const FigureFolder& folder) {
  using Fed = v1::RollupRow;
  int64_t year = 0;
  bool removed = false;
  std::string_view region;
  std::string_view line;
  std::optional<std::string_view> own, parts, published;
  while (!row.empty()) {
    base::WireField field;
    if (!base::TakeField(&row, &field)) return std::nullopt;
    if (field.Is(Fed::kRegionFieldNumber, base::kWirePart)) {
      region = field.part;
    } else if (field.Is(Fed::kYearFieldNumber, base::kWireVarint)) {
      year = static_cast<int>(field.value);
    } else if (field.Is(Fed::kLineFieldNumber, base::kWirePart)) {
      line = field.part;
    } else if (field.Is(Fed::kOwnFieldNumber, base::kWirePart)) {
      own = field.part;
    } else if (field.Is(Fed::kPartsFieldNumber, base::kWirePart)) {
      parts = field.part;
    } else if (field.Is(Fed::kPublishedFieldNumber, base::kWirePart)) {
      published = field.part;
    } else if (field.Is(Fed::kRemovedFieldNumber, base::kWireVarint)) {
      removed = field.value != 0;
    }
  }
  Writer writer;
  writer.Number((removed ? kRemoved : 0) | (own ? kOwn : 0) |
                (parts ? kParts : 0) | (published ? kPublished : 0));
  writer.Number(year);
  writer.Text(region);
  writer.Text(line);
  for (const auto& total : {own, parts, published}) {
    if (total.has_value() && !WriteTotal(*total, folder, writer)) {
      return std::nullopt;
    }
  }
  return Row(writer.bytes());
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

std::optional<Report> Report::Read(std::string_view report,
                                   const FigureFolder& folder) {
  ReportFacts facts;
  if (!ReadFed(report, &facts)) return std::nullopt;
  Writer writer;
  writer.Number((facts.withdrawn ? kWithdrawn : 0) | (facts.late ? kLate : 0) |
                (facts.as_published ? kAsPublished : 0) |
                (static_cast<int64_t>(facts.scope) << kScopeShift));
  writer.Number(facts.year);
  writer.Number(facts.revision);
  writer.Number(facts.publication);
  writer.Number(facts.requests);
  writer.Number(facts.errors);
  writer.Number(facts.questions);
  writer.Number(facts.committed_seconds);
  writer.Number(facts.committed_nanos);
  writer.Text(facts.office);
  writer.LastFigures(facts.figures, folder);
  return Report(writer.bytes());
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
