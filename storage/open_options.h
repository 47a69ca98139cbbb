// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// How RocksDB is tuned and watched here. For the inside of this room only.

#ifndef DISCLOSURE_STORAGE_OPEN_OPTIONS_H_
#define DISCLOSURE_STORAGE_OPEN_OPTIONS_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include <rocksdb/listener.h>
#include <rocksdb/options.h>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "storage/database.h"

namespace disclosure::storage {

// Remembers the first failed write or damaged block, in the background or in a
// call, and which log file RocksDB said was damaged. Thread-safe.
class FirstError : public rocksdb::EventListener {
 public:
  void OnBackgroundError(rocksdb::BackgroundErrorReason reason,
                         rocksdb::Status* status) override;

  void Add(const rocksdb::Status& status);

  rocksdb::Status first() const;

  // A line that RocksDB writes for the operator; the only place where it names
  // a damaged log file.
  void Read(const std::string& line);

  // The path of that file; empty: none.
  std::string damaged_file() const;

 private:
  mutable absl::Mutex mutex_;
  rocksdb::Status first_ ABSL_GUARDED_BY(mutex_);
  std::string damaged_file_ ABSL_GUARDED_BY(mutex_);
};

rocksdb::DBOptions MakeDatabaseOptions(const DatabaseOptions& options,
                                       rocksdb::Env* env,
                                       std::shared_ptr<FirstError> errors);

rocksdb::ColumnFamilyOptions MakeFamilyOptions(
    const DatabaseOptions& options, std::shared_ptr<rocksdb::Cache> cache);

// A lookup of a key that is not among what the family holds in memory then
// costs one look at a filter, and no search.
void FilterMemory(rocksdb::ColumnFamilyOptions* family);

}  // namespace disclosure::storage

#endif  // DISCLOSURE_STORAGE_OPEN_OPTIONS_H_
