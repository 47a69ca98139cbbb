// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// disclosure: the command line of clerks, analysts and operators.

#include <iostream>

#include "cli/flags.h"
#include "cli/session.h"
#include "form/catalog.h"

int main(int argc, char** argv) {
  const auto catalog = disclosure::form::Catalog::BuiltIn();
  if (!catalog.ok()) {
    std::cerr << catalog.status().message() << std::endl;
    return disclosure::cli::kServerFailed;
  }
  return disclosure::cli::RunCommandLine(argc, argv, **catalog);
}
