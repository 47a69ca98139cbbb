// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "storage/watched_file_system.h"

#include <string>
#include <utility>

namespace disclosure::storage {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

IOStatus Ended() { return IOStatus::Aborted("the work was ended"); }

class WatchedWritableFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  WatchedWritableFile(std::unique_ptr<rocksdb::FSWritableFile> base,
                      const Moved& moved)
      : FSWritableFileOwnerWrapper(std::move(base)), moved_(moved) {}

  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                  IODebugContext* context) override {
    if (!moved_(data.size())) return Ended();
    return FSWritableFileOwnerWrapper::Append(data, options, context);
  }

  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo&,
                  IODebugContext* context) override {
    return Append(data, options, context);
  }

 private:
  const Moved& moved_;
};

class WatchedSequentialFile : public rocksdb::FSSequentialFileOwnerWrapper {
 public:
  WatchedSequentialFile(std::unique_ptr<rocksdb::FSSequentialFile> base,
                        const Moved& moved)
      : FSSequentialFileOwnerWrapper(std::move(base)), moved_(moved) {}

  IOStatus Read(size_t size, const IOOptions& options, rocksdb::Slice* result,
                char* scratch, IODebugContext* context) override {
    IOStatus status = FSSequentialFileOwnerWrapper::Read(size, options, result,
                                                         scratch, context);
    if (status.ok() && !moved_(result->size())) return Ended();
    return status;
  }

 private:
  const Moved& moved_;
};

class WatchedFileSystem : public rocksdb::FileSystemWrapper {
 public:
  WatchedFileSystem(std::shared_ptr<rocksdb::FileSystem> base, Moved moved)
      : FileSystemWrapper(std::move(base)), moved_(std::move(moved)) {}

  const char* Name() const override { return "WatchedFileSystem"; }

  IOStatus NewWritableFile(const std::string& name,
                           const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* result,
                           IODebugContext* context) override {
    IOStatus status = target()->NewWritableFile(name, options, result, context);
    if (status.ok()) {
      *result =
          std::make_unique<WatchedWritableFile>(std::move(*result), moved_);
    }
    return status;
  }

  IOStatus NewSequentialFile(const std::string& name,
                             const rocksdb::FileOptions& options,
                             std::unique_ptr<rocksdb::FSSequentialFile>* result,
                             IODebugContext* context) override {
    IOStatus status =
        target()->NewSequentialFile(name, options, result, context);
    if (status.ok()) {
      *result =
          std::make_unique<WatchedSequentialFile>(std::move(*result), moved_);
    }
    return status;
  }

 private:
  // Outlives the files, as the file system does.
  const Moved moved_;
};

}  // namespace

std::shared_ptr<rocksdb::FileSystem> MakeWatchedFileSystem(
    std::shared_ptr<rocksdb::FileSystem> base, Moved moved) {
  return std::make_shared<WatchedFileSystem>(std::move(base), std::move(moved));
}

}  // namespace disclosure::storage
