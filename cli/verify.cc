// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// disclosure verify and rebuild: whether the totals are what the log says, and
// making them so.

#include <algorithm>

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/listing.h"
#include "cli/resolve.h"
#include "disclosure/v1/rollup_service.grpc.pb.h"

namespace disclosure::cli {
namespace {

// The whole log is read: about a minute for some ten million changes.
constexpr absl::Duration kTimeout = absl::Minutes(30);

// Differences that are listed on a terminal.
constexpr int kListedMax = 50;

std::string PrintMismatches(const Session& session,
                            const v1::VerifyResponse& response) {
  Listing listing(
      session, {session.Say("地区", "region"), session.Say("年度", "year"),
                session.Say("条线", "line"), session.Say("部分", "part"),
                session.Say("指标", "figure"), session.Say("应为", "expected"),
                session.Say("现为", "found")});
  const int listed = std::min(response.mismatches_size(), kListedMax);
  for (int i = 0; i < listed; ++i) {
    const v1::Mismatch& mismatch = response.mismatches(i);
    listing.Add({mismatch.region(), std::to_string(mismatch.year()),
                 mismatch.line(), mismatch.part(), mismatch.figure(),
                 mismatch.expected(), mismatch.found()},
                ToJson(mismatch));
  }
  return listing.Print();
}

}  // namespace

int RunVerify(Session& session) {
  const auto stub = v1::RollupService::NewStub(session.aggregate());
  v1::VerifyResponse response;
  const absl::Status status =
      session.Call(kTimeout, [&](grpc::ClientContext* context) {
        return stub->Verify(context, {}, &response);
      });
  if (!status.ok()) return session.Fail(status);
  const bool right = response.mismatch_count() == 0;
  std::string text;
  if (session.format() == Format::kJson) {
    text = ToJson(response) + "\n";
  } else {
    const auto n = [](int64_t count) { return std::to_string(count); };
    const std::string at = n(response.position().sequence());
    text = session.Say(
        "已按 " + n(response.changes_read()) + " 条变更重算到序号 " + at +
            "，核对 " + n(response.rows_compared()) + " 行汇总，不符 " +
            n(response.mismatch_count()) + " 处\n",
        "Recomputed " + n(response.changes_read()) +
            " changes up to position " + at + " and compared " +
            n(response.rows_compared()) +
            " rows: " + n(response.mismatch_count()) + " differences\n");
    if (!right) text += PrintMismatches(session, response);
  }
  const int written = session.Write(text);
  if (written != kDone) return written;
  return right ? kDone : kDataErrors;
}

int RunRebuild(Session& session) {
  const auto stub = v1::RollupService::NewStub(session.aggregate());
  v1::RebuildResponse response;
  const absl::Status status =
      session.Call(kTimeout, [&](grpc::ClientContext* context) {
        return stub->Rebuild(context, {}, &response);
      });
  if (!status.ok()) return session.Fail(status);
  if (session.format() == Format::kJson) {
    return session.Write(ToJson(response) + "\n");
  }
  const auto n = [](int64_t count) { return std::to_string(count); };
  return session.Write(session.Say(
      "已按 " + n(response.changes_read()) + " 条变更重建 " +
          n(response.rows()) + " 行汇总，更正 " + n(response.mismatch_count()) +
          " 处\n",
      "Rebuilt " + n(response.rows()) + " rows from " +
          n(response.changes_read()) + " changes; " +
          n(response.mismatch_count()) + " figures were corrected\n"));
}

}  // namespace disclosure::cli
