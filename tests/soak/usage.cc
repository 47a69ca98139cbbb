// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/soak/usage.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace disclosure::testing {
namespace {

// Each value by itself: the one that `share` of the samples do not pass.
Usage Quantiles(const std::vector<Usage>& samples, size_t begin, size_t end,
                double share) {
  Usage quantiles;
  const auto of = [&](auto value) {
    std::vector<int64_t> values;
    for (size_t i = begin; i < end; ++i) values.push_back(value(samples[i]));
    std::sort(values.begin(), values.end());
    return values[static_cast<size_t>(static_cast<double>(values.size() - 1) *
                                      share)];
  };
  quantiles.memory_mb = of([](const Usage& usage) { return usage.held_mb(); });
  quantiles.data_files =
      of([](const Usage& usage) { return usage.data_files; });
  quantiles.descriptors =
      of([](const Usage& usage) { return usage.descriptors; });
  quantiles.threads = of([](const Usage& usage) { return usage.threads; });
  return quantiles;
}

int64_t UnwrittenMb(const std::string& folder) {
  std::error_code error;
  std::uintmax_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".log") continue;
    // It may be removed while this looks.
    const std::uintmax_t size = entry.file_size(error);
    if (!error) bytes += size;
  }
  return static_cast<int64_t>(bytes >> 20);
}

}  // namespace

std::optional<Usage> ReadUsage(pid_t pid, const std::string& folder) {
  const std::string process = absl::StrCat("/proc/", pid);
  Usage usage;
  std::ifstream status(process + "/status");
  std::string word;
  int64_t memory_kb = 0;
  while (status >> word) {
    if (word == "VmRSS:") status >> memory_kb;
    if (word == "Threads:") status >> usage.threads;
  }
  // One that has ended and was not waited for has no memory.
  if (memory_kb == 0) return std::nullopt;
  usage.memory_mb = memory_kb / 1024;
  usage.unwritten_mb = UnwrittenMb(folder);
  std::error_code error;
  std::filesystem::directory_iterator entries(process + "/fd", error);
  if (error) return std::nullopt;
  for (const auto& entry : entries) {
    // A descriptor may be closed while this looks.
    const auto target = std::filesystem::read_symlink(entry.path(), error);
    if (error) continue;
    ++(target.string().starts_with(folder + "/") ? usage.data_files
                                                 : usage.descriptors);
  }
  return usage;
}

std::string Print(const Usage& usage) {
  return absl::StrCat(usage.held_mb(), " MB + ", usage.unwritten_mb,
                      " unwritten, ", usage.descriptors, " fd + ",
                      usage.data_files, " files, ", usage.threads, " threads");
}

Flatness Judge(const std::vector<Usage>& samples) {
  DISCLOSURE_CHECK(samples.size() >= kSamplesMin);
  const size_t begin = samples.size() / 4;
  const size_t third = (samples.size() - begin) / 3;
  Flatness flatness = {
      .early = Quantiles(samples, begin, begin + third, 1),
      .late = Quantiles(samples, samples.size() - third, samples.size(), 0.5)};
  const Usage& early = flatness.early;
  const Usage& late = flatness.late;
  const auto memory_max =
      static_cast<int64_t>(static_cast<double>(early.memory_mb) *
                           (1 + kMemoryGrowthMax)) +
      kMemoryGrowthMb;
  if (late.memory_mb > memory_max) flatness.growth += " memory";
  if (late.descriptors > early.descriptors + kDescriptorGrowth) {
    flatness.growth += " descriptors";
  }
  if (late.data_files > kDataFilesMax) flatness.growth += " data files";
  if (late.threads > early.threads + kThreadGrowth) {
    flatness.growth += " threads";
  }
  return flatness;
}

}  // namespace disclosure::testing
