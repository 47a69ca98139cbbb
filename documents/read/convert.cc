// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/convert.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"

#include "base/file.h"
#include "documents/read/limits.h"
#include "documents/read/refusal.h"

extern char** environ;

namespace disclosure::documents {
namespace {

constexpr absl::Duration kConversionMax = absl::Seconds(60);

// The first executable file of this name on the path; empty: none.
std::string OnPath(const std::string& name) {
  const char* const path = std::getenv("PATH");
  std::string rest = path == nullptr ? "" : path;
  for (size_t at = 0; at <= rest.size();) {
    const size_t end = std::min(rest.find(':', at), rest.size());
    const std::string file = rest.substr(at, end - at) + "/" + name;
    if (file[0] == '/' && access(file.c_str(), X_OK) == 0) {
      return file;
    }
    at = end + 1;
  }
  return "";
}

// A folder that nobody else can read; removed with all it holds.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::error_code error;
    path_ = std::filesystem::temp_directory_path(error) / "disclosure-XXXXXX";
    if (error || mkdtemp(path_.data()) == nullptr) {
      path_.clear();
    }
  }
  ~TemporaryFolder() {
    std::error_code error;
    if (!path_.empty()) {
      std::filesystem::remove_all(path_, error);
    }
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  // Empty: it could not be made.
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Its process id, also that of a process group; -1: it could not be started.
pid_t Start(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const std::string& argument : command) {
    // posix_spawn does not write through these.
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    posix_spawn_file_actions_addopen(&files, descriptor, "/dev/null", O_RDWR,
                                     0);
  }
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  pid_t process = -1;
  if (posix_spawn(&process, command[0].c_str(), &files, &attributes,
                  arguments.data(), environ) != 0) {
    process = -1;
  }
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return process;
}

// Whether the process ended by itself in time. Afterwards it and its group are
// gone in any case.
bool EndsInTime(pid_t process) {
  // glibc 2.36 declares pidfd_open for C alone.
  const int descriptor = static_cast<int>(syscall(SYS_pidfd_open, process, 0));
  const absl::Time end = absl::Now() + kConversionMax;
  int ready = -1;
  if (descriptor >= 0) {
    do {
      pollfd wait = {.fd = descriptor, .events = POLLIN};
      const int64_t left = absl::ToInt64Milliseconds(end - absl::Now());
      ready = poll(&wait, 1, static_cast<int>(std::max<int64_t>(left, 0)));
    } while (ready < 0 && errno == EINTR);
    close(descriptor);
  }
  kill(-process, SIGKILL);
  while (waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
  }
  return ready > 0;
}

}  // namespace

bool HasLibreOffice() { return !OnPath("soffice").empty(); }

absl::StatusOr<std::string> Convert(std::string_view bytes,
                                    const std::string& from,
                                    const std::string& to) {
  static std::mutex one_at_a_time;
  const std::lock_guard<std::mutex> lock(one_at_a_time);
  const TemporaryFolder folder;
  if (folder.path().empty()) {
    return NotConverted(
        {"there is no folder for temporary files", "没有可用的临时目录"});
  }
  const std::string input = folder.path() + "/document." + from;
  const absl::Status written = base::WriteFile(input, bytes);
  if (!written.ok()) {
    return written;
  }
  const std::string output = folder.path() + "/converted";
  const pid_t process =
      Start({OnPath("soffice"),
             "-env:UserInstallation=file://" + folder.path() + "/profile",
             "--headless", "--norestore", "--nologo", "--convert-to", to,
             "--outdir", output, input});
  if (process < 0) {
    return NotConverted({"it could not be started", "程序无法启动"});
  }
  if (!EndsInTime(process)) {
    return NotConverted({"it took more than a minute", "转换超过一分钟"});
  }
  absl::StatusOr<std::string> converted =
      base::ReadFile(output + "/document." + to, kFileBytesMax);
  if (!converted.ok()) {
    return NotConverted(
        {"it wrote no file; perhaps the document is damaged "
         "or has a password",
         "没有生成文件，原文件可能已损坏或设有密码"});
  }
  return converted;
}

}  // namespace disclosure::documents
