// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What this program was built from, as --version and build_info print it.

#ifndef DISCLOSURE_BASE_BUILD_INFO_H_
#define DISCLOSURE_BASE_BUILD_INFO_H_

#include <string>

namespace disclosure::base {

// The project's version, such as 0.1.0.
std::string BuildVersion();

// The source's revision when the build folder was configured, shortened;
// "unknown" when it was not a git checkout.
std::string BuildRevision();

}  // namespace disclosure::base

#endif  // DISCLOSURE_BASE_BUILD_INFO_H_
