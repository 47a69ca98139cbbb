// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Which registered office a printed name may mean: asked of the service, or of
// the registry's files where there is none. Names are ambiguous, so all that
// fit are handed out and the caller shows them.

#ifndef DISCLOSURE_CLI_OFFICE_FINDER_H_
#define DISCLOSURE_CLI_OFFICE_FINDER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/session.h"

namespace disclosure::cli {

struct OfficeCandidate {
  std::string id;
  std::string name;
  // The regions above it, from the top: 河南省 济源市 天坛街道.
  std::string place;
};

struct OfficeCandidates {
  std::vector<OfficeCandidate> offices;
  // How many, from the first, bear exactly this name.
  int exact = 0;
};

// Used by one thread at a time.
class OfficeFinder {
 public:
  virtual ~OfficeFinder() = default;

  // At most ten, best first. `year` 0: now.
  virtual absl::StatusOr<OfficeCandidates> Find(const std::string& name,
                                                int year) = 0;

  // One that asks the registry's CSV files, or, if none are named, the service
  // if it answers; nullptr if it does not. INVALID_ARGUMENT if a file is not
  // sound. `session` must outlive it.
  static absl::StatusOr<std::unique_ptr<OfficeFinder>> Create(
      Session& session, const std::vector<std::string>& registry_files);
};

}  // namespace disclosure::cli

#endif  // DISCLOSURE_CLI_OFFICE_FINDER_H_
