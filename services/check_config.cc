// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/check_config.h"

#include <sys/stat.h>

#include <string>
#include <vector>

#include "base/error.h"
#include "server/data_dir.h"
#include "server/tls_files.h"

namespace disclosure {
namespace {

absl::Status CheckDataFolders(const SuiteOptions& options) {
  MakeDataFolder(options);
  for (const std::string& folder : DataFolders(options)) {
    absl::Status status = server::DataDir::Open(folder).status();
    if (!status.ok() &&
        base::GetErrorDetails(status).reason != "DATA_DIR_IN_USE") {
      return status;
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<std::string> DataFolders(const SuiteOptions& options) {
  std::vector<std::string> folders;
  if (RunsIngest(options.target)) {
    folders.push_back(options.data_dir + "/ingest");
  }
  if (RunsAggregate(options.target)) {
    folders.push_back(options.data_dir + "/aggregate");
  }
  return folders;
}

void MakeDataFolder(const SuiteOptions& options) {
  if (!options.data_dir.empty()) ::mkdir(options.data_dir.c_str(), 0750);
}

absl::Status CheckConfig(const SuiteOptions& options) {
  absl::Status status = Validate(options);
  if (!status.ok()) return status;
  status =
      server::CheckTlsFiles(options.server.tls_cert, options.server.tls_key,
                            options.server.tls_client_ca);
  if (!status.ok()) return status;
  status = server::CheckTlsFiles(options.client.tls_cert,
                                 options.client.tls_key, options.client.tls_ca);
  if (!status.ok()) return status;
  return CheckDataFolders(options);
}

}  // namespace disclosure
