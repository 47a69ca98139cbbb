// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/stored_registry.h"

#include <string>
#include <string_view>
#include <utility>

#include "services/ingest/embedded_store.h"
#include "services/ingest/keys.h"

namespace disclosure::ingest {

using storage::Database;
using storage::WriteBatch;

namespace {

// Adds a row of the registry family. False if it is none.
bool AddRow(std::string_view key, std::string_view value,
            registry::AllRows* rows) {
  const int size = static_cast<int>(value.size());
  if (key.starts_with('d')) {
    return rows->due_dates.emplace_back().ParseFromArray(value.data(), size);
  }
  if (key.starts_with('o')) {
    auto row = std::make_shared<v1::OfficeRow>();
    if (!row->ParseFromArray(value.data(), size)) return false;
    rows->offices.push_back(std::move(row));
    return true;
  }
  auto row = std::make_shared<v1::RegionRow>();
  if (!key.starts_with('r') || !row->ParseFromArray(value.data(), size)) {
    return false;
  }
  rows->regions.push_back(std::move(row));
  return true;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const registry::Registry>> ReadRegistry(
    const Database& database) {
  registry::AllRows rows;
  bool readable = true;
  absl::Status status =
      database.Scan(kRegistryFamily, "", "",
                    [&](std::string_view key, std::string_view value) {
                      readable = AddRow(key, value, &rows);
                      return readable;
                    });
  if (!status.ok()) return status;
  std::shared_ptr<const registry::Registry> restored;
  if (readable) restored = registry::Registry::Restore(std::move(rows));
  if (restored == nullptr) {
    return DamagedData(database.path(),
                       "registry rows cannot be read or contradict each other");
  }
  return restored;
}

void PutRegistryRows(const Records& records, WriteBatch* batch) {
  for (const v1::RegionRow& row : records.registry_rows.regions()) {
    batch->Put(kRegistryFamily, RegionRowKey(row.code(), row.first_year()),
               row.SerializeAsString());
  }
  for (const v1::OfficeRow& row : records.registry_rows.offices()) {
    batch->Put(kRegistryFamily, OfficeRowKey(row.id(), row.first_year()),
               row.SerializeAsString());
  }
  for (const v1::DueDate& row : records.registry_rows.due_dates()) {
    batch->Put(kRegistryFamily, DueDateKey(row.report_year()),
               row.SerializeAsString());
  }
  if (records.registry) {
    batch->Put(kMetaFamily, kRegistryKey,
               records.registry->SerializeAsString());
  }
  for (const v1::OfficeRow& row : records.contacts) {
    std::string key = ContactKey(row.id(), row.first_year());
    if (row.contact().empty()) {
      batch->Delete(kContactFamily, key);
    } else {
      batch->Put(kContactFamily, key, row.contact());
    }
  }
}

}  // namespace disclosure::ingest
