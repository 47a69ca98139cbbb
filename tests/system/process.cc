// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/system/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/check.h"

namespace disclosure::testing {
namespace {

// Between fork and exec only what is safe there may be called.
[[noreturn]] void RunChild(const std::vector<char*>& arguments, int output) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  ::execvp(arguments[0], arguments.data());
  constexpr char kFailed[] = "cannot be executed\n";
  static_cast<void>(!::write(STDERR_FILENO, kFailed, sizeof(kFailed) - 1));
  ::_exit(127);
}

// True once the process has ended, which it is not yet told to have.
bool WaitForEnd(pid_t pid, absl::Duration limit) {
  const int fd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  DISCLOSURE_CHECK(fd >= 0);
  pollfd poll = {.fd = fd, .events = POLLIN, .revents = 0};
  const int ready =
      ::poll(&poll, 1, static_cast<int>(absl::ToInt64Milliseconds(limit)));
  ::close(fd);
  return ready == 1;
}

}  // namespace

std::string BuiltProgram(std::string_view name) {
  const auto self = std::filesystem::read_symlink("/proc/self/exe");
  return (self.parent_path() / name).string();
}

std::string TestData(std::string_view name) {
  return "testdata/" + std::string(name);
}

Process::Process(const std::vector<std::string>& arguments) {
  std::vector<char*> pointers;
  for (const std::string& argument : arguments) {
    pointers.push_back(const_cast<char*>(argument.c_str()));
  }
  pointers.push_back(nullptr);
  int fds[2];
  DISCLOSURE_CHECK(::pipe2(fds, O_CLOEXEC) == 0);
  pid_ = ::fork();
  DISCLOSURE_CHECK(pid_ >= 0);
  if (pid_ == 0) RunChild(pointers, fds[1]);
  ::close(fds[1]);
  reader_ = std::thread([this, fd = fds[0]] { ReadOutput(fd); });
}

Process::~Process() {
  Kill();
  reader_.join();
}

void Process::ReadOutput(int fd) {
  char buffer[4096];
  ssize_t size = 0;
  while ((size = ::read(fd, buffer, sizeof(buffer))) > 0) {
    absl::MutexLock lock(&mutex_);
    output_.append(buffer, static_cast<size_t>(size));
  }
  ::close(fd);
  absl::MutexLock lock(&mutex_);
  closed_ = true;
}

std::string Process::output() const {
  absl::MutexLock lock(&mutex_);
  return output_;
}

std::optional<std::string> Process::WaitForLine(std::string_view text,
                                                absl::Duration limit) {
  std::optional<std::string> found;
  const auto look = [this, text,
                     &found]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    const size_t at = output_.find(text);
    const size_t end = output_.find('\n', at);
    if (at != std::string::npos && end != std::string::npos) {
      const size_t before = output_.rfind('\n', at);
      const size_t begin = before == std::string::npos ? 0 : before + 1;
      found = output_.substr(begin, end - begin);
    }
    return found.has_value() || closed_;
  };
  absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(&look), limit);
  return found;
}

bool Process::Kill() {
  if (!ended_) {
    ::kill(pid_, SIGKILL);
    Wait(absl::Seconds(60));
  }
  return was_killed_;
}

std::optional<int> Process::Terminate(absl::Duration limit) {
  if (!ended_) ::kill(pid_, SIGTERM);
  return Wait(limit);
}

std::optional<int> Process::Wait(absl::Duration limit) {
  if (ended_) return code_;
  if (!WaitForEnd(pid_, limit)) {
    ::kill(pid_, SIGKILL);
    DISCLOSURE_CHECK(WaitForEnd(pid_, absl::Seconds(60)));
  }
  int status = 0;
  DISCLOSURE_CHECK(::waitpid(pid_, &status, 0) == pid_);
  ended_ = true;
  if (WIFEXITED(status)) code_ = WEXITSTATUS(status);
  was_killed_ = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  // What it printed last is still in the pipe.
  absl::MutexLock lock(&mutex_);
  mutex_.AwaitWithTimeout(absl::Condition(&closed_), absl::Seconds(5));
  return code_;
}

Finished RunProgram(const std::vector<std::string>& arguments,
                    absl::Duration limit) {
  Process process(arguments);
  Finished finished;
  finished.code = process.Wait(limit);
  finished.output = process.output();
  return finished;
}

TemporaryFolder::TemporaryFolder() {
  std::string name =
      (std::filesystem::temp_directory_path() / "disclosure-XXXXXX").string();
  DISCLOSURE_CHECK(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  if (keep_) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace disclosure::testing
