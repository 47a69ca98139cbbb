// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// Knows what a disk was not yet made to keep: bytes appended to a file since
// its last sync, and names made, replaced or deleted in a folder since the
// folder's last sync. Takes it away as a power cut would. For tests.
//
// It is told of each operation after it was done on the real files, which are
// changed only by appending, truncating, renaming and deleting. Files it never
// heard of are safe. Not thread-safe.

#ifndef DISCLOSURE_STORAGE_UNSYNCED_H_
#define DISCLOSURE_STORAGE_UNSYNCED_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace disclosure::storage {

// What a power cut took.
struct Losses {
  int64_t bytes = 0;    // at the ends of files
  int64_t changes = 0;  // of names in folders
};

class Unsynced {
 public:
  // A file that begins empty.
  void Created(const std::string& path);
  void Synced(const std::string& path);
  void Truncated(const std::string& path, int64_t size);
  // `replaced` and `content` are those of the file that was there before.
  void Renamed(const std::string& from, const std::string& to,
               std::optional<std::string> replaced);
  void Deleted(const std::string& path, std::string content);
  void FolderSynced(const std::string& folder);

  // An even seed takes all that is not synced. Otherwise of each file the end,
  // from any byte on, and of each folder the last changes, from any on: what
  // survives is the beginning of what was done to each.
  Losses Take(uint64_t seed);

 private:
  // A change of names that the folder may forget.
  struct NameChange {
    enum class Kind { kCreated, kRenamed, kDeleted };
    Kind kind = Kind::kCreated;
    std::string path;
    std::string from;
    // Of the file that was replaced or deleted, and how much of it is safe.
    std::optional<std::string> content;
    std::optional<int64_t> safe_bytes;
  };

  void Add(NameChange change);
  void Undo(const NameChange& change);
  void PutBack(const NameChange& change);
  std::optional<int64_t> Forget(const std::string& path);

  // Bytes of a file that are safe, of those that may have more.
  std::map<std::string, int64_t> safe_bytes_;
  std::map<std::string, std::vector<NameChange>> folders_;
};

}  // namespace disclosure::storage

#endif  // DISCLOSURE_STORAGE_UNSYNCED_H_
