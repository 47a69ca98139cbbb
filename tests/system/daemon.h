// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The server program under test: one process of it, and the three processes of
// a suite. Each keeps its ports over restarts, so that the others find it.

#ifndef DISCLOSURE_TESTS_SYSTEM_DAEMON_H_
#define DISCLOSURE_TESTS_SYSTEM_DAEMON_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tests/system/client.h"
#include "tests/system/process.h"

namespace disclosure::testing {

// How long a process may take to stop when it is told to.
inline constexpr absl::Duration kStopLimit = absl::Seconds(5);
inline constexpr absl::Duration kStartLimit = absl::Seconds(30);

class Daemon {
 public:
  // `flags` beside the addresses, which are free ports of the loopback the
  // first time. Nothing is started yet.
  explicit Daemon(std::vector<std::string> flags);

  // Starts it; it is not yet known whether it will serve.
  void Launch();

  // Reads its addresses from the start line. False, with a test failure, if
  // there is none in time.
  bool WaitServing();

  // Launch() and WaitServing().
  bool Start();

  // Start(), and wait until /readyz says yes.
  bool StartReady();

  // Waits for /readyz; a test failure if it does not come.
  bool WaitReady();

  // SIGKILL. False if it did not run any more, which is a test failure.
  bool Kill();
  // SIGTERM; a test failure unless it ends with 0 within kStopLimit. Nothing if
  // it does not run.
  void Stop();

  // The last lines it printed, for a failure.
  std::string LastWords() const;

  Process& process() { return *process_; }
  const std::string& address() const { return address_; }
  const std::string& admin() const { return admin_; }

 private:
  const std::vector<std::string> flags_;
  std::string address_ = "127.0.0.1:0";
  std::string admin_ = "127.0.0.1:0";
  std::unique_ptr<Process> process_;
};

// Ingest, aggregate and query as three processes over one data folder.
class ThreeDaemons {
 public:
  // Starts them and waits until all are ready. `ingest_flags` are for ingest
  // alone.
  explicit ThreeDaemons(const std::string& data_dir,
                        std::vector<std::string> ingest_flags = {});

  Daemon& ingest() { return *ingest_; }
  Daemon& aggregate() { return *aggregate_; }
  Daemon& query() { return *query_; }
  // By number, 0 to 2.
  Daemon& operator[](int number);

  Client MakeClient() const;

 private:
  std::optional<Daemon> ingest_;
  std::optional<Daemon> aggregate_;
  std::optional<Daemon> query_;
};

}  // namespace disclosure::testing

#endif  // DISCLOSURE_TESTS_SYSTEM_DAEMON_H_
