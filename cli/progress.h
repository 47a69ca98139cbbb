// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A bar on standard error while many things are done, on a terminal only.

#ifndef DISCLOSURE_CLI_PROGRESS_H_
#define DISCLOSURE_CLI_PROGRESS_H_

#include <cstddef>
#include <string_view>

namespace disclosure::cli {

// Draws `done` of `all`, and `what` they are; ends the line when both are
// equal. Nothing for fewer than 20.
void ShowProgress(size_t done, size_t all, std::string_view what = "");

}  // namespace disclosure::cli

#endif  // DISCLOSURE_CLI_PROGRESS_H_
