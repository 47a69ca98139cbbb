// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/crash/insist.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "server/retry.h"
#include "tests/system/client.h"

namespace disclosure::testing {

bool IsToBeRepeated(const absl::Status& status) {
  // CANCELLED: a stopping server had not begun it.
  return absl::IsUnavailable(status) || absl::IsCancelled(status) ||
         absl::IsDeadlineExceeded(status) || absl::IsResourceExhausted(status);
}

absl::Status Insist(Journal& journal, const std::string& who,
                    const std::string& request_id,
                    const std::function<absl::Status()>& attempt) {
  absl::Status last;
  server::Retry({.attempts_max = 1 << 20,
                 .wait_first = absl::Milliseconds(5),
                 .wait_max = absl::Milliseconds(100),
                 .deadline = absl::Now() + absl::Minutes(1)},
                [&] {
                  last = attempt();
                  if (!IsToBeRepeated(last)) return absl::OkStatus();
                  journal.Write(who, absl::StrCat("unknown ", request_id, " ",
                                                  Describe(last)));
                  return absl::UnavailableError("to be repeated");
                })
      .IgnoreError();
  if (IsToBeRepeated(last)) {
    journal.Find(Journal::Fault::kWrong,
                 absl::StrCat("no answer within a minute, at last ",
                              Describe(last), ": ", request_id));
  }
  return last;
}

}  // namespace disclosure::testing
