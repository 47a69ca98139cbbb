// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Regions and offices as answers show them. Pure functions; contacts and other
// personal data are not in the tree and so in no answer.

#ifndef DISCLOSURE_SERVICES_QUERY_ENTRIES_H_
#define DISCLOSURE_SERVICES_QUERY_ENTRIES_H_

#include <string>

#include "disclosure/v1/query_service.pb.h"
#include "registry/registry.h"
#include "registry/year_tree.h"

namespace disclosure::query {

void FillRegionRef(const registry::YearTree& tree, int region,
                   v1::RegionRef* ref);
void FillRegionEntry(const registry::YearTree& tree, int region,
                     v1::RegionEntry* entry);
void FillOfficeEntry(const registry::YearTree& tree, int office,
                     v1::OfficeEntry* entry);

// The day by which reports of a year are due, YYYY-MM-DD.
std::string DueDateText(const registry::Registry& registry, int year);

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_ENTRIES_H_
