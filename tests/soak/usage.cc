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

int64_t Median(const std::vector<Usage>& samples, size_t begin, size_t end,
               int64_t Usage::*member) {
  std::vector<int64_t> values;
  for (size_t i = begin; i < end; ++i) values.push_back(samples[i].*member);
  const auto middle =
      values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

Usage Medians(const std::vector<Usage>& samples, size_t begin, size_t end) {
  Usage medians;
  for (int64_t Usage::*member : {&Usage::memory_mb, &Usage::data_files,
                                 &Usage::descriptors, &Usage::threads}) {
    medians.*member = Median(samples, begin, end, member);
  }
  return medians;
}

}  // namespace

std::optional<Usage> ReadUsage(pid_t pid, const std::string& data_dir) {
  const std::string folder = absl::StrCat("/proc/", pid);
  Usage usage;
  std::ifstream status(folder + "/status");
  std::string word;
  int64_t memory_kb = 0;
  while (status >> word) {
    if (word == "VmRSS:") status >> memory_kb;
    if (word == "Threads:") status >> usage.threads;
  }
  // One that has ended and was not waited for has no memory.
  if (memory_kb == 0) return std::nullopt;
  usage.memory_mb = memory_kb / 1024;
  std::error_code error;
  std::filesystem::directory_iterator entries(folder + "/fd", error);
  if (error) return std::nullopt;
  for (const auto& entry : entries) {
    // A descriptor may be closed while this looks.
    const auto target = std::filesystem::read_symlink(entry.path(), error);
    if (error) continue;
    ++(target.string().starts_with(data_dir) ? usage.data_files
                                             : usage.descriptors);
  }
  return usage;
}

std::string Print(const Usage& usage) {
  return absl::StrCat(usage.memory_mb, " MB, ", usage.descriptors, " fd + ",
                      usage.data_files, " files, ", usage.threads, " threads");
}

Flatness Judge(const std::vector<Usage>& samples) {
  DISCLOSURE_CHECK(samples.size() >= kSamplesMin);
  const size_t begin = samples.size() / 4;
  const size_t third = (samples.size() - begin) / 3;
  Flatness flatness = {
      .early = Medians(samples, begin, begin + third),
      .late = Medians(samples, samples.size() - third, samples.size())};
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
