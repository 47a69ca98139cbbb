// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What can be said of a row without looking at any other. Inside this room.

#ifndef DISCLOSURE_REGISTRY_ROW_CHECKS_H_
#define DISCLOSURE_REGISTRY_ROW_CHECKS_H_

#include "disclosure/v1/registry.pb.h"
#include "registry/problem.h"

namespace disclosure::registry {

// Each adds what is wrong with the row at `index` of its table. True if the
// row can be placed: its code and its years are good, though other things may
// not be.
bool CheckRegionRow(const v1::RegionRow& row, int index, ProblemList& problems);
bool CheckOfficeRow(const v1::OfficeRow& row, int index, ProblemList& problems);
bool CheckDueDate(const v1::DueDate& row, int index, ProblemList& problems);

}  // namespace disclosure::registry

#endif  // DISCLOSURE_REGISTRY_ROW_CHECKS_H_
