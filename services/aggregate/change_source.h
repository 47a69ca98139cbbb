// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Where changes are read from a second time.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_CHANGE_SOURCE_H_
#define DISCLOSURE_SERVICES_AGGREGATE_CHANGE_SOURCE_H_

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "disclosure/v1/change_feed_service.pb.h"

namespace disclosure::aggregate {

class ChangeSource {
 public:
  virtual ~ChangeSource() = default;

  // Calls `take` with each change of `log` from `first` to `last`, in order;
  // its error ends the reading. Else: UNAVAILABLE if they cannot be had now,
  // FAILED_PRECONDITION if the log is another one.
  virtual absl::Status Read(
      const std::string& log, int64_t first, int64_t last,
      absl::FunctionRef<absl::Status(v1::LoggedChange)> take) = 0;

  // True once whoever reads should give up. From any thread.
  virtual bool cancelled() const { return false; }
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_CHANGE_SOURCE_H_
