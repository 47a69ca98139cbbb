// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// disclosure coverage: who has filed, and with --missing who has not.

#include "cli/commands.h"
#include "cli/coverage_text.h"
#include "cli/json.h"
#include "cli/listing.h"
#include "cli/resolve.h"
#include "disclosure/v1/query_service.grpc.pb.h"

namespace disclosure::cli {
namespace {

// Sets what the requests of both forms share.
template <typename Request>
absl::Status Fill(Session& session, const RegionQuery& query,
                  Request* request) {
  const auto region = ResolveRegion(session, query.region, query.year);
  if (!region.ok()) return region.status();
  const auto after = ResolvePosition(session, query.after);
  if (!after.ok()) return after.status();
  request->set_region(region->region().code());
  request->set_year(query.year);
  request->set_line(query.line);
  if (!after->log().empty()) *request->mutable_min_position() = *after;
  return absl::OkStatus();
}

int Missing(Session& session, const RegionQuery& query) {
  v1::ListMissingRequest request;
  absl::Status status = Fill(session, query, &request);
  if (!status.ok()) return session.Fail(status);
  request.set_page_size(1000);
  Listing listing(session,
                  {session.Say("编号", "id"), session.Say("名称", "name"),
                   session.Say("地区", "region"), session.Say("条线", "line"),
                   session.Say("应报", "report")});
  int64_t count = 0;
  std::string due;
  const auto stub = v1::QueryService::NewStub(session.query());
  status = ForEachPage<v1::ListMissingResponse>(
      session, request,
      [&](grpc::ClientContext* context, const auto& page, auto* response) {
        return stub->ListMissing(context, page, response);
      },
      [&](const v1::ListMissingResponse& response) {
        count = response.total_count();
        due = response.due_date();
        for (const v1::MissingReport& missing : response.missing()) {
          const v1::OfficeEntry& office = missing.office();
          listing.Add({office.id(), office.name(), office.region().name(),
                       office.line(),
                       PrintScope(session, missing.scope() == v1::SCOPE_AREA)},
                      ToJson(missing));
        }
      });
  if (!status.ok()) return session.Fail(status);
  std::string text = listing.Print();
  if (session.format() == Format::kTable) {
    const std::string n = std::to_string(count);
    text = session.Say("未报 " + n + " 份，截止 " + due + "\n",
                       n + " missing, due " + due + "\n") +
           (count > 0 ? text : "");
  }
  return session.Write(text);
}

}  // namespace

int RunCoverage(Session& session, const CoverageOptions& options) {
  if (options.missing) return Missing(session, options.query);
  v1::GetCoverageRequest request;
  absl::Status status = Fill(session, options.query, &request);
  if (!status.ok()) return session.Fail(status);
  const auto stub = v1::QueryService::NewStub(session.query());
  v1::GetCoverageResponse response;
  status = session.Call([&](grpc::ClientContext* context) {
    return stub->GetCoverage(context, request, &response);
  });
  if (!status.ok()) return session.Fail(status);
  if (session.format() == Format::kJson) {
    return session.Write(ToJson(response) + "\n");
  }
  Listing listing(
      session,
      {session.Say("编号", "code"), session.Say("名称", "name"),
       session.Say("应报", "expected"), session.Say("已报", "received"),
       session.Say("逾期", "late"), session.Say("未报", "missing"),
       session.Say("有错误", "errors"), session.Say("有疑问", "questions")});
  const auto add = [&](const std::string& code, const std::string& name,
                       const v1::Coverage& coverage) {
    const auto n = [](int64_t count) { return std::to_string(count); };
    listing.Add({code, name, n(coverage.expected()), n(coverage.received()),
                 n(coverage.late()), n(coverage.missing()),
                 n(coverage.with_errors()), n(coverage.with_questions())},
                "");
  };
  const v1::RegionRef& region = response.region().region();
  add(region.code(), region.name(), response.region().coverage());
  if (response.children_size() > 0) {
    add("", session.Say("本级", "own offices"), response.own());
  }
  for (const v1::CoverageEntry& child : response.children()) {
    add(child.region().code(), child.region().name(), child.coverage());
  }
  if (session.format() == Format::kCsv) return session.Write(listing.Print());
  const std::string year = std::to_string(options.query.year);
  return session.Write(
      PrintRegion(session, region) +
      session.Say("  " + year + " 年度  截止 " + response.due_date(),
                  "  " + year + "  due " + response.due_date()) +
      session.Say("      数据序号 ", "      position ") +
      PrintPositions(session, response.positions()) + "\n" +
      PrintCoverage(session, response.region().coverage(), "") + "\n\n" +
      listing.Print());
}

}  // namespace disclosure::cli
