// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The command line: words and flags to one command with its options. The only
// file that knows CLI11.

#ifndef DISCLOSURE_CLI_FLAGS_H_
#define DISCLOSURE_CLI_FLAGS_H_

#include "form/catalog.h"

namespace disclosure::cli {

// Parses and runs. Returns an ExitCode.
int RunCommandLine(int argc, char** argv, const form::Catalog& catalog);

}  // namespace disclosure::cli

#endif  // DISCLOSURE_CLI_FLAGS_H_
