// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What can be known of a configuration before a process is started with it.

#ifndef DISCLOSURE_SERVICES_CHECK_CONFIG_H_
#define DISCLOSURE_SERVICES_CHECK_CONFIG_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/suite_options.h"

namespace disclosure {

// Validate(), then whether the TLS files can be read, are what their flags say
// and fit each other (TLS_FILE_UNREADABLE, TLS_FILES_DIFFER), and whether the
// data folder can be used (as server::DataDir::Open says). A folder that does
// not exist is made; one that is in use passes: that is what a running service
// looks like. The same of the folder for backups. Listens nowhere and connects
// nowhere.
absl::Status CheckConfig(const SuiteOptions& options);

// The folders in the data folder that the target's services keep.
std::vector<std::string> DataFolders(const SuiteOptions& options);

// Makes the data folder itself, not those above it. What is wrong with it is
// said by who opens a folder in it.
void MakeDataFolder(const SuiteOptions& options);

// Where `disclosured restore` makes the folder of ingest before it is put in
// place.
std::string UnfinishedRestore(const std::string& data_dir);

// RESTORE_UNFINISHED if a restore was interrupted there: the folder of ingest
// may be missing, and a service would begin a new log.
absl::Status CheckRestoreFinished(const SuiteOptions& options);

}  // namespace disclosure

#endif  // DISCLOSURE_SERVICES_CHECK_CONFIG_H_
