// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// disclosure status: where each service is.

#include "cli/commands.h"
#include "cli/json.h"
#include "cli/listing.h"
#include "cli/resolve.h"
#include "disclosure/v1/query_service.grpc.pb.h"
#include "disclosure/v1/rollup_service.grpc.pb.h"

namespace disclosure::cli {

int RunStatus(Session& session) {
  const auto rollup = v1::RollupService::NewStub(session.aggregate());
  v1::RollupServiceGetStatusResponse aggregate;
  absl::Status status = session.Call([&](grpc::ClientContext* context) {
    return rollup->GetStatus(context, {}, &aggregate);
  });
  if (!status.ok()) return session.Fail(status);
  const auto reader = v1::QueryService::NewStub(session.query());
  v1::QueryServiceGetStatusResponse query;
  status = session.Call([&](grpc::ClientContext* context) {
    return reader->GetStatus(context, {}, &query);
  });
  if (!status.ok()) return session.Fail(status);
  if (session.format() == Format::kJson) {
    return session.Write("{\"aggregate\": " + ToJson(aggregate) +
                         ", \"query\": " + ToJson(query) + "}\n");
  }
  const auto state = [&](bool ready, const std::string& problem) {
    return ready ? session.Say("就绪", "ready") : problem;
  };
  v1::LogPosition head = aggregate.position();
  head.set_sequence(aggregate.head_sequence());
  Listing listing(
      session,
      {session.Say("服务", "service"), session.Say("数据序号", "position"),
       session.Say("报告", "reports"), session.Say("汇总行", "rows"),
       session.Say("状态", "state")});
  listing.Add({"ingest", PrintPosition(head, aggregate.log()), "", "", ""}, "");
  listing.Add(
      {"aggregate", PrintPosition(aggregate.position(), aggregate.log()),
       std::to_string(aggregate.reports()), std::to_string(aggregate.rows()),
       state(aggregate.ready(), aggregate.problem())},
      "");
  listing.Add({"query", PrintPositions(session, query.positions()),
               std::to_string(query.reports()), std::to_string(query.rows()),
               state(query.ready(), query.problem())},
              "");
  return session.Write(listing.Print());
}

}  // namespace disclosure::cli
