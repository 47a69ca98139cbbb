// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "storage/fault_file_system.h"

#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include <rocksdb/file_system.h>
#include <rocksdb/system_clock.h>

#include "base/file.h"

namespace disclosure::storage {
namespace {

using rocksdb::FSDirectory;
using rocksdb::FSRandomAccessFile;
using rocksdb::FSSequentialFile;
using rocksdb::FSWritableFile;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

IOStatus Injected(Fault fault) {
  return fault == Fault::kDiskFull ? IOStatus::NoSpace("injected")
                                   : IOStatus::IOError("injected");
}

// Does an operation unless the plan says otherwise; `done` tells `Unsynced`.
template <typename Done>
IOStatus Run(FaultPlan& plan, Operation operation, Done done) {
  IOStatus status;
  plan.Perform(operation, [&](Fault fault, Unsynced& unsynced) {
    if (fault == Fault::kNone || fault == Fault::kDone) status = done(unsynced);
    if (fault != Fault::kNone) status = Injected(fault);
  });
  return status;
}

// The content of a file that is about to go; nothing if there is none.
std::optional<std::string> ContentOf(const std::string& path) {
  if (!std::filesystem::exists(path)) return std::nullopt;
  return base::ReadFile(path).value();
}

class FaultSequentialFile : public rocksdb::FSSequentialFileOwnerWrapper {
 public:
  FaultSequentialFile(std::unique_ptr<FSSequentialFile> base,
                      std::shared_ptr<FaultPlan> plan)
      : FSSequentialFileOwnerWrapper(std::move(base)), plan_(std::move(plan)) {}

  IOStatus Read(size_t size, const IOOptions& options, Slice* result,
                char* scratch, IODebugContext* context) override {
    return Run(*plan_, Operation::kRead, [&](Unsynced&) {
      return FSSequentialFileOwnerWrapper::Read(size, options, result, scratch,
                                                context);
    });
  }

 private:
  std::shared_ptr<FaultPlan> plan_;
};

class FaultRandomAccessFile : public rocksdb::FSRandomAccessFileOwnerWrapper {
 public:
  FaultRandomAccessFile(std::unique_ptr<FSRandomAccessFile> base,
                        std::shared_ptr<FaultPlan> plan)
      : FSRandomAccessFileOwnerWrapper(std::move(base)),
        plan_(std::move(plan)) {}

  IOStatus Read(uint64_t offset, size_t size, const IOOptions& options,
                Slice* result, char* scratch,
                IODebugContext* context) const override {
    return Run(*plan_, Operation::kRead, [&](Unsynced&) {
      return FSRandomAccessFileOwnerWrapper::Read(offset, size, options, result,
                                                  scratch, context);
    });
  }

 private:
  std::shared_ptr<FaultPlan> plan_;
};

class FaultWritableFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultWritableFile(std::unique_ptr<FSWritableFile> base, std::string path,
                    std::shared_ptr<FaultPlan> plan)
      : FSWritableFileOwnerWrapper(std::move(base)),
        path_(std::move(path)),
        plan_(std::move(plan)) {}

  IOStatus Append(const Slice& data, const IOOptions& options,
                  IODebugContext* context) override {
    IOStatus status;
    plan_->Perform(Operation::kChange, [&](Fault fault, Unsynced&) {
      const bool whole = fault == Fault::kNone || fault == Fault::kDone;
      const size_t size = whole                       ? data.size()
                          : fault == Fault::kHalfDone ? data.size() / 2
                                                      : 0;
      status = FSWritableFileOwnerWrapper::Append(Slice(data.data(), size),
                                                  options, context);
      if (fault != Fault::kNone) status = Injected(fault);
    });
    return status;
  }

  IOStatus Append(const Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo&,
                  IODebugContext* context) override {
    return Append(data, options, context);
  }

  IOStatus Truncate(uint64_t size, const IOOptions& options,
                    IODebugContext* context) override {
    return Run(*plan_, Operation::kChange, [&](Unsynced& unsynced) {
      IOStatus status =
          FSWritableFileOwnerWrapper::Truncate(size, options, context);
      unsynced.Truncated(path_, static_cast<int64_t>(size));
      return status;
    });
  }

  IOStatus Flush(const IOOptions& options, IODebugContext* context) override {
    return Run(*plan_, Operation::kChange, [&](Unsynced&) {
      return FSWritableFileOwnerWrapper::Flush(options, context);
    });
  }

  IOStatus Sync(const IOOptions& options, IODebugContext* context) override {
    return Run(*plan_, Operation::kSync, [&](Unsynced& unsynced) {
      IOStatus status = FSWritableFileOwnerWrapper::Flush(options, context);
      unsynced.Synced(path_);
      return status;
    });
  }

  IOStatus Fsync(const IOOptions& options, IODebugContext* context) override {
    return Sync(options, context);
  }

  // A hint to begin writing: promises nothing.
  IOStatus RangeSync(uint64_t, uint64_t, const IOOptions&,
                     IODebugContext*) override {
    return IOStatus::OK();
  }

 private:
  const std::string path_;
  std::shared_ptr<FaultPlan> plan_;
};

class FaultDirectory : public rocksdb::FSDirectoryWrapper {
 public:
  FaultDirectory(std::unique_ptr<FSDirectory> base, std::string path,
                 std::shared_ptr<FaultPlan> plan)
      : FSDirectoryWrapper(std::move(base)),
        path_(std::move(path)),
        plan_(std::move(plan)) {}

  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    return Run(*plan_, Operation::kSync, [&](Unsynced& unsynced) {
      unsynced.FolderSynced(path_);
      return IOStatus::OK();
    });
  }

