// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/crash/registrar.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "tests/crash/insist.h"

namespace disclosure::testing {
namespace {

constexpr char kName[] = "registrar";

}  // namespace

std::string DigestOf(const v1::RegistryRows& rows) {
  std::vector<std::string> texts;
  for (v1::RegionRow row : rows.regions()) {
    if (row.counted_by() == v1::COUNTED_BY_UNSPECIFIED) {
      row.set_counted_by(v1::COUNTED_BY_PARTS);
    }
    texts.push_back("region " + row.SerializeAsString());
  }
  for (const v1::OfficeRow& row : rows.offices()) {
    texts.push_back("office " + row.SerializeAsString());
  }
  std::sort(texts.begin(), texts.end());
  base::Sha256 digest;
  for (const std::string& text : texts) digest.Update(text);
  return digest.Finish();
}

Registrar::Registrar(const std::string& ingest, uint64_t seed, Journal* journal)
    : journal_(*journal), client_(ingest), random_(seed) {}

bool Registrar::Apply(const v1::RegistryRows& rows) {
  v1::ApplyRegistryRequest request;
  *request.mutable_rows() = rows;
  request.set_request_id(absl::StrCat("m", random_()));
  Acknowledged change = {.request_id = request.request_id(),
                         .content = DigestOf(rows)};
  journal_.Write(
      kName, absl::StrCat("intent ", change.request_id, " registry content ",
                          base::Hex(change.content)));
  v1::ApplyRegistryResponse response;
  const absl::Status outcome = Insist(journal_, kName, change.request_id, [&] {
    auto answer =
        Call(client_.registry(), &v1::RegistryService::Stub::ApplyRegistry,
             request, kAttemptLimit);
    if (answer.ok()) response = *std::move(answer);
    return answer.status();
  });
  if (!outcome.ok()) {
    journal_.Write(kName, absl::StrCat("refused ", change.request_id, " ",
                                       Describe(outcome)));
    if (Reason(outcome) != "REGISTRY_INVALID") {
      journal_.Find(Journal::Fault::kWrong,
                    absl::StrCat("refused with ", Describe(outcome), ": ",
                                 change.request_id));
    }
    return false;
  }
  log_ = response.log().id();
  model_.Apply(rows);
  if (response.unchanged()) return true;
  change.sequence = response.position().sequence();
  change.revision = response.revision();
  journal_.Acknowledge(kName, change, /*replayed=*/false);
  return true;
}

void Registrar::Run(const absl::Notification& stop) {
  do {
    Apply(RandomMove(random_, model_));
  } while (!stop.WaitForNotificationWithTimeout(
      absl::Milliseconds(20 + Pick(random_, 150))));
}

}  // namespace disclosure::testing
