// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/simulation/memory_folder.h"

#include <string_view>

#include "base/check.h"

namespace disclosure::simulation {
namespace {

constexpr size_t kStatesKept = 4;

absl::Status Broken() {
  return absl::UnavailableError("the folder was made to fail");
}

}  // namespace

void FolderDisk::Write(Keys keys) {
  states_.push_back(std::move(keys));
  if (states_.size() > kStatesKept) states_.pop_front();
}

void FolderDisk::LosePower(size_t writes) {
  for (; writes > 0 && states_.size() > 1; --writes) states_.pop_back();
}

absl::Status MemoryFolder::Open() {
  if (fails_()) return Broken();
  open_ = true;
  return absl::OkStatus();
}

absl::Status MemoryFolder::Discard() {
  DISCLOSURE_CHECK(!open_);
  if (fails_()) return Broken();
  disk_.Write({});
  return absl::OkStatus();
}

absl::Status MemoryFolder::Write(const std::vector<Put>& puts) {
  DISCLOSURE_CHECK(open_);
  if (fails_()) return Broken();
  FolderDisk::Keys keys = disk_.now();
  for (const Put& put : puts) {
    const std::pair<int, std::string> key(put.family, put.key);
    if (put.value.has_value()) {
      keys[key] = std::string(*put.value);
    } else {
      keys.erase(key);
    }
  }
  disk_.Write(std::move(keys));
  return absl::OkStatus();
}

absl::StatusOr<std::optional<std::string>> MemoryFolder::Get(
    int family, std::string_view key) const {
  DISCLOSURE_CHECK(open_);
  auto found = disk_.now().find({family, std::string(key)});
  if (found == disk_.now().end()) return std::nullopt;
  return found->second;
}

absl::Status MemoryFolder::Scan(
    int family, std::string_view from, std::string_view to,
    absl::FunctionRef<bool(std::string_view, std::string_view)> visit) const {
  DISCLOSURE_CHECK(open_);
  const FolderDisk::Keys& keys = disk_.now();
  for (auto it = keys.lower_bound({family, std::string(from)});
       it != keys.end() && it->first.first == family; ++it) {
    if (!to.empty() && it->first.second >= to) break;
    if (!visit(it->first.second, it->second)) break;
  }
  return absl::OkStatus();
}

}  // namespace disclosure::simulation
