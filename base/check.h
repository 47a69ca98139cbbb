// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// DISCLOSURE_CHECK(condition) states a condition that only a bug can
// break. When it does not hold, one line with file, line and condition goes to
// standard error and the process aborts. It is kept in every build type; never
// use it on input, on what is on disk, or on what a peer sends.

#ifndef DISCLOSURE_BASE_CHECK_H_
#define DISCLOSURE_BASE_CHECK_H_

namespace disclosure::base {

[[noreturn]] void CheckFailed(const char* file, int line,
                              const char* condition);

}  // namespace disclosure::base

#define DISCLOSURE_CHECK(condition)                                    \
  do {                                                                 \
    if (!(condition)) [[unlikely]] {                                   \
      ::disclosure::base::CheckFailed(__FILE__, __LINE__, #condition); \
    }                                                                  \
  } while (false)

#endif  // DISCLOSURE_BASE_CHECK_H_
