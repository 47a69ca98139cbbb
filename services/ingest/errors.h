// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// Every refusal of ingest, in both languages. Each says what was expected, what
// was found and what to do; the reason is for programs and never changes.
//
//   reason                 code                 what the caller does
//   FIELD_MISSING          INVALID_ARGUMENT     fills it in
//   FIELD_INVALID          INVALID_ARGUMENT     corrects it
//   REQUEST_UNREADABLE     INVALID_ARGUMENT     sends what the .proto says
//   FIELD_TOO_LONG         INVALID_ARGUMENT     shortens it
//   REPORT_TOO_LARGE       INVALID_ARGUMENT     shortens the report
//   BATCH_TOO_LARGE        INVALID_ARGUMENT     sends smaller messages
//   YEAR_OUT_OF_RANGE      INVALID_ARGUMENT     corrects the year
//   OFFICE_UNKNOWN         INVALID_ARGUMENT     takes an id from the list
//   SCOPE_NOT_EXPECTED     INVALID_ARGUMENT     corrects scope or registry
//   REPORT_HAS_ERRORS      INVALID_ARGUMENT     corrects the figures
//   FORM_NEWER_THAN_SERVER FAILED_PRECONDITION  asks for a newer server
//   REQUEST_ID_REUSED      FAILED_PRECONDITION  takes a new request id
//   REVISION_MISMATCH      ABORTED              reads again, then repeats
//   REPORT_NOT_FOUND       NOT_FOUND            -
//   REVISION_NOT_FOUND     NOT_FOUND            -
//   QUEUE_FULL             RESOURCE_EXHAUSTED   repeats after a while
//   OUTCOME_UNKNOWN        UNAVAILABLE          repeats, same request id
//   STORE_UNAVAILABLE      UNAVAILABLE          repeats after a while
//   SHUTTING_DOWN          UNAVAILABLE          repeats after a while
//   LOG_UNKNOWN            FAILED_PRECONDITION  rebuilds from this log
//   POSITION_AHEAD         OUT_OF_RANGE         rebuilds from this log
//   PAGE_TOKEN_INVALID     INVALID_ARGUMENT     begins with the first page
//
// REGISTRY_INVALID is made by the registry room.

#ifndef DISCLOSURE_SERVICES_INGEST_ERRORS_H_
#define DISCLOSURE_SERVICES_INGEST_ERRORS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "disclosure/v1/finding.pb.h"
#include "disclosure/v1/report.pb.h"
#include "registry/registry.h"
#include "services/ingest/keys.h"
#include "services/ingest/records.pb.h"

namespace disclosure::ingest {

absl::Status FieldMissing(const std::string& field);
absl::Status FieldInvalid(const std::string& field, const std::string& en,
                          const std::string& zh);
absl::Status FieldTooLong(const std::string& field, size_t bytes, size_t limit);
// The bytes of a request cannot be taken as its message.
absl::Status RequestUnreadable(const std::string& en, const std::string& zh);
absl::Status ReportTooLarge(size_t bytes, size_t limit);
// `found` and `limit` of "submissions" or "bytes".
absl::Status BatchTooLarge(const std::string& unit, size_t found, size_t limit);
absl::Status YearOutOfRange(int year, int first, int last);

// Names the years in which it is registered, if it is, else offices like it.
// Searching all names takes a while: `name_similar` false leaves them out.
absl::Status OfficeUnknown(const registry::Registry& registry,
                           const std::string& field, const std::string& office,
                           int year, bool name_similar = true);
absl::Status ScopeNotExpected(const std::string& office_name,
                              const ReportKey& report);

// All errors as field violations, with their number in the metadata.
absl::Status ReportHasErrors(const std::vector<v1::Finding>& findings);

// Some field of the report is not known here.
absl::Status FormNewerThanServer(const std::string& message_name);

absl::Status RequestIdReused(const std::string& request_id);

// `head` is the report's newest revision, or null if it has none; `expected`
// what the caller has, 0 if it did not say.
absl::Status RevisionMismatch(const ReportKey& report, const HeadRecord* head,
                              int64_t expected);
absl::Status RegistryRevisionMismatch(int64_t current, int64_t expected);

absl::Status ReportNotFound(const ReportKey& report);
absl::Status RevisionNotFound(const ReportKey& report, int revision,
                              int current);

// The queue has no room for it, or none for this client as long as others get
// theirs.
absl::Status QueueFull(absl::Duration retry_after);
// The write of a group failed with `cause`.
absl::Status OutcomeUnknown(const absl::Status& cause);
// Nothing was written.
absl::Status StoreUnavailable(const absl::Status& cause);
absl::Status ShuttingDown();

absl::Status LogUnknown(const std::string& log, const v1::LogInfo& own);
absl::Status PositionAhead(int64_t from, int64_t head);
absl::Status PageTokenInvalid();

// 本机关, 本地区（全口径）; own, area.
std::string ScopeZh(v1::Scope scope);
std::string ScopeEn(v1::Scope scope);

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_ERRORS_H_
