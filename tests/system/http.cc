// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/system/http.h"

#include <httplib.h>

#include <cstdlib>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "server/retry.h"

namespace disclosure::testing {
namespace {

// Asks again, at once and then less and less often, until `done`.
void AskUntil(absl::Duration limit, const std::function<bool()>& done) {
  server::Retry({.attempts_max = 1 << 20,
                 .wait_first = absl::Milliseconds(10),
                 .wait_max = absl::Milliseconds(200),
                 .deadline = absl::Now() + limit},
                [&done] {
                  return done() ? absl::OkStatus()
                                : absl::UnavailableError("not yet");
                })
      .IgnoreError();
}

}  // namespace

HttpAnswer HttpGet(const std::string& address, const std::string& path) {
  httplib::Client client("http://" + address);
  client.set_connection_timeout(5);
  client.set_read_timeout(5);
  const httplib::Result result = client.Get(path);
  if (!result) return {};
  return {.status = result->status, .body = result->body};
}

std::optional<double> ReadMetric(const std::string& address,
                                 const std::string& name) {
  const std::string text = "\n" + HttpGet(address, "/metrics").body;
  size_t at = 0;
  while ((at = text.find("\n" + name, at)) != std::string::npos) {
    at += name.size() + 1;
    if (text[at] == ' ') return std::strtod(text.c_str() + at, nullptr);
  }
  return std::nullopt;
}

std::optional<double> WaitForMetric(const std::string& address,
                                    const std::string& name, double value,
                                    absl::Duration limit) {
  std::optional<double> last;
  AskUntil(limit, [&] { return (last = ReadMetric(address, name)) == value; });
  return last;
}

HttpAnswer WaitUntilReady(const std::string& address, absl::Duration limit) {
  HttpAnswer last;
  AskUntil(limit,
           [&] { return (last = HttpGet(address, "/readyz")).status == 200; });
  return last;
}

}  // namespace disclosure::testing
