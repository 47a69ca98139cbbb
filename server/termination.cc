// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/termination.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>

#include "base/check.h"

namespace disclosure::server {
namespace {

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

}  // namespace

Termination::Termination() {
  sigset_t signals = StopSignals();
  DISCLOSURE_CHECK(::pthread_sigmask(SIG_BLOCK, &signals, nullptr) == 0);
  // A client that goes away in the middle of a write must not end the process.
  std::signal(SIGPIPE, SIG_IGN);
  signal_fd_ = ::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
  request_fd_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  DISCLOSURE_CHECK(signal_fd_ >= 0 && request_fd_ >= 0);
}

Termination::~Termination() {
  ::close(signal_fd_);
  ::close(request_fd_);
  sigset_t signals = StopSignals();
  ::pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_DFL);
}

std::string Termination::Wait() {
  for (;;) {
    pollfd fds[2] = {{signal_fd_, POLLIN, 0}, {request_fd_, POLLIN, 0}};
    if (::poll(fds, 2, -1) < 0) {
      DISCLOSURE_CHECK(errno == EINTR);
      continue;
    }
    signalfd_siginfo info;
    if (::read(signal_fd_, &info, sizeof(info)) == sizeof(info)) {
      return info.ssi_signo == SIGINT ? "SIGINT" : "SIGTERM";
    }
    absl::MutexLock lock(&mutex_);
    if (!requested_.empty()) return requested_;
  }
}

void Termination::Request(const std::string& reason) {
  {
    absl::MutexLock lock(&mutex_);
    if (requested_.empty()) requested_ = reason.empty() ? "requested" : reason;
  }
  const uint64_t one = 1;
  // Fails only when the counter is full, and then the wait has ended anyway.
  [[maybe_unused]] ssize_t size = ::write(request_fd_, &one, sizeof(one));
}

}  // namespace disclosure::server
