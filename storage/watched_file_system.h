// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// A RocksDB file system that tells of each piece of a file that is read in
// order or appended, and ends the work when it is told to. For the inside of
// this room only.

#ifndef DISCLOSURE_STORAGE_WATCHED_FILE_SYSTEM_H_
#define DISCLOSURE_STORAGE_WATCHED_FILE_SYSTEM_H_

#include <cstddef>
#include <functional>
#include <memory>

#include <rocksdb/file_system.h>

namespace disclosure::storage {

// Called with the size of a piece before it is moved, by any thread; false: the
// piece is not moved, and the operation fails with Aborted. Deleting and
// renaming go on, so that what was begun can be removed.
using Moved = std::function<bool(size_t bytes)>;

std::shared_ptr<rocksdb::FileSystem> MakeWatchedFileSystem(
    std::shared_ptr<rocksdb::FileSystem> base, Moved moved);

}  // namespace disclosure::storage

#endif  // DISCLOSURE_STORAGE_WATCHED_FILE_SYSTEM_H_
