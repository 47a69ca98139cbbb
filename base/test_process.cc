// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "base/test_process.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

#include "base/check.h"

namespace disclosure::base {

Ended RunForked(absl::FunctionRef<int()> body) {
  // Or the child would print what waits here once more.
  std::cout.flush();
  std::fflush(nullptr);
  const pid_t child = fork();
  DISCLOSURE_CHECK(child >= 0);
  if (child == 0) {
    // An exception ends the child too: what called this must not go on in it.
    const int code = [&]() noexcept { return body(); }();
    std::cout.flush();
    std::fflush(nullptr);
    _exit(code);
  }
  int status = 0;
  DISCLOSURE_CHECK(waitpid(child, &status, 0) == child);
  if (WIFSIGNALED(status)) return {.signal = WTERMSIG(status)};
  return {.code = WEXITSTATUS(status)};
}

void* MapShared(size_t bytes) {
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  DISCLOSURE_CHECK(memory != MAP_FAILED);
  return memory;
}

void UnmapShared(void* memory, size_t bytes) {
  DISCLOSURE_CHECK(munmap(memory, bytes) == 0);
}

}  // namespace disclosure::base
