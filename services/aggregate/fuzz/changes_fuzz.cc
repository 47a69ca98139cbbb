// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Any bytes as a FollowResponse of the change feed, taken by a rollup that has
// some reports. A change without a hash gets the one that is right where it
// comes, so that more is reached than the check of the chain; "@" stand for the
// fingerprint of the catalogue (form/testdata/stand_in_fingerprint.h).
//
// A change is applied whole or refused, and one that is refused changes
// nothing. Applied one by one, all at once, or without looking at rows until
// the end, the changes come to the same.

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <google/protobuf/stubs/logging.h>

#include "base/check.h"
#include "base/error.h"
#include "base/sha256.h"
#include "form/testdata/stand_in_fingerprint.h"
#include "services/aggregate/live_rollup.h"
#include "services/aggregate/rollup.h"
#include "services/aggregate/testing/copy.h"
#include "services/aggregate/testing/test_log.h"
#include "services/aggregate/update_cursor.h"

namespace disclosure::aggregate {
namespace {

// What is the same in every run.
struct Beginning {
  Beginning()
      : catalog(**form::Catalog::BuiltIn()), layout(catalog), log(catalog) {
    log.Apply(Rows({Region("r", ""), Region("a", "r"),
                    Region("b", "r", v1::COUNTED_BY_AREA)},
                   {Office("r-1", "r", "x"), Office("a-1", "a", "x"),
                    Office("a-2", "a", "y"), Government("b-1", "b", "x")}));
    TestReport report;
    report.editions = BothOf(v1::EDITION_2021);
    for (const form::Cell& cell : catalog.cells()) {
      if (cell.index % 7 == 0) report.figures[cell.path] = cell.index;
    }
    log.File("r-1", 2020, v1::SCOPE_OWN, report);
    log.File("a-1", 2020, v1::SCOPE_OWN, report);
    log.File("b-1", 2020, v1::SCOPE_AREA, report);
    log.Withdraw("r-1", 2020, v1::SCOPE_OWN);
  }

  const form::Catalog& catalog;
  const FormLayout layout;
  TestLog log;
};

const Beginning& Start() {
  static const auto& beginning = *new Beginning();
  return beginning;
}

std::unique_ptr<Rollup> NewRollup() {
  auto rollup = std::make_unique<Rollup>(Start().layout, Start().log.info());
  for (const v1::LoggedChange& change : Start().log.changes()) {
    DISCLOSURE_CHECK(rollup->Apply(Decode(Start().layout, change)).ok());
  }
  return rollup;
}

// Everything that followers are told, whenever it changed.
std::map<std::string, std::string> Print(const Rollup& rollup) {
  std::map<std::string, std::string> items;
  UpdateCursor cursor(rollup, v1::LogPosition());
  v1::RollupServiceFollowResponse slice;
  while (cursor.Next(rollup, 1 << 20, &slice)) {
    const v1::RollupItems fed = ItemsOf(slice);
    for (const v1::RollupRow& row : fed.rows()) {
      v1::RollupRow name;
      name.set_region(row.region());
      name.set_year(row.year());
      name.set_line(row.line());
      // As text, in which maps are in order.
      items["row " + name.SerializeAsString()] = row.DebugString();
    }
    for (const v1::OfficeReport& report : fed.reports()) {
      v1::OfficeReport name;
      name.set_office(report.office());
      name.set_year(report.year());
      name.set_scope(report.scope());
      items["report " + name.SerializeAsString()] = report.DebugString();
    }
    items["position"] = slice.position().SerializeAsString();
    slice.Clear();
  }
  items["registry"] = rollup.registry()->ToRows().SerializeAsString();
  items["chain"] = rollup.chain_hash();
  return items;
}

// Applies one by one; the changes that were taken before the first refusal.
std::vector<DecodedChange> Follow(const std::vector<DecodedChange>& changes,
                                  Rollup* rollup) {
  std::vector<DecodedChange> taken;
  for (const DecodedChange& change : changes) {
    const auto before = Print(*rollup);
    const absl::Status applied = rollup->Apply(change);
    if (!applied.ok()) {
      DISCLOSURE_CHECK(Print(*rollup) == before);
      const base::ErrorDetails details = base::GetErrorDetails(applied);
      DISCLOSURE_CHECK(!details.reason.empty() && !details.zh.empty());
      break;
    }
    taken.push_back(change);
  }
  return taken;
}

std::vector<DecodedChange> DecodeAll(v1::FollowResponse response) {
  std::vector<DecodedChange> changes;
  std::string previous = Start().log.changes().back().hash();
  for (v1::LoggedChange& change : *response.mutable_changes()) {
    if (change.hash().empty()) {
      base::Sha256 hash;
      hash.Update(previous);
      hash.Update(change.change());
      change.set_hash(hash.Finish());
    }
    previous = change.hash();
    changes.push_back(Decode(Start().layout, std::move(change)));
  }
  return changes;
}

void CheckWaysAgree(const std::vector<DecodedChange>& changes) {
  const std::unique_ptr<Rollup> rollup = NewRollup();
  const std::vector<DecodedChange> taken = Follow(changes, rollup.get());
  const auto followed = Print(*rollup);

  LiveRollup live(Start().layout, [] {});
  live.Reset(NewRollup());
  const bool all = taken.size() == changes.size();
  DISCLOSURE_CHECK(live.Apply(changes).ok() == all);
  live.Read([&](const Rollup& at_once, int64_t) {
    DISCLOSURE_CHECK(Print(at_once) == followed);
  });

  const std::unique_ptr<Rollup> bulk = NewRollup();
  bulk->BeginBulk();
  for (const DecodedChange& change : taken) {
    DISCLOSURE_CHECK(bulk->Apply(change).ok());
  }
  bulk->Settle();
  DISCLOSURE_CHECK(Print(*bulk) == followed);
}

}  // namespace
}  // namespace disclosure::aggregate

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // It would say of each bad text that it is bad.
  static const auto kept = google::protobuf::SetLogHandler(nullptr);
  static_cast<void>(kept);
  namespace aggregate = disclosure::aggregate;
  disclosure::v1::FollowResponse response;
  if (!response.ParseFromString(disclosure::form::testdata::WithFingerprint(
          aggregate::Start().catalog,
          {reinterpret_cast<const char*>(data), size}))) {
    return 0;
  }
  aggregate::CheckWaysAgree(aggregate::DecodeAll(std::move(response)));
  return 0;
}
