// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A program that a test started, what it printed, and its end. It cannot
// outlive the test: it is killed when the object goes, and when the thread that
// started it ends, whatever happens to the test.

#ifndef DISCLOSURE_TESTS_SYSTEM_PROCESS_H_
#define DISCLOSURE_TESTS_SYSTEM_PROCESS_H_

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace disclosure::testing {

// The path of a program of the build folder that this test lies in.
std::string BuiltProgram(std::string_view name);

// A path below testdata/. Tests run in the root of the sources.
std::string TestData(std::string_view name);

class Process {
 public:
  // `arguments` begin with the program; it is searched for in PATH if it has no
  // slash.
  explicit Process(const std::vector<std::string>& arguments);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();  // Kill().

  pid_t pid() const { return pid_; }

  // The first line of its output that holds `text`, once there is one; nothing
  // if the program ends without it or `limit` passes.
  std::optional<std::string> WaitForLine(std::string_view text,
                                         absl::Duration limit);

  // What it has printed on standard output and standard error.
  std::string output() const;

  // SIGKILL, and wait for the end. True: this is what ended it; false: it had
  // ended before, of itself.
  bool Kill();

  // SIGTERM. The exit code, or nothing if it did not end within `limit` (it is
  // then killed) or not by itself.
  std::optional<int> Terminate(absl::Duration limit);

  // The exit code, once it has ended by itself; as Terminate().
  std::optional<int> Wait(absl::Duration limit);

 private:
  void ReadOutput(int fd);

  pid_t pid_ = -1;
  bool ended_ = false;
  std::optional<int> code_;
  bool was_killed_ = false;
  mutable absl::Mutex mutex_;
  std::string output_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread reader_;
};

// A program that ends by itself.
struct Finished {
  // Nothing: it was killed after the limit, or by a signal.
  std::optional<int> code;
  std::string output;
};
Finished RunProgram(const std::vector<std::string>& arguments,
                    absl::Duration limit = absl::Seconds(30));

// A new folder below the one for temporary files; removed with the object,
// unless it is to be kept.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  const std::string& path() const { return path_; }

  // Leaves the folder there, for somebody to look at.
  void Keep() { keep_ = true; }

 private:
  std::string path_;
  bool keep_ = false;
};

}  // namespace disclosure::testing

#endif  // DISCLOSURE_TESTS_SYSTEM_PROCESS_H_
