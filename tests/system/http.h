// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What the admin address of a process says.

#ifndef DISCLOSURE_TESTS_SYSTEM_HTTP_H_
#define DISCLOSURE_TESTS_SYSTEM_HTTP_H_

#include <optional>
#include <string>

#include "absl/time/time.h"

namespace disclosure::testing {

struct HttpAnswer {
  int status = 0;  // 0: nobody answers
  std::string body;
};
HttpAnswer HttpGet(const std::string& address, const std::string& path);

// The value of a metric without labels, or of the series whose text begins with
// `name`, labels included; nothing if it is not there.
std::optional<double> ReadMetric(const std::string& address,
                                 const std::string& name);

// Asks until the metric is `value`. What it was last, after `limit`.
std::optional<double> WaitForMetric(const std::string& address,
                                    const std::string& name, double value,
                                    absl::Duration limit);

// Asks until /readyz says yes; what it said last.
HttpAnswer WaitUntilReady(const std::string& address, absl::Duration limit);

}  // namespace disclosure::testing

#endif  // DISCLOSURE_TESTS_SYSTEM_HTTP_H_
