// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/rollup.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/error.h"
#include "base/sha256.h"

namespace disclosure::aggregate {
namespace {

absl::Status Refuse(std::string_view reason, std::string_view en,
                    std::string_view zh) {
  return base::MakeError(absl::StatusCode::kDataLoss, reason, en, zh);
}

// `status`, with the change it is about in front.
absl::Status AtChange(int64_t sequence, const v1::Change& change,
                      const absl::Status& status) {
  std::string about;
  if (change.has_report()) {
    about = absl::StrCat(" (report of ", change.report().office(), ", ",
                         change.report().year(), ")");
  } else if (change.has_registry()) {
    about = absl::StrCat(" (registry, revision ", change.registry().revision(),
                         ")");
  }
  base::ErrorDetails details = base::GetErrorDetails(status);
  details.metadata["sequence"] = absl::StrCat(sequence);
  details.zh = absl::StrCat("变更 ", sequence, "：", details.zh);
  return base::MakeError(
      status.code(),
      absl::StrCat("change ", sequence, about, ": ", status.message()),
      details);
}

v1::OfficeReport StateAfter(const FormLayout& layout,
                            const DecodedChange& decoded) {
  const v1::ReportChange& change = decoded.change.report();
  v1::OfficeReport state;
  state.set_office(change.office());
  state.set_year(change.year());
  state.set_scope(change.scope());
  state.set_revision(change.revision());
  state.set_withdrawn(change.withdrawn());
  if (change.has_editions()) *state.mutable_editions() = change.editions();
  if (decoded.figures.has_value()) {
    state.set_figures(form::Pack(layout.catalog(), *decoded.figures));
  }
  state.set_late(change.late());
  state.set_as_published(change.as_published());
  state.set_errors(change.errors());
  state.set_questions(change.questions());
  *state.mutable_committed_at() = decoded.change.committed_at();
  state.set_sequence(decoded.change.sequence());
  return state;
}

// Calls `visit` with each row, as a set of its own and without contact.
template <class Visit>
void ForEachRow(const v1::RegistryRows& rows, Visit visit) {
  for (const v1::RegionRow& row : rows.regions()) {
    v1::RegistryRows one;
    *one.add_regions() = row;
    visit(one);
  }
  for (const v1::OfficeRow& row : rows.offices()) {
    v1::RegistryRows one;
    *one.add_offices() = row;
    one.mutable_offices(0)->clear_contact();
    visit(one);
  }
  for (const v1::DueDate& row : rows.due_dates()) {
    v1::RegistryRows one;
    *one.add_due_dates() = row;
    visit(one);
  }
}

}  // namespace

std::string RegistryRowName(const v1::RegistryRows& row) {
  if (row.regions_size() == 1) {
    return absl::StrCat("region ", row.regions(0).code(), " ",
                        row.regions(0).first_year());
  }
  if (row.offices_size() == 1) {
    return absl::StrCat("office ", row.offices(0).id(), " ",
                        row.offices(0).first_year());
  }
  DISCLOSURE_CHECK(row.due_dates_size() == 1);
  return absl::StrCat("due ", row.due_dates(0).report_year());
}

Rollup::Rollup(const FormLayout& layout, v1::LogInfo log)
    : layout_(layout),
      log_(std::move(log)),
      chain_hash_(base::kSha256Size, '\0'),
      registry_(registry::Registry::Empty()) {}

void Rollup::set_log(const v1::LogInfo& log) {
  DISCLOSURE_CHECK(log.id() == log_.id());
  log_ = log;
}

v1::LogPosition Rollup::position() const {
  v1::LogPosition position;
  position.set_log(log_.id());
  position.set_sequence(sequence_);
  return position;
}

int64_t Rollup::row_count() const {
  int64_t count = 0;
  for (const auto& [number, year] : years_) count += year->row_count();
  return count;
}

int64_t Rollup::report_count() const {
  int64_t count = 0;
  for (const auto& [number, year] : years_) count += year->report_count();
  return count;
}

absl::Status Rollup::Apply(const DecodedChange& change) {
  absl::Status status = CheckPlace(change);
  if (status.ok()) status = change.status;
  if (status.ok()) {
    status = change.change.has_report()
                 ? ApplyReport(change)
                 : ApplyRegistry(change.change.registry().rows(),
                                 change.change.sequence());
  }
  if (!status.ok()) return AtChange(sequence_ + 1, change.change, status);
  sequence_ = change.change.sequence();
  chain_hash_ = change.hash;
  return absl::OkStatus();
}

absl::Status Rollup::CheckPlace(const DecodedChange& change) const {
  base::Sha256 hash;
  hash.Update(chain_hash_);
  hash.Update(change.bytes);
  if (hash.Finish() != change.hash) {
    return Refuse("CHAIN_BROKEN",
                  "its hash does not follow from the change before it",
                  "哈希值与前一变更不衔接");
  }
  int64_t sequence = change.change.sequence();
  if (change.status.ok() && sequence != sequence_ + 1) {
    return Refuse("SEQUENCE_GAP", absl::StrCat("it has the number ", sequence),
                  absl::StrCat("其序号为 ", sequence, "，序号不连续"));
  }
  return absl::OkStatus();
}

YearRollup& Rollup::Year(int year) {
  std::unique_ptr<YearRollup>& rollup = years_[year];
  if (rollup == nullptr) {
    rollup = std::make_unique<YearRollup>(year, registry_->ForYear(year),
                                          layout_, items_);
  }
  return *rollup;
}

absl::Status Rollup::ApplyReport(const DecodedChange& decoded) {
  const v1::ReportChange& change = decoded.change.report();
  YearRollup& year = Year(change.year());
  const ReportItem* known = year.FindReport(change.office(), change.scope());
  int before = known == nullptr ? 0 : known->report.revision();
  if (change.revision() != before + 1) {
    return Refuse("REVISION_UNEXPECTED",
                  absl::StrCat("it makes revision ", change.revision(),
                               " of a report whose last one is ", before),
                  absl::StrCat("该报告已有 ", before, " 个版本，变更却为第 ",
                               change.revision(), " 版"));
  }
  return year.Apply(StateAfter(layout_, decoded),
                    decoded.figures.has_value() ? &*decoded.figures : nullptr);
}

absl::Status Rollup::ApplyRegistry(const v1::RegistryRows& rows,
                                   int64_t sequence) {
  absl::StatusOr<registry::Applied> applied = registry_->Apply(rows);
  if (applied.ok() && !applied->problems.empty()) {
    applied = registry::InvalidRegistry(applied->problems);
  }
  if (!applied.ok()) {
    return Refuse("REGISTRY_REFUSED",
                  absl::StrCat("its rows cannot be applied: ",
                               applied.status().message()),
                  "名录变更无法应用");
  }
  struct Move {
    YearRollup* year;
    YearRollup::Tree tree;
    RowMap rows;
  };
  std::vector<Move> moves;
  for (const auto& [number, year] : years_) {
    YearRollup::Tree tree = applied->registry->ForYear(number);
    if (tree == year->tree()) continue;
    absl::StatusOr<RowMap> moved = year->RowsOn(*tree);
    if (!moved.ok()) return moved.status();
    moves.push_back({year.get(), std::move(tree), *std::move(moved)});
  }
  for (Move& move : moves) {
    move.year->Adopt(std::move(move.tree), std::move(move.rows), sequence);
  }
  registry_ = applied->registry;
  PutRegistryRows(rows, sequence, /*only_different=*/false);
  return absl::OkStatus();
}

int64_t Rollup::PutRegistryRows(const v1::RegistryRows& rows, int64_t sequence,
                                bool only_different) {
  int64_t differences = 0;
  ForEachRow(rows, [&](const v1::RegistryRows& row) {
    std::unique_ptr<RegistryItem>& item = registry_items_[RegistryRowName(row)];
    if (item == nullptr) item = std::make_unique<RegistryItem>();
    bool same = item->rows.SerializeAsString() == row.SerializeAsString();
    if (!same) ++differences;
    if (same && only_different) return;
    item->rows = row;
    items_.Touch(item.get(), sequence);
  });
  return differences;
}

int64_t Rollup::Replace(Rollup& fresh) {
  DISCLOSURE_CHECK(fresh.log_.id() == log_.id());
  DISCLOSURE_CHECK(fresh.sequence_ == sequence_);
  int64_t after = sequence_ + 1;
  int64_t differences = 0;
  for (const auto& [key, item] : fresh.registry_items_) {
    differences += PutRegistryRows(item->rows, after, /*only_different=*/true);
  }
  registry_ = fresh.registry_;
  for (const auto& [number, year] : fresh.years_) Year(number);
  for (const auto& [number, year] : years_) {
    auto found = fresh.years_.find(number);
    RowMap rows;
    if (found != fresh.years_.end()) {
      found->second->VisitReports([&](const ReportItem& item) {
        differences += year->AdoptReport(item.report, after) ? 1 : 0;
      });
      rows = found->second->Rows();
    }
    differences +=
        year->Adopt(registry_->ForYear(number), std::move(rows), after);
  }
  chain_hash_ = fresh.chain_hash_;
  return differences;
}

}  // namespace disclosure::aggregate
