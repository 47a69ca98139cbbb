// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The commands of the program `loadgen`. Each returns what it found as one
// JSON object; a status means that it could not run at all. An object with
// `"ok": false` says that something was wrong: refused submissions, totals that
// differ.

#ifndef DISCLOSURE_BENCH_LOADGEN_COMMANDS_H_
#define DISCLOSURE_BENCH_LOADGEN_COMMANDS_H_

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "bench/loadgen/load.h"
#include "bench/loadgen/world.h"
#include "nlohmann/json.hpp"

namespace disclosure::loadgen {

using Json = nlohmann::ordered_json;

// Where the services are.
struct Servers {
  std::string server = "127.0.0.1:17000";
  // Where they are apart.
  std::string ingest;
  std::string query;

  const std::string& Ingest() const { return ingest.empty() ? server : ingest; }
  const std::string& Query() const { return query.empty() ? server : query; }
};

// How calls are made.
struct DriveOptions {
  // Streams instead of unary calls.
  bool stream = false;
  LoadOptions load;
  int channels = 1;
  // Submissions in a message of a stream.
  int batch = 64;
  // Requests are serialised before the clock starts, up to this many bytes in
  // all; 0: while it runs.
  int64_t prepared_bytes_max = 0;
  // Submissions: waits until the totals that query gives hold all of them, and
  // tells how long that was from the first byte.
  bool until_visible = false;
};

// The full names of methods that more than one command calls.
inline constexpr char kGetTotalsMethod[] =
    "/disclosure.v1.QueryService/GetTotals";

// Submissions of at most 9.5 KB each stay below the 1 MB of a message.
inline constexpr int kBatchMax = 100;

absl::StatusOr<Json> ApplyRegistry(const World& world, const Servers& servers);

// Reports `first` to `first + reports - 1`.
absl::StatusOr<Json> SubmitReports(const World& world, const Servers& servers,
                                   const DriveOptions& drive, int64_t first,
                                   int64_t reports);

// Amendments `first` to `first + count - 1` of the first `reports` reports.
absl::StatusOr<Json> SubmitAmendments(const World& world,
                                      const Servers& servers,
                                      const DriveOptions& drive,
                                      int64_t reports, int64_t first,
                                      int64_t count);

// Messages of these sizes, to and from bench/peers/echo_server.
absl::StatusOr<Json> CallEcho(const std::string& address,
                              const DriveOptions& drive, int64_t request_bytes,
                              int64_t response_bytes);

// GetTotals of `region`, or of regions by chance if it is empty.
absl::StatusOr<Json> GetTotals(const World& world, const Servers& servers,
                               const DriveOptions& drive,
                               const std::string& region);

// ListTotals of the children of a region, all pages, again and again.
absl::StatusOr<Json> ListTotals(const World& world, const Servers& servers,
                                const DriveOptions& drive,
                                const std::string& region);

// How long after the acknowledgement of an amendment it is in the totals of the
// query service, while amendments are sent in an open loop.
struct VisibleOptions {
  // Reports on the server, and which of their amendments are sent.
  int64_t reports = 0;
  int64_t first = 0;
  int64_t count = 0;
  double rate = 0;
  // False: by a reader that is told of each new position as soon as it can be
  // read. True: by asking for the totals of the office's city at the position
  // of the acknowledgement, at once; the answer holds the amendment, and what
  // is measured is the time of that call.
  bool by_position = false;
};
absl::StatusOr<Json> MeasureVisible(const World& world, const Servers& servers,
                                    const VisibleOptions& options);

// What stands on a server: the first so many reports, after so many amendments
// of the first `amended` of them.
struct HeldReports {
  int64_t reports = 0;
  int64_t amendments = 0;
  // 0: all.
  int64_t amended = 0;

  // From 1.
  int64_t Amended() const {
    return std::max<int64_t>(1, amended > 0 ? amended : reports);
  }
};
// Compares all totals of all regions with sums of their own. `position`,
// LOG:SEQUENCE, is waited for; it may be empty.
absl::StatusOr<Json> VerifyTotals(const World& world, const Servers& servers,
                                  const HeldReports& held,
                                  const std::string& position);

// Writes what the server holds as files for other databases into `folder`; see
// dump_command.cc.
absl::StatusOr<Json> Dump(const World& world, const HeldReports& held,
                          const std::string& folder, bool with_narrative);

}  // namespace disclosure::loadgen

#endif  // DISCLOSURE_BENCH_LOADGEN_COMMANDS_H_
