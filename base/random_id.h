// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Identifiers that never meet: of logs, of requests.

#ifndef DISCLOSURE_BASE_RANDOM_ID_H_
#define DISCLOSURE_BASE_RANDOM_ID_H_

#include <string>

namespace disclosure::base {

// 128 random bits of the operating system as 32 lower-case hexadecimal digits.
// Thread-safe. May wait shortly after a machine's start, until the system has
// collected enough randomness; does not fail.
std::string RandomId();

}  // namespace disclosure::base

#endif  // DISCLOSURE_BASE_RANDOM_ID_H_
