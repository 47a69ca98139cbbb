// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Whether all rows of a registry fit each other, in one quick pass: for rows
// that were judged before. Who wants to know what is wrong uses EditChecks.
// Inside this room.

#ifndef DISCLOSURE_REGISTRY_SOUND_ROWS_H_
#define DISCLOSURE_REGISTRY_SOUND_ROWS_H_

#include "registry/registry.h"

namespace disclosure::registry {

// True: no two rows of a code or id overlap, every region that is named is
// there in all years of the row that names it, and regions hang below roots.
// Regions that are above one another in different years are not told from a
// cycle: false. `rows` are ordered by code (id) and first year.
bool AreSound(const AllRows& rows);

}  // namespace disclosure::registry

#endif  // DISCLOSURE_REGISTRY_SOUND_ROWS_H_
