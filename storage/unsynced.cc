// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "storage/unsynced.h"

#include <filesystem>
#include <fstream>
#include <random>
#include <utility>

#include "base/check.h"

namespace disclosure::storage {
namespace {

namespace fs = std::filesystem;

std::string FolderOf(const std::string& path) {
  return fs::path(path).parent_path().string();
}

// Any of 0 to `all`; 0 for an even seed.
int64_t Surviving(uint64_t seed, int64_t all, std::mt19937_64& random) {
  if (seed % 2 == 0) return 0;
  return std::uniform_int_distribution<int64_t>(0, all)(random);
}

}  // namespace

void Unsynced::Created(const std::string& path) {
  safe_bytes_[path] = 0;
  Add({.kind = NameChange::Kind::kCreated, .path = path});
}

void Unsynced::Synced(const std::string& path) {
  // A file may be synced by a name that was taken from it.
  if (auto file = safe_bytes_.find(path); file != safe_bytes_.end()) {
    file->second = static_cast<int64_t>(fs::file_size(path));
  }
}

void Unsynced::Truncated(const std::string& path, int64_t size) {
  if (auto file = safe_bytes_.find(path); file != safe_bytes_.end()) {
    file->second = std::min(file->second, size);
  }
}

void Unsynced::Renamed(const std::string& from, const std::string& to,
                       std::optional<std::string> replaced) {
  DISCLOSURE_CHECK(FolderOf(from) == FolderOf(to));
  NameChange change{.kind = NameChange::Kind::kRenamed,
                    .path = to,
                    .from = from,
                    .content = std::move(replaced)};
  change.safe_bytes = Forget(to);
  if (std::optional<int64_t> safe = Forget(from)) safe_bytes_[to] = *safe;
  Add(std::move(change));
}

void Unsynced::Deleted(const std::string& path, std::string content) {
  NameChange change{.kind = NameChange::Kind::kDeleted,
                    .path = path,
                    .content = std::move(content)};
  change.safe_bytes = Forget(path);
  Add(std::move(change));
}

void Unsynced::FolderSynced(const std::string& folder) {
  folders_.erase(folder);
}

void Unsynced::Add(NameChange change) {
  folders_[FolderOf(change.path)].push_back(std::move(change));
}

std::optional<int64_t> Unsynced::Forget(const std::string& path) {
  auto file = safe_bytes_.find(path);
  if (file == safe_bytes_.end()) return std::nullopt;
  const int64_t safe = file->second;
  safe_bytes_.erase(file);
  return safe;
}

void Unsynced::PutBack(const NameChange& change) {
  std::ofstream file(change.path, std::ios::binary);
  file << *change.content;
  DISCLOSURE_CHECK(file.flush().good());
  if (change.safe_bytes) safe_bytes_[change.path] = *change.safe_bytes;
}

void Unsynced::Undo(const NameChange& change) {
  switch (change.kind) {
    case NameChange::Kind::kCreated:
      fs::remove(change.path);
      Forget(change.path);
      break;
    case NameChange::Kind::kRenamed: {
      fs::rename(change.path, change.from);
      if (auto safe = Forget(change.path)) safe_bytes_[change.from] = *safe;
      if (change.content) PutBack(change);
      break;
    }
    case NameChange::Kind::kDeleted:
      PutBack(change);
      break;
  }
}

Losses Unsynced::Take(uint64_t seed) {
  std::mt19937_64 random(seed);
  Losses losses;
  for (auto& [folder, changes] : folders_) {
    const auto all = static_cast<int64_t>(changes.size());
    const int64_t kept = Surviving(seed, all, random);
    losses.changes += all - kept;
    for (int64_t i = all; i > kept; --i) {
      Undo(changes[static_cast<size_t>(i - 1)]);
    }
  }
  folders_.clear();
  for (const auto& [path, safe] : safe_bytes_) {
    const auto size = static_cast<int64_t>(fs::file_size(path));
    const int64_t kept = safe + Surviving(seed, size - safe, random);
    losses.bytes += size - kept;
    fs::resize_file(path, static_cast<uintmax_t>(kept));
  }
  safe_bytes_.clear();
  return losses;
}

}  // namespace disclosure::storage
