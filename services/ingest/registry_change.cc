// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/registry_change.h"

#include <utility>

namespace disclosure::ingest {
namespace {

// True if one of `rows` begins in the same year and is the same.
template <typename Rows, typename Row>
bool Has(const Rows& rows, const Row& row) {
  for (const auto& other : rows) {
    if (other->first_year() != row.first_year()) continue;
    return other->SerializeAsString() == row.SerializeAsString();
  }
  return false;
}

// Moves the rows of `rows` that `after` has and `before` has not. Judged by
// what the registry made of them, since it may complete a row.
v1::RegistryRows Different(const registry::Registry& before,
                           const registry::Registry& after,
                           const v1::RegistryRows& rows) {
  v1::RegistryRows result;
  for (const v1::RegionRow& row : rows.regions()) {
    for (const auto& applied : after.RegionRowsOf(row.code())) {
      if (applied->first_year() == row.first_year() &&
          !Has(before.RegionRowsOf(row.code()), *applied)) {
        *result.add_regions() = *applied;
      }
    }
  }
  for (const v1::OfficeRow& row : rows.offices()) {
    for (const auto& applied : after.OfficeRowsOf(row.id())) {
      if (applied->first_year() == row.first_year() &&
          !Has(before.OfficeRowsOf(row.id()), *applied)) {
        *result.add_offices() = *applied;
      }
    }
  }
  for (const v1::DueDate& row : rows.due_dates()) {
    if (before.DueDate(row.report_year()) != after.DueDate(row.report_year())) {
      *result.add_due_dates() = row;
    }
  }
  return result;
}

}  // namespace

std::vector<v1::OfficeRow> TakeContacts(v1::RegistryRows* rows) {
  std::vector<v1::OfficeRow> contacts;
  contacts.reserve(rows->offices_size());
  for (v1::OfficeRow& row : *rows->mutable_offices()) {
    v1::OfficeRow& contact = contacts.emplace_back();
    contact.set_id(row.id());
    contact.set_first_year(row.first_year());
    contact.set_contact(row.contact());
    row.clear_contact();
  }
  return contacts;
}

absl::StatusOr<RegistryEffect> ApplyUpdate(
    const registry::Registry& registry, v1::RegistryRows rows,
    const registry::FiledReports& filed) {
  RegistryEffect effect;
  effect.contacts = TakeContacts(&rows);
  absl::StatusOr<registry::Applied> applied = registry.Apply(rows, filed);
  if (!applied.ok()) return applied.status();
  if (!applied->problems.empty()) {
    return registry::InvalidRegistry(applied->problems);
  }
  effect.registry = std::move(applied->registry);
  if (!applied->unchanged()) {
    effect.different = Different(registry, *effect.registry, rows);
  }
  return effect;
}

}  // namespace disclosure::ingest
