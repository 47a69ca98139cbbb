// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// `disclosured restore`: a data folder of ingest from a backup, whole or not at
// all. It is made beside its place, and put there when it is complete and
// examined; a service is not started in a folder where that was interrupted.

#ifndef DISCLOSURE_SERVICES_RESTORE_H_
#define DISCLOSURE_SERVICES_RESTORE_H_

#include <cstdint>
#include <string>

namespace disclosure {

struct RestoreCall {
  // The folder of backups, and which of them; 0: the newest.
  std::string from;
  int64_t backup = 0;

  // Its folder ingest/ must be empty or missing.
  std::string data_dir;

  // The log's name for people. Empty: the one it has.
  std::string log_name;

  // Only show what is in `from`.
  bool list = false;
};

// Prints what was restored on standard output, progress and errors on standard
// error. Returns the exit code: 1 if something is wrong with the restored data,
// which is then not put in place; 2 if the call cannot be done as it is; 3 if
// it failed.
int RunRestore(const RestoreCall& call);

}  // namespace disclosure

#endif  // DISCLOSURE_SERVICES_RESTORE_H_
