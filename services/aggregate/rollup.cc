// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/rollup.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/error.h"
#include "base/sha256.h"
#include "services/aggregate/parallel.h"

namespace disclosure::aggregate {
namespace {

absl::Status Refuse(std::string_view reason, std::string_view en,
                    std::string_view zh) {
  return base::MakeError(absl::StatusCode::kDataLoss, reason, en, zh);
}

// `status`, with the change it is about in front.
absl::Status AtChange(int64_t sequence, const DecodedChange& change,
                      const absl::Status& status) {
  std::string about;
  if (change.kind == DecodedChange::Kind::kReport) {
    about = absl::StrCat(" (report of ", change.office, ", ", change.year, ")");
  } else if (change.kind == DecodedChange::Kind::kRegistry) {
    about =
        absl::StrCat(" (registry, revision ", change.registry.revision(), ")");
  }
  base::ErrorDetails details = base::GetErrorDetails(status);
  details.metadata["sequence"] = absl::StrCat(sequence);
  details.zh = absl::StrCat("变更 ", sequence, "：", details.zh);
  return base::MakeError(
      status.code(),
      absl::StrCat("change ", sequence, about, ": ", status.message()),
      details);
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
    status = change.kind == DecodedChange::Kind::kReport
                 ? Year(change.year).Apply(change.office, change.report)
                 : ApplyRegistry(change.registry.rows(), change.sequence);
  }
  if (!status.ok()) return AtChange(sequence_ + 1, change, status);
  sequence_ = change.sequence;
  chain_hash_ = change.hash;
  return absl::OkStatus();
}

absl::Status Rollup::CheckPlace(const DecodedChange& change) const {
  if (change.previous != chain_hash_) {
    base::Sha256 hash;
    hash.Update(chain_hash_);
    hash.Update(change.bytes);
    if (hash.Finish() != change.hash) {
      return Refuse("CHAIN_BROKEN",
                    "its hash does not follow from the change before it",
                    "哈希值与前一变更不衔接");
    }
  }
  int64_t sequence = change.sequence;
  if (change.status.ok() && sequence != sequence_ + 1) {
    return Refuse("SEQUENCE_GAP", absl::StrCat("it has the number ", sequence),
                  absl::StrCat("其序号为 ", sequence, "，序号不连续"));
  }
  return absl::OkStatus();
}

YearRollup& Rollup::Year(int year) {
  std::unique_ptr<YearRollup>& rollup = years_[year];
  if (rollup == nullptr) {
    rollup = std::make_unique<YearRollup>(
        year, names_.Named(registry_->ForYear(year)), layout_, names_, items_);
    if (bulk_) rollup->BeginBulk();
  }
  return *rollup;
}

void Rollup::BeginBulk() {
  if (bulk_) return;
  bulk_ = true;
  for (const auto& [number, year] : years_) year->BeginBulk();
}

void Rollup::Settle() {
  if (!bulk_) return;
  bulk_ = false;
  std::vector<YearRollup*> years;
  for (const auto& [number, year] : years_) years.push_back(year.get());
  std::vector<std::vector<RowItem*>> touched(years.size());
  ForEachInParallel(years.size(),
                    [&](size_t i) { touched[i] = years[i]->Settle(); });
  for (size_t i = 0; i < years.size(); ++i) {
    years[i]->EndBulk();
    for (RowItem* row : touched[i]) items_.Touch(row, sequence_);
  }
}

absl::Status Rollup::ApplyRegistry(const v1::RegistryRows& rows,
                                   int64_t sequence) {
  absl::StatusOr<registry::Applied> applied = registry_->ApplyLogged(rows);
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
    YearSums sums;
  };
  std::vector<Move> moves;
  for (const auto& [number, year] : years_) {
    YearRollup::Tree tree = names_.Named(applied->registry->ForYear(number));
    if (tree == year->tree()) continue;
    for (RowItem* row : year->Settle()) items_.Touch(row, sequence_);
    absl::StatusOr<YearSums> sums = year->SumOn(*tree);
    if (!sums.ok()) return sums.status();
    moves.push_back({year.get(), std::move(tree), *std::move(sums)});
  }
  for (Move& move : moves) {
    move.year->Adopt(std::move(move.tree), std::move(move.sums), sequence);
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
    std::string bytes = row.SerializeAsString();
    bool same = item->row == bytes;
    if (!same) ++differences;
    if (same && only_different) return;
    item->row = std::move(bytes);
    items_.Touch(item.get(), sequence);
  });
  return differences;
}

int64_t Rollup::Replace(Rollup& fresh) {
  DISCLOSURE_CHECK(fresh.log_.id() == log_.id());
  DISCLOSURE_CHECK(fresh.sequence_ == sequence_);
  fresh.Settle();
  Settle();
  int64_t after = sequence_ + 1;
  int64_t differences = 0;
  for (const auto& [key, item] : fresh.registry_items_) {
    v1::RegistryRows row;
    DISCLOSURE_CHECK(row.ParseFromString(item->row));
    differences += PutRegistryRows(row, after, /*only_different=*/true);
  }
  registry_ = fresh.registry_;
  for (const auto& [number, year] : fresh.years_) Year(number);
  for (const auto& entry : years_) {
    const int number = entry.first;
    YearRollup* const year = entry.second.get();
    YearRollup::Tree tree = names_.Named(registry_->ForYear(number));
    YearSums sums(tree->tree->regions().size());
    auto found = fresh.years_.find(number);
    if (found != fresh.years_.end()) {
      // The same numbers of regions.
      DISCLOSURE_CHECK(found->second->tree()->tree == tree->tree);
      found->second->VisitReports([&](const ReportItem& item) {
        differences += year->AdoptReport(item, after) ? 1 : 0;
      });
      sums = found->second->TakeSums();
    }
    differences += year->Adopt(std::move(tree), std::move(sums), after);
  }
  chain_hash_ = fresh.chain_hash_;
  return differences;
}

}  // namespace disclosure::aggregate
