// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// `disclosured fsck`: examines the data folder of a service that is stopped.

#ifndef DISCLOSURE_SERVICES_FSCK_H_
#define DISCLOSURE_SERVICES_FSCK_H_

#include <string>

namespace disclosure {

// Prints what is in the folder and everything that is wrong with it. Returns
// the exit code: 1 if anything is wrong, 3 if it could not be examined.
int RunFsck(const std::string& data_dir);

}  // namespace disclosure

#endif  // DISCLOSURE_SERVICES_FSCK_H_
