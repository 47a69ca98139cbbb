// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// How receipts are printed.

#ifndef DISCLOSURE_CLI_RECEIPT_H_
#define DISCLOSURE_CLI_RECEIPT_H_

#include <string>

#include "cli/session.h"
#include "disclosure/v1/ingest_service.pb.h"

namespace disclosure::cli {

// 已受理 …: who, which revision, when, position and digest; two lines.
std::string PrintReceipt(const Session& session, const v1::Receipt& receipt);

// Asks ingest for a report's current revision; 0: there is none.
absl::StatusOr<int> CurrentRevision(const Session& session,
                                    const std::string& office, int year,
                                    v1::Scope scope);

}  // namespace disclosure::cli

#endif  // DISCLOSURE_CLI_RECEIPT_H_
