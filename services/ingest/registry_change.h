// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// What an update of the registry comes to: the new registry, the rows that are
// to be logged and kept, and the contacts, which go into no log. Pure
// functions.

#ifndef DISCLOSURE_SERVICES_INGEST_REGISTRY_CHANGE_H_
#define DISCLOSURE_SERVICES_INGEST_REGISTRY_CHANGE_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "disclosure/v1/registry.pb.h"
#include "registry/problem.h"
#include "registry/registry.h"

namespace disclosure::ingest {

struct RegistryEffect {
  std::shared_ptr<const registry::Registry> registry;
  // The rows that are new or different, without contacts.
  v1::RegistryRows different;
  // Id, first year and contact of every office row of the update.
  std::vector<v1::OfficeRow> contacts;

  bool unchanged() const {
    return different.regions_size() + different.offices_size() +
               different.due_dates_size() ==
           0;
  }
};

// Takes the contacts out of the rows: id, first year and contact of each.
std::vector<v1::OfficeRow> TakeContacts(v1::RegistryRows* rows);

// Applies rows. INVALID_ARGUMENT (REGISTRY_INVALID), listing what is wrong, if
// the result would not be valid; or the error of `filed`.
absl::StatusOr<RegistryEffect> ApplyUpdate(const registry::Registry& registry,
                                           v1::RegistryRows rows,
                                           const registry::FiledReports& filed);

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_REGISTRY_CHANGE_H_
