// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// The messages that ingest answers with, made from what it keeps. Pure
// functions.

#ifndef DISCLOSURE_SERVICES_INGEST_RECEIPT_H_
#define DISCLOSURE_SERVICES_INGEST_RECEIPT_H_

#include <string>

#include <google/protobuf/timestamp.pb.h>

#include "absl/time/time.h"
#include "disclosure/v1/change.pb.h"
#include "disclosure/v1/ingest_service.pb.h"
#include "disclosure/v1/position.pb.h"
#include "disclosure/v1/registry_service.pb.h"
#include "services/ingest/keys.h"
#include "services/ingest/records.pb.h"
#include "services/ingest/registry_change.h"

namespace disclosure::ingest {

void SetTime(absl::Time time, google::protobuf::Timestamp* timestamp);

// The receipt of a report's newest revision, without its log.
v1::Receipt MakeReceipt(const ReportKey& report, const std::string& office_name,
                        const HeadRecord& head);

// What is told of a registry update, without its log; `record` is the state
// after it.
v1::ApplyRegistryResponse MakeRegistryAnswer(const RegistryRecord& record,
                                             absl::Time now,
                                             const RegistryEffect& effect);

// One line of a report's history.
v1::RevisionInfo MakeRevisionInfo(const v1::LogInfo& log,
                                  const v1::Change& change);

// An answer is remembered without its log, and gets the log that it is read
// from: after a restore that is another one.
void SetLog(const v1::LogInfo& log, v1::Receipt* receipt);
void SetLog(const v1::LogInfo& log, v1::ApplyRegistryResponse* answer);

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_RECEIPT_H_
