// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// Examines a closed data folder of ingest: everything that the log promises,
// and that all that is kept beside it follows from it.

#ifndef DISCLOSURE_SERVICES_INGEST_FSCK_H_
#define DISCLOSURE_SERVICES_INGEST_FSCK_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "disclosure/v1/position.pb.h"
#include "storage/faults.h"

namespace disclosure::ingest {

// No more problems than this are listed.
inline constexpr int kFsckProblemsMax = 1000;

struct FsckReport {
  v1::LogInfo log;
  int64_t changes = 0;
  int64_t reports = 0;
  // The hash of the last change; what two copies of a log can be compared by.
  std::string tail_hash;
  // One line each; empty if all is well.
  std::vector<std::string> problems;
};

// Opens the folder of the database, so nobody may use it, and reads all of it.
// Changes nothing but what opening does: a torn write at the end of the log is
// dropped. An error if the folder cannot be opened or read. `faults` is for
// tests, as in storage::DatabaseOptions.
absl::StatusOr<FsckReport> Fsck(
    const std::string& folder,
    std::shared_ptr<storage::FaultPlan> faults = nullptr);

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_FSCK_H_
