// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/data_dir.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace disclosure::server {
namespace {

using base::MakeError;

// Holds the process id of the owner, for the message; the lock on it, not its
// existence, is what counts.
constexpr char kLockFile[] = "/disclosured.lock";
// What is written and synced to see that writing works at all.
constexpr char kProbeFile[] = "/disclosured.probe";
constexpr size_t kProbeBytes = 64 << 10;

absl::Status InUse(const std::string& path, const std::string& pid) {
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "DATA_DIR_IN_USE",
      absl::StrCat("data folder ", path, " is in use by process ", pid,
                   "; stop it, or name another folder with --data-dir"),
      absl::StrCat("数据目录 ", path, " 正被进程 ", pid,
                   " 使用。请先停止该进程，或用 --data-dir 指定其他目录。"));
}

absl::Status NotWritable(const std::string& path, int error) {
  std::string why = std::strerror(error);
  return MakeError(
      absl::StatusCode::kPermissionDenied, "DATA_DIR_NOT_WRITABLE",
      absl::StrCat("data folder ", path, " cannot be written: ", why,
                   "; give it to the user who runs the service (uid ",
                   ::geteuid(), ")"),
      absl::StrCat("数据目录 ", path, " 无法写入（", why,
                   "）。请将其属主改为运行本服务的用户（uid ", ::geteuid(),
                   "）。"));
}

absl::Status DiskFull(const std::string& path, int64_t free, int64_t min) {
  constexpr int64_t kMegabyte = 1 << 20;
  return MakeError(
      absl::StatusCode::kResourceExhausted, "DISK_FULL",
      absl::StrCat("the disk of data folder ", path, " has ", free / kMegabyte,
                   " MB free, at least ", min / kMegabyte,
                   " MB are needed; make room, nothing has been changed"),
      absl::StrCat("数据目录 ", path, " 所在磁盘仅剩 ", free / kMegabyte,
                   " MB，至少需要 ", min / kMegabyte,
                   " MB。请清理磁盘后重新启动，数据未作任何改动。"));
}

absl::Status Missing(const std::string& path, int error) {
  std::string why = std::strerror(error);
  return MakeError(
      absl::StatusCode::kNotFound, "DATA_DIR_MISSING",
      absl::StrCat("data folder ", path, " cannot be opened or made: ", why),
      absl::StrCat("数据目录 ", path, " 不存在且无法创建（", why, "）。"));
}

absl::Status EnsureFolder(const std::string& path, bool create) {
  if (create && ::mkdir(path.c_str(), 0750) != 0 && errno != EEXIST) {
    return errno == ENOSPC
               ? DiskFull(path, 0, DataDir::Options().free_bytes_min)
               : Missing(path, errno);
  }
  struct stat info;
  if (::stat(path.c_str(), &info) != 0) return Missing(path, errno);
  if (S_ISDIR(info.st_mode)) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   "DATA_DIR_NOT_A_FOLDER",
                   absl::StrCat(path, " is a file; --data-dir needs a folder"),
                   absl::StrCat(path, " 不是目录，--data-dir 须为目录。"));
}

std::string ReadOwner(int fd) {
  char text[32];
  ssize_t size = ::pread(fd, text, sizeof(text), 0);
  std::string pid(text, size > 0 ? static_cast<size_t>(size) : 0);
  pid.erase(pid.find_last_not_of(" \n") + 1);
  return pid.empty() ? "?" : pid;
}

// The lock file's descriptor.
absl::StatusOr<int> Lock(const std::string& path) {
  std::string file = path + kLockFile;
  int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (fd < 0) {
    return errno == ENOSPC
               ? DiskFull(path, 0, DataDir::Options().free_bytes_min)
               : NotWritable(path, errno);
  }
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    absl::Status status = errno == EWOULDBLOCK ? InUse(path, ReadOwner(fd))
                                               : NotWritable(path, errno);
    ::close(fd);
    return status;
  }
  return fd;
}

// Writes all of `text` at the beginning of the file; an errno, or 0.
int WriteAll(int fd, const std::string& text) {
  if (::ftruncate(fd, 0) != 0) return errno;
  for (size_t done = 0; done < text.size();) {
    ssize_t size = ::pwrite(fd, text.data() + done, text.size() - done,
                            static_cast<off_t>(done));
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return size < 0 ? errno : EIO;
    done += static_cast<size_t>(size);
  }
  return ::fsync(fd) == 0 ? 0 : errno;
}

absl::Status CheckRoom(const std::string& path, int64_t free_bytes_min) {
  struct statvfs info;
  if (::statvfs(path.c_str(), &info) != 0) return Missing(path, errno);
  auto free =
      static_cast<int64_t>(info.f_bavail) * static_cast<int64_t>(info.f_frsize);
  return free < free_bytes_min ? DiskFull(path, free, free_bytes_min)
                               : absl::OkStatus();
}

// Free blocks are not all: quotas and read-only remounts show only on writing.
absl::Status ProbeWriting(const std::string& path, int64_t free_bytes_min) {
  std::string file = path + kProbeFile;
  int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  int error = fd < 0 ? errno : WriteAll(fd, std::string(kProbeBytes, 'x'));
  if (fd >= 0) ::close(fd);
  ::unlink(file.c_str());
  if (error == 0) return absl::OkStatus();
  if (error == ENOSPC || error == EDQUOT) {
    return DiskFull(path, 0, free_bytes_min);
  }
  return NotWritable(path, error);
}

}  // namespace

absl::StatusOr<std::unique_ptr<DataDir>> DataDir::Open(const std::string& path,
                                                       const Options& options) {
  absl::Status status = EnsureFolder(path, options.create);
  if (!status.ok()) return status;
  absl::StatusOr<int> lock = Lock(path);
  if (!lock.ok()) return lock.status();
  auto dir = std::unique_ptr<DataDir>(new DataDir(path, *lock));
  status = CheckRoom(path, options.free_bytes_min);
  if (status.ok()) status = ProbeWriting(path, options.free_bytes_min);
  if (!status.ok()) return status;
  int error = WriteAll(*lock, absl::StrCat(::getpid(), "\n"));
  if (error != 0) return NotWritable(path, error);
  return dir;
}

absl::StatusOr<std::unique_ptr<DataDir>> DataDir::Open(
    const std::string& path) {
  return Open(path, Options());
}

DataDir::DataDir(std::string path, int lock_fd)
    : path_(std::move(path)), lock_fd_(lock_fd) {}

DataDir::~DataDir() { ::close(lock_fd_); }

}  // namespace disclosure::server
