// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "cli/progress.h"

#include <unistd.h>

#include <iostream>
#include <string>

namespace disclosure::cli {

void ShowProgress(size_t done, size_t all, std::string_view what) {
  constexpr size_t kLeast = 20;
  constexpr size_t kWidth = 40;
  if (all < kLeast || isatty(STDERR_FILENO) == 0) return;
  const size_t filled = done * kWidth / all;
  std::cerr << "\r[" << std::string(filled, '#')
            << std::string(kWidth - filled, '.') << "] " << done << "/" << all
            << what << (done == all ? "\n" : "") << std::flush;
}

}  // namespace disclosure::cli
