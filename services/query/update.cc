// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/update.h"

#include <string>
#include <utility>

#include "base/wire.h"
#include "services/query/errors.h"

namespace disclosure::query {
namespace {

// Moves rows to `taken`; a row of a key that is there already replaces that
// one. `places`: where the row of each key is.
template <class Rows, class Places, class KeyOf>
void TakeRows(Rows& rows, KeyOf key_of, Places& places, Rows* taken) {
  for (auto& row : rows) {
    const auto [place, is_new] = places.try_emplace(key_of(row), taken->size());
    auto* const slot = is_new ? taken->Add() : taken->Mutable(place->second);
    slot->Swap(&row);
  }
}

}  // namespace

absl::StatusOr<std::optional<Update>> UpdateStage::Add(
    v1::RollupServiceFollowResponse& response) {
  if (!response.catalog().empty()) {
    if (response.catalog() != catalog_.fingerprint()) {
      return CatalogDiffers(catalog_.fingerprint(), response.catalog());
    }
    fingerprint_seen_ = true;
  }
  if (response.snapshot() && begun_) {
    return FeedBroken("a snapshot began inside another update");
  }
  begun_ = true;
  update_.snapshot |= response.snapshot();
  if (absl::Status taken = TakeItems(response.items()); !taken.ok()) {
    return taken;
  }
  if (response.has_registry()) TakeRegistry(*response.mutable_registry());
  if (response.has_log()) update_.log = std::move(*response.mutable_log());
  if (!response.complete()) return std::nullopt;

  update_.position = std::move(*response.mutable_position());
  if (!fingerprint_seen_) {
    return FeedBroken("an update does not name its catalogue");
  }
  if (update_.position.log().empty() || update_.position.sequence() < 0) {
    return FeedBroken("an update does not say what it is true at");
  }
  begun_ = false;
  registry_places_ = RegistryPlaces();
  return std::exchange(update_, Update());
}

absl::Status UpdateStage::TakeItems(std::string_view items) {
  using Items = v1::RollupItems;
  while (!items.empty()) {
    base::WireField field;
    if (!base::TakeField(&items, &field)) {
      return FeedBroken("the items of an update cannot be read");
    }
    if (field.Is(Items::kRowsFieldNumber, base::kWirePart)) {
      std::optional<Row> row = Row::Read(field.part, folder_);
      if (!row.has_value()) return FeedBroken("a row cannot be read");
      update_.rows.push_back(*std::move(row));
    } else if (field.Is(Items::kReportsFieldNumber, base::kWirePart)) {
      std::optional<Report> report = Report::Read(field.part, folder_);
      if (!report.has_value()) return FeedBroken("a report cannot be read");
      update_.reports.push_back(*std::move(report));
    }
  }
  return absl::OkStatus();
}

void UpdateStage::TakeRegistry(v1::RegistryRows& rows) {
  v1::RegistryRows* const taken = &update_.registry;
  TakeRows(
      *rows.mutable_regions(),
      [](const v1::RegionRow& row) {
        return std::pair(row.code(), row.first_year());
      },
      registry_places_.regions, taken->mutable_regions());
  TakeRows(
      *rows.mutable_offices(),
      [](const v1::OfficeRow& row) {
        return std::pair(row.id(), row.first_year());
      },
      registry_places_.offices, taken->mutable_offices());
  TakeRows(
      *rows.mutable_due_dates(),
      [](const v1::DueDate& row) { return row.report_year(); },
      registry_places_.due_dates, taken->mutable_due_dates());
}

}  // namespace disclosure::query
