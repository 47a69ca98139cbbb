// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What a process holds: memory, descriptors, threads; and whether that stays
// flat over its life.

#ifndef DISCLOSURE_TESTS_SOAK_USAGE_H_
#define DISCLOSURE_TESTS_SOAK_USAGE_H_

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace disclosure::testing {

struct Usage {
  // Resident, in MB of 2^20 bytes.
  int64_t memory_mb = 0;
  // Open descriptors: files of the data folder, and all others.
  int64_t data_files = 0;
  int64_t descriptors = 0;
  int64_t threads = 0;
};

// Of a process now; nothing if it does not run.
std::optional<Usage> ReadUsage(pid_t pid, const std::string& data_dir);

// "57 MB, 23 fd + 12 files, 14 threads".
std::string Print(const Usage& usage);

// The same process early and late: medians of the first and of the last third
// of the samples after the warm-up, which is their first quarter.
struct Flatness {
  Usage early;
  Usage late;
  // What grew beyond the tolerances; empty: nothing.
  std::string growth;
};

// Tolerances. Memory: buffers that fill and are written out make a saw, of
// which a median hits some tooth. Descriptors and threads: a peer is being
// started again in one sample and runs in another.
inline constexpr double kMemoryGrowthMax = 0.10;
inline constexpr int64_t kMemoryGrowthMb = 16;
inline constexpr int64_t kDescriptorGrowth = 3;
inline constexpr int64_t kThreadGrowth = 1;
// What a process may keep open of its data folder: RocksDB's limit on tables,
// and the logs and locks beside them.
inline constexpr int64_t kDataFilesMax = 600;

// Fewer samples than this say nothing.
inline constexpr size_t kSamplesMin = 12;

// `samples` are of one life, in order, at least kSamplesMin, taken at equal
// distances.
Flatness Judge(const std::vector<Usage>& samples);

}  // namespace disclosure::testing

#endif  // DISCLOSURE_TESTS_SOAK_USAGE_H_
