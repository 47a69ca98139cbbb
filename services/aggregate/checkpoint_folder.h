// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Where a checkpoint is kept: families of keys and values that are written
// together or not at all.
//
// Not thread-safe, but that any number of threads may read at a time.

#ifndef DISCLOSURE_SERVICES_AGGREGATE_CHECKPOINT_FOLDER_H_
#define DISCLOSURE_SERVICES_AGGREGATE_CHECKPOINT_FOLDER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/database.h"

namespace disclosure::aggregate {

class CheckpointFolder {
 public:
  virtual ~CheckpointFolder() = default;

  // Opens what is there, or makes an empty one. Errors as storage::Database.
  virtual absl::Status Open() = 0;

  // Gives back what was opened; it may be opened again. No effect if it is
  // closed.
  virtual void Close() = 0;

  // Throws away what is there, all at once. Only while it is closed.
  virtual absl::Status Discard() = 0;

  // The methods below are for an open folder.

  // One change of a key. The views are of the caller.
  struct Put {
    int family = 0;
    std::string_view key;
    // Nothing: the key is deleted.
    std::optional<std::string_view> value;
  };

  // Writes in that order; survives the death of the process, but not of the
  // machine. After an error it must be closed and opened again.
  virtual absl::Status Write(const std::vector<Put>& puts) = 0;

  // As those of storage::Database.
  virtual absl::StatusOr<std::optional<std::string>> Get(
      int family, std::string_view key) const = 0;
  virtual absl::Status Scan(
      int family, std::string_view from, std::string_view to,
      absl::FunctionRef<bool(std::string_view key, std::string_view value)>
          visit) const = 0;

  // True if there is no key. False too if that cannot be read.
  virtual bool empty() const = 0;

  // Bytes taken on disk; 0 if it is not open.
  virtual int64_t DiskBytes() const = 0;
};

// A folder of the disk.
class DatabaseFolder : public CheckpointFolder {
 public:
  struct Options {
    // A folder of its own; made if it does not exist.
    std::string path;

    // Gets a line for what an operator should read.
    std::function<void(const std::string& line)> log;

    // For tests: the operations on the disk that fail.
    std::shared_ptr<storage::FaultPlan> faults;
  };

  explicit DatabaseFolder(Options options);

  absl::Status Open() override;
  void Close() override { database_.reset(); }
  absl::Status Discard() override;
  absl::Status Write(const std::vector<Put>& puts) override;
  absl::StatusOr<std::optional<std::string>> Get(
      int family, std::string_view key) const override;
  absl::Status Scan(
      int family, std::string_view from, std::string_view to,
      absl::FunctionRef<bool(std::string_view key, std::string_view value)>
          visit) const override;
  bool empty() const override;
  int64_t DiskBytes() const override;

 private:
  const Options options_;
  std::unique_ptr<storage::Database> database_;
};

}  // namespace disclosure::aggregate

#endif  // DISCLOSURE_SERVICES_AGGREGATE_CHECKPOINT_FOLDER_H_
