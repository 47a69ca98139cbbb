// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "base/random_id.h"

#include <sys/random.h>

#include <cerrno>
#include <string>

#include "base/check.h"
#include "base/sha256.h"

namespace disclosure::base {

std::string RandomId() {
  char bytes[16];
  ssize_t size;
  do {
    size = getrandom(bytes, sizeof(bytes), 0);
  } while (size < 0 && errno == EINTR);
  // Up to 256 bytes are given as a whole or not at all.
  DISCLOSURE_CHECK(size == sizeof(bytes));
  return Hex(std::string_view(bytes, sizeof(bytes)));
}

}  // namespace disclosure::base
