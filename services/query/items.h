// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The items of the model, packed: rows of totals and current reports. They are
// made from the bytes of the feed without a message in between; one would take
// three times their memory, and time. An item is a handle: copies share the
// same bytes.
//
// As safe as a shared_ptr.

#ifndef DISCLOSURE_SERVICES_QUERY_ITEMS_H_
#define DISCLOSURE_SERVICES_QUERY_ITEMS_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "disclosure/v1/report.pb.h"
#include "disclosure/v1/rollup_service.pb.h"
#include "services/query/folded_figures.h"
#include "services/query/shared_bytes.h"

namespace disclosure::query {

// A v1::TotalState.
struct TotalFacts {
  // For Unfold(); empty where there are none.
  std::string_view figures;
  std::string_view not_reported;
  // The bytes of a v1::EditionCounts; absent if the state has none.
  std::optional<std::string_view> editions;
  int64_t received = 0;
  int64_t late = 0;
  int64_t with_errors = 0;
  int64_t with_questions = 0;
};

// A v1::RollupRow. What is absent holds no report.
struct RowFacts {
  std::string_view region;
  int year = 0;
  std::string_view line;
  bool removed = false;
  std::optional<TotalFacts> own;
  std::optional<TotalFacts> parts;
  std::optional<TotalFacts> published;
};

class Row {
 public:
  // None: no report is in it.
  Row() = default;

  // From a serialised v1::RollupRow; nothing if it is none. Of a field that is
  // stated more than once the last one counts.
  static std::optional<Row> Read(std::string_view row,
                                 const FigureFolder& folder);

  explicit operator bool() const { return static_cast<bool>(bytes_); }

  // What it says; of none, nothing. Valid as long as the row is held.
  RowFacts Read() const;

  // What it takes in memory.
  size_t size() const { return bytes_.view().size(); }

  // Whether it is the same row, not an equal one.
  friend bool operator==(const Row&, const Row&) = default;

 private:
  explicit Row(std::string_view bytes) : bytes_(bytes) {}

  SharedBytes bytes_;
};

// A v1::OfficeReport without its sequence.
struct ReportFacts {
  std::string_view office;
  int year = 0;
  v1::Scope scope = v1::SCOPE_UNSPECIFIED;
  int revision = 0;
  bool withdrawn = false;
  v1::Edition publication = v1::EDITION_UNSPECIFIED;
  v1::Edition requests = v1::EDITION_UNSPECIFIED;
  bool late = false;
  bool as_published = false;
  int errors = 0;
  int questions = 0;
  int64_t committed_seconds = 0;
  int committed_nanos = 0;
  // For Unfold().
  std::string_view figures;
};

class Report {
 public:
  // None.
  Report() = default;

  // From a serialised v1::OfficeReport; nothing if it is none. Of a field that
  // is stated more than once the last one counts.
  static std::optional<Report> Read(std::string_view report,
                                    const FigureFolder& folder);

  explicit operator bool() const { return static_cast<bool>(bytes_); }

  // What it says; of none, nothing. Valid as long as the report is held.
  ReportFacts Read() const;

  size_t size() const { return bytes_.view().size(); }

  // Whether it is the same report, not an equal one.
  friend bool operator==(const Report&, const Report&) = default;

 private:
  explicit Report(std::string_view bytes) : bytes_(bytes) {}

  SharedBytes bytes_;
};

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_ITEMS_H_
