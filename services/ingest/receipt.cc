// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/receipt.h"

#include <cstdint>

namespace disclosure::ingest {

void SetTime(absl::Time time, google::protobuf::Timestamp* timestamp) {
  int64_t seconds = absl::ToUnixSeconds(time);
  timestamp->set_seconds(seconds);
  timestamp->set_nanos(static_cast<int32_t>(
      absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
}

v1::Receipt MakeReceipt(const ReportKey& report, const std::string& office_name,
                        const HeadRecord& head) {
  v1::Receipt receipt;
  receipt.set_office(report.office);
  receipt.set_office_name(office_name);
  receipt.set_year(report.year);
  receipt.set_scope(report.scope);
  receipt.set_revision(head.revision());
  receipt.mutable_position()->set_sequence(head.sequence());
  SetTime(absl::FromUnixMicros(head.committed_at_micros()),
          receipt.mutable_committed_at());
  receipt.set_digest(head.digest());
  receipt.set_late(head.late());
  receipt.set_errors(head.errors());
  receipt.set_questions(head.questions());
  receipt.set_withdrawn(head.withdrawn());
  return receipt;
}

v1::ApplyRegistryResponse MakeRegistryAnswer(const RegistryRecord& record,
                                             absl::Time now,
                                             const RegistryEffect& effect) {
  v1::ApplyRegistryResponse answer;
  answer.set_revision(record.revision());
  answer.mutable_position()->set_sequence(record.sequence());
  answer.set_unchanged(effect.unchanged());
  if (!effect.unchanged()) SetTime(now, answer.mutable_committed_at());
  answer.set_regions_changed(effect.different.regions_size());
  answer.set_offices_changed(effect.different.offices_size());
  return answer;
}

v1::RevisionInfo MakeRevisionInfo(const v1::LogInfo& log,
                                  const v1::Change& change) {
  const v1::ReportChange& report = change.report();
  v1::RevisionInfo info;
  info.set_revision(report.revision());
  info.set_withdrawn(report.withdrawn());
  info.mutable_position()->set_log(log.id());
  info.mutable_position()->set_sequence(change.sequence());
  *info.mutable_committed_at() = change.committed_at();
  *info.mutable_principal() = change.principal();
  info.set_on_behalf_of(report.on_behalf_of());
  info.set_note(report.note());
  info.set_digest(report.digest());
  info.set_errors(report.errors());
  info.set_questions(report.questions());
  info.set_late(report.late());
  info.set_as_published(report.as_published());
  return info;
}

void SetLog(const v1::LogInfo& log, v1::Receipt* receipt) {
  *receipt->mutable_log() = log;
  receipt->mutable_position()->set_log(log.id());
}

void SetLog(const v1::LogInfo& log, v1::ApplyRegistryResponse* answer) {
  *answer->mutable_log() = log;
  answer->mutable_position()->set_log(log.id());
}

}  // namespace disclosure::ingest
