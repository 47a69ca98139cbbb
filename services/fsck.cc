// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/fsck.h"

#include <iostream>

#include "absl/status/statusor.h"
#include "base/error.h"
#include "base/text.h"
#include "server/data_dir.h"
#include "services/flags.h"
#include "services/ingest/fsck.h"

namespace disclosure {
namespace {

absl::StatusOr<ingest::FsckReport> Examine(const std::string& folder) {
  // Also keeps a service from being started meanwhile.
  auto taken = server::DataDir::Open(folder, {.create = false});
  if (!taken.ok()) return taken.status();
  return ingest::Fsck(folder);
}

}  // namespace

int RunFsck(const std::string& data_dir) {
  auto report = Examine(data_dir + "/ingest");
  if (!report.ok()) {
    std::cerr << "disclosured: " << report.status().message() << "\n";
    const std::string zh = base::GetErrorDetails(report.status()).zh;
    if (!zh.empty()) std::cerr << zh << "\n";
    return kExitFailed;
  }
  std::cout << report->log.name() << " " << report->log.id() << ": "
            << report->changes << " changes, " << report->reports
            << " reports, tail " << base::AbbreviateHash(report->tail_hash)
            << "\n";
  for (const std::string& problem : report->problems) {
    std::cout << problem << "\n";
  }
  std::cout << report->problems.size() << " problems / "
            << report->problems.size() << " 个问题\n";
  return report->problems.empty() ? kExitDone : kExitDataHasErrors;
}

}  // namespace disclosure
