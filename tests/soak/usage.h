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
  // Resident, in MB of 2^20 bytes, and how much of it is at most what is still
  // to be written to tables: the write-ahead logs of its store. That grows from
  // each start until the buffers are full (192 MB for ingest), whatever else
  // happens, so what is judged is the rest.
  int64_t memory_mb = 0;
  int64_t unwritten_mb = 0;
  int64_t held_mb() const { return memory_mb - unwritten_mb; }
  // Open descriptors: files of the data folder, and all others.
  int64_t data_files = 0;
  int64_t descriptors = 0;
  int64_t threads = 0;
};

// Of a process now, whose store is in `folder`, if it has one; nothing if it
// does not run.
std::optional<Usage> ReadUsage(pid_t pid, const std::string& folder);

// "57 MB + 12 unwritten, 23 fd + 12 files, 14 threads".
std::string Print(const Usage& usage);

// The same process early and late: the most of the first third of the samples
// after the warm-up, which is their first quarter, and medians of the last.
struct Flatness {
  Usage early;
  Usage late;
  // What grew beyond the tolerances; empty: nothing.
  std::string growth;
};

// Tolerances. Memory: caches fill and buffers are written out, which makes a
// saw of unequal teeth. Descriptors and threads: a peer is being
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
