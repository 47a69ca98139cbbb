// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/verify.h"

#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/sha256.h"
#include "services/aggregate/plain_sums.h"

namespace disclosure::aggregate {
namespace {

// Where a difference is.
struct Place {
  std::string region;
  int year = 0;
  std::string line;
  std::string part;
};

void Report(const Place& place, const std::string& figure,
            const std::string& expected, const std::string& found,
            v1::VerifyResponse* response) {
  response->set_mismatch_count(response->mismatch_count() + 1);
  if (response->mismatches_size() >= kMismatchesListedMax) return;
  v1::Mismatch* mismatch = response->add_mismatches();
  mismatch->set_region(place.region);
  mismatch->set_year(place.year);
  mismatch->set_line(place.line);
  mismatch->set_part(place.part);
  mismatch->set_figure(figure);
  mismatch->set_expected(expected);
  mismatch->set_found(found);
}

void CompareCounts(const Place& place, const std::string& name,
                   int64_t expected, int64_t found,
                   v1::VerifyResponse* response) {
  if (expected == found) return;
  Report(place, name, absl::StrCat(expected), absl::StrCat(found), response);
}

std::string Shown(const form::FigureVector& figures, int cell) {
  return figures.has(cell) ? absl::StrCat(figures.value(cell)) : "blank";
}

// `prefix` stands before the path of a figure.
void CompareFigures(const Place& place, const std::string& prefix,
                    const form::FigureVector& expected,
                    const std::string& found_bytes,
                    v1::VerifyResponse* response) {
  const form::Catalog& catalog = expected.catalog();
  absl::StatusOr<form::FigureVector> found = form::Unpack(catalog, found_bytes);
  if (!found.ok()) {
    Report(place, prefix + "*", "figures", "bytes that cannot be read",
           response);
    return;
  }
  if (*found == expected) return;
  for (const form::Cell& cell : catalog.cells()) {
    std::string wanted = Shown(expected, cell.index);
    std::string given = Shown(*found, cell.index);
    if (wanted == given) continue;
    Report(place, prefix + cell.path, wanted, given, response);
  }
}

void CompareEditions(const Place& place, const PlainSum& expected,
                     const v1::EditionCounts& found,
                     v1::VerifyResponse* response) {
  std::map<std::string, int64_t> counts = CountsByName(found);
  std::set<std::string> names;
  for (const auto& [name, count] : counts) names.insert(name);
  for (const auto& [name, count] : expected.editions) names.insert(name);
  for (const std::string& name : names) {
    auto wanted = expected.editions.find(name);
    CompareCounts(place, "editions " + name,
                  wanted == expected.editions.end() ? 0 : wanted->second,
                  counts[name], response);
  }
}

void CompareTotal(Place place, const std::string& part,
                  const PlainSum& expected, const v1::TotalState& found,
                  v1::VerifyResponse* response) {
  place.part = part;
  CompareCounts(place, "received", expected.received, found.received(),
                response);
  CompareCounts(place, "late", expected.late, found.late(), response);
  CompareCounts(place, "with_errors", expected.with_errors, found.with_errors(),
                response);
  CompareCounts(place, "with_questions", expected.with_questions,
                found.with_questions(), response);
  CompareFigures(place, "", expected.figures, found.figures(), response);
  CompareFigures(place, "not_reported.", expected.not_reported,
                 found.not_reported(), response);
  CompareEditions(place, expected, found.editions(), response);
}

void CompareRow(const PlainRow& expected, const v1::RollupRow& found,
                v1::VerifyResponse* response) {
  Place place{found.region(), found.year(), found.line(), ""};
  CompareTotal(place, "own", expected.own, found.own(), response);
  CompareTotal(place, "parts", expected.parts, found.parts(), response);
  CompareTotal(place, "published", expected.published, found.published(),
               response);
  response->set_rows_compared(response->rows_compared() + 1);
}

// What is not figures, as text.
std::string Rest(v1::OfficeReport report) {
  report.clear_figures();
  return report.ShortDebugString();
}

}  // namespace

Recomputation::Recomputation(const FormLayout& layout)
    : layout_(layout),
      hash_(base::kSha256Size, '\0'),
      registry_(registry::Registry::Empty()) {}

absl::Status Recomputation::Take(const v1::LoggedChange& logged) {
  std::string at = absl::StrCat("change ", sequence_ + 1, ": ");
  hash_ = base::Sha256Of(hash_ + logged.change());
  v1::Change change;
  if (hash_ != logged.hash() || !change.ParseFromString(logged.change()) ||
      change.sequence() != sequence_ + 1) {
    return absl::DataLossError(at +
                               "it does not follow from the change before it");
  }
  absl::Status taken = absl::DataLossError(at + "it is of no known kind");
  if (change.has_report()) {
    taken = TakeReport(change, logged.figures_part());
  } else if (change.has_registry()) {
    auto applied = registry_->Apply(change.registry().rows());
    taken = applied.status();
    if (applied.ok() && applied->problems.empty()) {
      registry_ = applied->registry;
    } else if (applied.ok()) {
      taken = absl::DataLossError(at + "its rows cannot be applied");
    }
  }
  if (taken.ok()) ++sequence_;
  return taken;
}

absl::Status Recomputation::TakeReport(const v1::Change& change,
                                       const std::string& figures_part) {
  const v1::ReportChange& report = change.report();
  v1::OfficeReport& state =
      reports_[{report.year(), report.office(), report.scope()}];
  state.Clear();
  if (!report.withdrawn()) {
    v1::AnnualReport content;
    if (!content.ParseFromString(figures_part)) {
      return absl::DataLossError("the figures of a report cannot be read");
    }
    auto figures = form::FromMessage(layout_.catalog(), content.figures());
    if (!figures.ok()) return figures.status();
    state.set_figures(form::Pack(layout_.catalog(), *figures));
  }
  state.set_office(report.office());
  state.set_year(report.year());
  state.set_scope(report.scope());
  state.set_revision(report.revision());
  state.set_withdrawn(report.withdrawn());
  if (report.has_editions()) *state.mutable_editions() = report.editions();
  state.set_late(report.late());
  state.set_as_published(report.as_published());
  state.set_errors(report.errors());
  state.set_questions(report.questions());
  *state.mutable_committed_at() = change.committed_at();
  state.set_sequence(change.sequence());
  return absl::OkStatus();
}

absl::Status Recomputation::Compare(const Rollup& rollup,
                                    absl::FunctionRef<bool()> cancelled,
                                    v1::VerifyResponse* response) const {
  DISCLOSURE_CHECK(rollup.sequence() == sequence_);
  response->set_changes_read(sequence_);
  if (rollup.chain_hash() != hash_) {
    Report(Place{"", 0, "", "chain"}, "", base::Hex(hash_),
           base::Hex(rollup.chain_hash()), response);
  }
  CompareRegistry(rollup, response);
  CompareReports(rollup, response);
  std::set<int> years;
  for (const auto& [name, report] : reports_) years.insert(std::get<0>(name));
  for (const auto& [number, year] : rollup.years()) years.insert(number);
  for (int year : years) {
    if (cancelled()) return absl::CancelledError("the comparison was given up");
    absl::Status compared = CompareYear(year, rollup, response);
    if (!compared.ok()) return compared;
  }
  return absl::OkStatus();
}

absl::Status Recomputation::CompareYear(int year, const Rollup& rollup,
                                        v1::VerifyResponse* response) const {
  std::vector<const v1::OfficeReport*> reports;
  for (auto it = reports_.lower_bound({year, "", v1::SCOPE_UNSPECIFIED});
       it != reports_.end() && std::get<0>(it->first) == year; ++it) {
    if (!it->second.withdrawn()) reports.push_back(&it->second);
  }
  absl::StatusOr<PlainRows> rows =
      AddUpYear(layout_.catalog(), *registry_->ForYear(year), reports);
  if (!rows.ok()) return rows.status();
  auto kept = rollup.years().find(year);
  const PlainRow nothing(layout_.catalog());
  if (kept != rollup.years().end()) {
    kept->second->VisitRows([&](const RowItem& item) {
      auto expected = rows->find({item.region, item.line});
      bool known = expected != rows->end();
      if (!known && item.gone()) return;
      CompareRow(known ? expected->second : nothing, item.ToRow(layout_),
                 response);
      if (known) rows->erase(expected);
    });
  }
  for (const auto& [name, expected] : *rows) {
    v1::RollupRow missing;
    missing.set_region(name.first);
    missing.set_year(year);
    missing.set_line(name.second);
    CompareRow(expected, missing, response);
  }
  return absl::OkStatus();
}

void Recomputation::CompareReports(const Rollup& rollup,
                                   v1::VerifyResponse* response) const {
  size_t compared = 0;
  for (const auto& [name, expected] : reports_) {
    const auto& [number, office, scope] = name;
    auto year = rollup.years().find(number);
    const ReportItem* item = year == rollup.years().end()
                                 ? nullptr
                                 : year->second->FindReport(office, scope);
    Place place{"", number, "",
                absl::StrCat("report ", office, " ", v1::Scope_Name(scope))};
    if (item == nullptr) {
      Report(place, "", Rest(expected), "nothing", response);
      continue;
    }
    ++compared;
    const v1::OfficeReport found = item->ToReport(layout_);
    if (Rest(expected) != Rest(found)) {
      Report(place, "", Rest(expected), Rest(found), response);
    }
    auto figures = form::Unpack(layout_.catalog(), expected.figures());
    DISCLOSURE_CHECK(figures.ok());
    CompareFigures(place, "", *figures, found.figures(), response);
  }
  size_t kept = 0;
  for (const auto& [number, year] : rollup.years()) {
    year->VisitReports([&](const ReportItem&) { ++kept; });
  }
  CompareCounts(Place{"", 0, "", "reports"}, "number",
                static_cast<int64_t>(compared), static_cast<int64_t>(kept),
                response);
}

void Recomputation::CompareRegistry(const Rollup& rollup,
                                    v1::VerifyResponse* response) const {
  if (registry_->ToRows().SerializeAsString() ==
      rollup.registry()->ToRows().SerializeAsString()) {
    return;
  }
  Report(Place{"", 0, "", "registry"}, "", "the rows of the log", "other rows",
         response);
}

}  // namespace disclosure::aggregate
