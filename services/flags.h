// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The command line of disclosured. The only file of the program that knows the
// library for it.

#ifndef DISCLOSURE_SERVICES_FLAGS_H_
#define DISCLOSURE_SERVICES_FLAGS_H_

#include <string>
#include <variant>

#include "server/log.h"
#include "services/restore.h"
#include "services/suite_options.h"

namespace disclosure {

// Exit codes of the program.
inline constexpr int kExitDone = 0;
inline constexpr int kExitDataHasErrors = 1;
inline constexpr int kExitWrongCall = 2;
inline constexpr int kExitFailed = 3;

struct CommandLine {
  enum class Action {
    // Serve until told to stop.
    kServe,
    // Say whether it could serve.
    kCheckConfig,
    // Examine the closed data folder `suite.data_dir`.
    kFsck,
    // Make a data folder from a backup: `restore`.
    kRestore,
  };
  Action action = Action::kServe;
  SuiteOptions suite;
  RestoreCall restore;
  server::LogLevel log_level = server::LogLevel::kInfo;
};

// What the arguments say, or the code to exit with where there is nothing to
// do: help or `version` was printed, or a wrong argument was explained on
// standard error. What the flags say together is for Validate() to judge.
std::variant<CommandLine, int> ParseFlags(int argc, char** argv,
                                          const std::string& version);

}  // namespace disclosure

#endif  // DISCLOSURE_SERVICES_FLAGS_H_
