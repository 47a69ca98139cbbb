// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The folder of a checkpoint in memory. What is written survives the process;
// a machine that loses its power loses the last writes, as a disk that was
// never synced.

#ifndef DISCLOSURE_TESTS_SIMULATION_MEMORY_FOLDER_H_
#define DISCLOSURE_TESTS_SIMULATION_MEMORY_FOLDER_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/aggregate/checkpoint_folder.h"

namespace disclosure::simulation {

// What outlives the process.
class FolderDisk {
 public:
  using Keys = std::map<std::pair<int, std::string>, std::string>;

  const Keys& now() const { return states_.back(); }
  void Write(Keys keys);
  // Forgets so many of the last writes, as far as they are remembered.
  void LosePower(size_t writes);

 private:
  std::deque<Keys> states_ = {Keys()};
};

class MemoryFolder : public aggregate::CheckpointFolder {
 public:
  // `fails` is asked at each writing operation. Both outlive it.
  MemoryFolder(FolderDisk& disk, std::function<bool()> fails)
      : disk_(disk), fails_(std::move(fails)) {}

  absl::Status Open() override;
  void Close() override { open_ = false; }
  absl::Status Discard() override;
  absl::Status Write(const std::vector<Put>& puts) override;
  absl::StatusOr<std::optional<std::string>> Get(
      int family, std::string_view key) const override;
  absl::Status Scan(
      int family, std::string_view from, std::string_view to,
      absl::FunctionRef<bool(std::string_view key, std::string_view value)>
          visit) const override;
  bool empty() const override { return disk_.now().empty(); }
  int64_t DiskBytes() const override { return 0; }

 private:
  FolderDisk& disk_;
  const std::function<bool()> fails_;
  bool open_ = false;
};

}  // namespace disclosure::simulation

#endif  // DISCLOSURE_TESTS_SIMULATION_MEMORY_FOLDER_H_
