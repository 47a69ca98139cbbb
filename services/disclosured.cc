// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The server program: the suite, or one service of it, until it is told to
// stop; the examination of a closed data folder, and making one from a backup.

#include <iostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "base/build_info.h"
#include "base/error.h"
#include "form/catalog.h"
#include "server/log.h"
#include "server/termination.h"
#include "services/check_config.h"
#include "services/flags.h"
#include "services/fsck.h"
#include "services/restore.h"
#include "services/suite.h"

namespace disclosure {
namespace {

int Fail(const absl::Status& status) {
  const std::string zh = base::GetErrorDetails(status).zh;
  std::cerr << "disclosured: " << status.message() << "\n";
  if (!zh.empty()) std::cerr << zh << "\n";
  return status.code() == absl::StatusCode::kInvalidArgument ? kExitWrongCall
                                                             : kExitFailed;
}

int Serve(const SuiteOptions& options) {
  // Debian builds abseil for debugging: each lock of ours and of gRPC, when it
  // is taken, would be looked up in a graph of all of them. Tests have that.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  server::Termination termination;
  auto suite = Suite::Start(options);
  if (!suite.ok()) return Fail(suite.status());
  std::cerr << (*suite)->Description() << std::endl;
  server::LogInfo(absl::StrCat("stopping: ", termination.Wait()));
  (*suite)->Stop();
  server::LogInfo("stopped");
  return kExitDone;
}

int Run(int argc, char** argv) {
  auto catalog = form::Catalog::BuiltIn();
  if (!catalog.ok()) return Fail(catalog.status());
  auto parsed =
      ParseFlags(argc, argv,
                 absl::StrCat("disclosured ", base::BuildVersion(), " (",
                              base::BuildRevision(), ") catalogue ",
                              (*catalog)->fingerprint()));
  if (std::holds_alternative<int>(parsed)) return std::get<int>(parsed);
  const auto& line = std::get<CommandLine>(parsed);
  server::InitLog(line.log_level);
  if (line.action == CommandLine::Action::kFsck) {
    return RunFsck(line.suite.data_dir);
  }
  if (line.action == CommandLine::Action::kRestore) {
    return RunRestore(line.restore);
  }
  if (line.action == CommandLine::Action::kServe) return Serve(line.suite);
  absl::Status status = CheckConfig(line.suite);
  if (!status.ok()) return Fail(status);
  std::cout << "the configuration is good / 配置正确\n";
  return kExitDone;
}

}  // namespace
}  // namespace disclosure

// Read by jemalloc at the start. Large pages: totals and reports of a nation
// are hundreds of megabytes, whose first touch would be most of a start.
extern "C" const char* malloc_conf;
const char* malloc_conf = "thp:always";

int main(int argc, char** argv) { return disclosure::Run(argc, argv); }
