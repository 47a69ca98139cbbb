// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/testing/copy.h"

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "form/figures.h"

namespace disclosure::aggregate {
namespace {

absl::Status CompareTotal(const Model& model, const std::string& name,
                          bool present, const v1::TotalState& state,
                          const ModelTotal& expected) {
  if (present != (expected.received > 0)) {
    return absl::InternalError(absl::StrCat(
        name, present ? " is there, but no report is in it" : " is missing"));
  }
  if (!present) return absl::OkStatus();
  ModelTotal found = model.Read(state);
  ModelTotal wanted = Model::Fed(expected);
  if (found == wanted) return absl::OkStatus();
  for (size_t i = 0; i < found.sum.size(); ++i) {
    if (found.sum[i] == wanted.sum[i] &&
        found.reported[i] == wanted.reported[i] &&
        found.not_reported[i] == wanted.not_reported[i]) {
      continue;
    }
    return absl::InternalError(
        absl::StrCat(name, ", cell ", i, ": expected ", wanted.sum[i], " (",
                     wanted.reported[i], ", blank ", wanted.not_reported[i],
                     "), found ", found.sum[i], " (", found.reported[i],
                     ", blank ", found.not_reported[i], ")"));
  }
  return absl::InternalError(
      absl::StrCat(name, ": expected ", wanted.received, " reports, ",
                   wanted.late, " late, found ", found.received, ", ",
                   found.late, "; or errors, questions or editions differ"));
}

}  // namespace

v1::RollupItems ItemsOf(const v1::RollupServiceFollowResponse& slice) {
  v1::RollupItems items;
  DISCLOSURE_CHECK(items.ParseFromString(slice.items()));
  return items;
}

bool Copy::Take(const v1::RollupServiceFollowResponse& slice) {
  if (slice.snapshot()) {
    rows_.clear();
    reports_.clear();
    registry_rows_ = 0;
  }
  const v1::RollupItems items = ItemsOf(slice);
  for (const v1::RollupRow& row : items.rows()) {
    RowName name(row.region(), row.year(), row.line());
    if (row.removed()) {
      rows_.erase(name);
    } else {
      rows_[name] = row;
    }
  }
  for (const v1::OfficeReport& report : items.reports()) {
    reports_[{report.office(), report.year(), report.scope()}] = report;
  }
  registry_rows_ += slice.registry().regions_size() +
                    slice.registry().offices_size() +
                    slice.registry().due_dates_size();
  if (slice.complete()) position_ = slice.position();
  return slice.complete();
}

absl::Status Copy::CompareReports(const Model& model) const {
  size_t current = 0;
  for (const auto& [name, report] : reports_) {
    if (report.withdrawn()) continue;
    ++current;
    auto found = model.reports().find(name);
    if (found == model.reports().end()) {
      return absl::InternalError(
          absl::StrCat(report.office(), " should have no report"));
    }
    const TestReport& expected = found->second;
    if (report.late() != expected.late || report.errors() != expected.errors ||
        report.questions() != expected.questions ||
        report.editions().SerializeAsString() !=
            expected.editions.SerializeAsString()) {
      return absl::InternalError(
          absl::StrCat("the report of ", report.office(), " differs"));
    }
  }
  if (current == model.reports().size()) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("expected ", model.reports().size(),
                                          " reports, found ", current));
}

absl::Status Copy::Compare(const Model& model,
                           const Model::Rows& expected) const {
  for (const auto& [name, row] : rows_) {
    if (expected.contains(name)) continue;
    return absl::InternalError(
        absl::StrCat("there should be no row ", row.ShortDebugString()));
  }
  for (const auto& [name, wanted] : expected) {
    std::string shown = absl::StrCat(std::get<0>(name), " ", std::get<1>(name),
                                     " ", std::get<2>(name));
    auto found = rows_.find(name);
    if (found == rows_.end()) {
      return absl::InternalError(absl::StrCat("no row ", shown));
    }
    const v1::RollupRow& row = found->second;
    absl::Status same = CompareTotal(model, shown + " own", row.has_own(),
                                     row.own(), wanted.own);
    if (same.ok()) {
      same = CompareTotal(model, shown + " parts", row.has_parts(), row.parts(),
                          wanted.parts);
    }
    if (same.ok()) {
      same = CompareTotal(model, shown + " published", row.has_published(),
                          row.published(), wanted.published);
    }
    if (!same.ok()) return same;
  }
  return CompareReports(model);
}

std::string Copy::Print(const form::Catalog& catalog,
                        const std::string& figure) const {
  std::string text;
  int cell = catalog.FindPath(figure)->index;
  auto total = [&](const char* name, bool present,
                   const v1::TotalState& state) {
    if (!present) return;
    auto figures = form::Unpack(catalog, state.figures());
    absl::StrAppend(&text, " ", name, " ", state.received(), "/");
    if (figures->has(cell)) {
      absl::StrAppend(&text, figures->value(cell));
    } else {
      absl::StrAppend(&text, "-");
    }
  };
  for (const auto& [name, row] : rows_) {
    absl::StrAppend(&text, row.region(), " ", row.year(), " ",
                    row.line().empty() ? "*" : row.line(), ":");
    total("own", row.has_own(), row.own());
    total("parts", row.has_parts(), row.parts());
    total("published", row.has_published(), row.published());
    text += "\n";
  }
  return text;
}

}  // namespace disclosure::aggregate
