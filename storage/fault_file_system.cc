// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "storage/fault_file_system.h"

#include <string>
#include <utility>

namespace disclosure::storage {
namespace {

using rocksdb::FSDirectory;
using rocksdb::FSWritableFile;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

IOStatus Injected(Fault fault) {
  return fault == Fault::kDiskFull ? IOStatus::NoSpace("injected")
                                   : IOStatus::IOError("injected");
}

// Runs `operation` unless the plan says otherwise.
template <typename Operation>
IOStatus Run(FaultPlan& plan, Operation operation) {
  Fault fault = plan.Next();
  if (fault == Fault::kNone) return operation();
  if (fault == Fault::kDone) operation().PermitUncheckedError();
  return Injected(fault);
}

class FaultWritableFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultWritableFile(std::unique_ptr<FSWritableFile> base,
                    std::shared_ptr<FaultPlan> plan)
      : FSWritableFileOwnerWrapper(std::move(base)), plan_(std::move(plan)) {}

  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                  IODebugContext* context) override {
    Fault fault = plan_->Next();
    if (fault == Fault::kNone) {
      return FSWritableFileOwnerWrapper::Append(data, options, context);
    }
    if (fault == Fault::kHalfDone || fault == Fault::kDone) {
      size_t size = fault == Fault::kDone ? data.size() : data.size() / 2;
      FSWritableFileOwnerWrapper::Append(rocksdb::Slice(data.data(), size),
                                         options, context)
          .PermitUncheckedError();
    }
    return Injected(fault);
  }

  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo&,
                  IODebugContext* context) override {
    return Append(data, options, context);
  }

  IOStatus Truncate(uint64_t size, const IOOptions& options,
                    IODebugContext* context) override {
    return Run(*plan_, [&] {
      return FSWritableFileOwnerWrapper::Truncate(size, options, context);
    });
  }

  IOStatus Flush(const IOOptions& options, IODebugContext* context) override {
    return Run(*plan_, [&] {
      return FSWritableFileOwnerWrapper::Flush(options, context);
    });
  }

  IOStatus Sync(const IOOptions& options, IODebugContext* context) override {
    return Run(*plan_, [&] {
      return FSWritableFileOwnerWrapper::Flush(options, context);
    });
  }

  IOStatus Fsync(const IOOptions& options, IODebugContext* context) override {
    return Run(*plan_, [&] {
      return FSWritableFileOwnerWrapper::Flush(options, context);
    });
  }

 private:
  std::shared_ptr<FaultPlan> plan_;
};

class FaultDirectory : public rocksdb::FSDirectoryWrapper {
 public:
  FaultDirectory(std::unique_ptr<FSDirectory> base,
                 std::shared_ptr<FaultPlan> plan)
      : FSDirectoryWrapper(std::move(base)), plan_(std::move(plan)) {}

  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    return Run(*plan_, [] { return IOStatus::OK(); });
  }

  IOStatus FsyncWithDirOptions(const IOOptions&, IODebugContext*,
                               const rocksdb::DirFsyncOptions&) override {
    return Run(*plan_, [] { return IOStatus::OK(); });
  }

 private:
  std::shared_ptr<FaultPlan> plan_;
};

class FaultFileSystem : public rocksdb::FileSystemWrapper {
 public:
  FaultFileSystem(std::shared_ptr<rocksdb::FileSystem> base,
                  std::shared_ptr<FaultPlan> plan)
      : FileSystemWrapper(std::move(base)), plan_(std::move(plan)) {}

  const char* Name() const override { return "FaultFileSystem"; }

  IOStatus NewWritableFile(const std::string& name,
                           const rocksdb::FileOptions& options,
                           std::unique_ptr<FSWritableFile>* result,
                           IODebugContext* context) override {
    IOStatus status = Run(*plan_, [&] {
      return target()->NewWritableFile(name, options, result, context);
    });
    return Wrap(std::move(status), result);
  }

  IOStatus ReopenWritableFile(const std::string& name,
                              const rocksdb::FileOptions& options,
                              std::unique_ptr<FSWritableFile>* result,
                              IODebugContext* context) override {
    IOStatus status = Run(*plan_, [&] {
      return target()->ReopenWritableFile(name, options, result, context);
    });
    return Wrap(std::move(status), result);
  }

  IOStatus NewDirectory(const std::string& name, const IOOptions& options,
                        std::unique_ptr<FSDirectory>* result,
                        IODebugContext* context) override {
    IOStatus status = target()->NewDirectory(name, options, result, context);
    if (status.ok()) {
      *result = std::make_unique<FaultDirectory>(std::move(*result), plan_);
    }
    return status;
  }

  IOStatus RenameFile(const std::string& from, const std::string& to,
                      const IOOptions& options,
                      IODebugContext* context) override {
    return Run(*plan_, [&] {
      return target()->RenameFile(from, to, options, context);
    });
  }

  IOStatus DeleteFile(const std::string& name, const IOOptions& options,
                      IODebugContext* context) override {
    return Run(*plan_,
               [&] { return target()->DeleteFile(name, options, context); });
  }

 private:
  IOStatus Wrap(IOStatus status, std::unique_ptr<FSWritableFile>* result) {
    if (status.ok()) {
      *result = std::make_unique<FaultWritableFile>(std::move(*result), plan_);
    } else {
      result->reset();
    }
    return status;
  }

  std::shared_ptr<FaultPlan> plan_;
};

}  // namespace

std::shared_ptr<rocksdb::FileSystem> MakeFaultFileSystem(
    std::shared_ptr<rocksdb::FileSystem> base,
    std::shared_ptr<FaultPlan> plan) {
  return std::make_shared<FaultFileSystem>(std::move(base), std::move(plan));
}

}  // namespace disclosure::storage