  IOStatus FsyncWithDirOptions(const IOOptions& options,
                               IODebugContext* context,
                               const rocksdb::DirFsyncOptions&) override {
    return Fsync(options, context);
  }

 private:
  const std::string path_;
  std::shared_ptr<FaultPlan> plan_;
};

class FaultFileSystem : public rocksdb::FileSystemWrapper {
 public:
  FaultFileSystem(std::shared_ptr<rocksdb::FileSystem> base,
                  std::shared_ptr<FaultPlan> plan)
      : FileSystemWrapper(std::move(base)), plan_(std::move(plan)) {}

  const char* Name() const override { return "FaultFileSystem"; }

  IOStatus NewSequentialFile(const std::string& name,
                             const rocksdb::FileOptions& options,
                             std::unique_ptr<FSSequentialFile>* result,
                             IODebugContext* context) override {
    IOStatus status =
        target()->NewSequentialFile(name, options, result, context);
    if (status.ok()) {
      *result =
          std::make_unique<FaultSequentialFile>(std::move(*result), plan_);
    }
    return status;
  }

  IOStatus NewRandomAccessFile(const std::string& name,
                               const rocksdb::FileOptions& options,
                               std::unique_ptr<FSRandomAccessFile>* result,
                               IODebugContext* context) override {
    IOStatus status =
        target()->NewRandomAccessFile(name, options, result, context);
    if (status.ok()) {
      *result =
          std::make_unique<FaultRandomAccessFile>(std::move(*result), plan_);
    }
    return status;
  }

  IOStatus NewWritableFile(const std::string& name,
                           const rocksdb::FileOptions& options,
                           std::unique_ptr<FSWritableFile>* result,
                           IODebugContext* context) override {
    IOStatus status = Run(*plan_, Operation::kChange, [&](Unsynced& unsynced) {
      std::optional<std::string> replaced = ContentOf(name);
      IOStatus made = target()->NewWritableFile(name, options, result, context);
      if (!made.ok()) return made;
      if (replaced) unsynced.Deleted(name, *std::move(replaced));
      unsynced.Created(name);
      return made;
    });
    return Wrap(name, std::move(status), result);
  }

  IOStatus ReopenWritableFile(const std::string& name,
                              const rocksdb::FileOptions& options,
                              std::unique_ptr<FSWritableFile>* result,
                              IODebugContext* context) override {
    IOStatus status = Run(*plan_, Operation::kChange, [&](Unsynced& unsynced) {
      const bool is_new = !std::filesystem::exists(name);
      IOStatus opened =
          target()->ReopenWritableFile(name, options, result, context);
      if (opened.ok() && is_new) unsynced.Created(name);
      return opened;
    });
    return Wrap(name, std::move(status), result);
  }

  IOStatus NewDirectory(const std::string& name, const IOOptions& options,
                        std::unique_ptr<FSDirectory>* result,
                        IODebugContext* context) override {
    IOStatus status = target()->NewDirectory(name, options, result, context);
    if (status.ok()) {
      *result =
          std::make_unique<FaultDirectory>(std::move(*result), name, plan_);
    }
    return status;
  }

  IOStatus RenameFile(const std::string& from, const std::string& to,
                      const IOOptions& options,
                      IODebugContext* context) override {
    return Run(*plan_, Operation::kChange, [&](Unsynced& unsynced) {
      std::optional<std::string> replaced = ContentOf(to);
      IOStatus status = target()->RenameFile(from, to, options, context);
      if (status.ok()) {
        unsynced.Renamed(from, to, std::move(replaced));
      }
      return status;
    });
  }

  IOStatus DeleteFile(const std::string& name, const IOOptions& options,
                      IODebugContext* context) override {
    return Run(*plan_, Operation::kChange, [&](Unsynced& unsynced) {
      std::optional<std::string> content = ContentOf(name);
      IOStatus status = target()->DeleteFile(name, options, context);
      if (status.ok() && content) {
        unsynced.Deleted(name, *std::move(content));
      }
      return status;
    });
  }

 private:
  IOStatus Wrap(const std::string& name, IOStatus status,
                std::unique_ptr<FSWritableFile>* result) {
    if (status.ok()) {
      *result =
          std::make_unique<FaultWritableFile>(std::move(*result), name, plan_);
    } else {
      result->reset();
    }
    return status;
  }

  std::shared_ptr<FaultPlan> plan_;
};

class ImpatientClock : public rocksdb::SystemClockWrapper {
 public:
  using SystemClockWrapper::SystemClockWrapper;

  const char* Name() const override { return "ImpatientClock"; }

  void SleepForMicroseconds(int) override {}
};

// RocksDB uses the parts of an Env apart from each other, and some files
// through the whole.
class FaultEnv : public rocksdb::EnvWrapper {
 public:
  explicit FaultEnv(const std::shared_ptr<rocksdb::FileSystem>& files)
      : EnvWrapper(rocksdb::NewCompositeEnv(files)) {
    file_system_ = files;
    system_clock_ =
        std::make_shared<ImpatientClock>(Env::Default()->GetSystemClock());
  }
};

}  // namespace

std::unique_ptr<rocksdb::Env> MakeFaultEnv(std::shared_ptr<FaultPlan> plan) {
  return std::make_unique<FaultEnv>(std::make_shared<FaultFileSystem>(
      rocksdb::Env::Default()->GetFileSystem(), std::move(plan)));
}

}  // namespace disclosure::storage
