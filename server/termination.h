// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Waiting for the order to stop: SIGTERM, SIGINT, or Request() by a part of the
// process that cannot go on.

#ifndef DISCLOSURE_SERVER_TERMINATION_H_
#define DISCLOSURE_SERVER_TERMINATION_H_

#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace disclosure::server {

class Termination {
 public:
  // Blocks the two signals in the calling thread and ignores SIGPIPE. To be
  // made before any thread is: threads inherit the mask. One per process.
  Termination();
  Termination(const Termination&) = delete;
  Termination& operator=(const Termination&) = delete;
  // Restores the mask and the handling of SIGPIPE.
  ~Termination();

  // Returns the reason once there is one: "SIGTERM", "SIGINT", or what was
  // given to Request(). One thread.
  std::string Wait();

  // Ends the wait. From any thread; the first reason counts.
  void Request(const std::string& reason);

 private:
  int signal_fd_;
  int request_fd_;
  absl::Mutex mutex_;
  std::string requested_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_TERMINATION_H_
