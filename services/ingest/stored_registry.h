// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// The registry in the store: its rows, the contacts apart from them, and the
// record of its state.

#ifndef DISCLOSURE_SERVICES_INGEST_STORED_REGISTRY_H_
#define DISCLOSURE_SERVICES_INGEST_STORED_REGISTRY_H_

#include <memory>

#include "absl/status/statusor.h"
#include "registry/registry.h"
#include "services/ingest/report_store.h"
#include "storage/database.h"

namespace disclosure::ingest {

// The registry of all rows, without contacts. DATA_LOSS (DATA_DAMAGED).
absl::StatusOr<std::shared_ptr<const registry::Registry>> ReadRegistry(
    const storage::Database& database);

// Adds what the records say of the registry to the batch.
void PutRegistryRows(const Records& records, storage::WriteBatch* batch);

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_STORED_REGISTRY_H_
