// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// disclosure regions [TEXT]: the map, or what a name may mean.

#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/resolve.h"
#include "disclosure/v1/query_service.grpc.pb.h"

namespace disclosure::cli {
namespace {

std::string LevelWord(const Session& session, v1::Level level) {
  switch (level) {
    case v1::LEVEL_NATION:
      return session.Say("国家", "nation");
    case v1::LEVEL_PROVINCE:
      return session.Say("省级", "province");
    case v1::LEVEL_CITY:
      return session.Say("市级", "city");
    case v1::LEVEL_COUNTY:
      return session.Say("县级", "county");
    case v1::LEVEL_TOWNSHIP:
      return session.Say("乡级", "township");
    default:
      return "";
  }
}

}  // namespace

int RunRegions(Session& session, const RegionsOptions& options) {
  const auto stub = v1::QueryService::NewStub(session.query());
  Listing listing(
      session,
      {session.Say("编号", "code"), session.Say("名称", "name"),
       session.Say("级别", "level"), session.Say("计入上级", "counted by"),
       session.Say("下级", "children"), session.Say("填报单位", "offices"),
       session.Say("上级", "above")});
  const auto add = [&](const v1::RegionEntry& region) {
    const bool area = region.counted_by() == v1::COUNTED_BY_AREA;
    listing.Add({region.region().code(), region.region().name(),
                 LevelWord(session, region.level()),
                 area ? session.Say("本地区报告", "area")
                      : session.Say("各部分", "parts"),
                 std::to_string(region.children()),
                 std::to_string(region.offices()), PrintPath(region.region())},
                ToJson(region));
  };
  absl::Status status;
  if (!options.text.empty()) {
    v1::SearchRegionsRequest request;
    request.set_text(options.text);
    request.set_year(options.year);
    request.set_page_size(100);
    v1::SearchRegionsResponse response;
    status = session.Call([&](grpc::ClientContext* context) {
      return stub->SearchRegions(context, request, &response);
    });
    for (const auto& region : response.regions()) add(region);
  } else {
    v1::QueryServiceListRegionsRequest request;
    request.set_year(options.year);
    request.set_recursive(true);
    request.set_page_size(1000);
    status = ForEachPage<v1::QueryServiceListRegionsResponse>(
        session, request,
        [&](grpc::ClientContext* context, const auto& page, auto* response) {
          return stub->ListRegions(context, page, response);
        },
        [&](const v1::QueryServiceListRegionsResponse& response) {
          for (const auto& region : response.regions()) add(region);
        });
  }
  if (!status.ok()) return session.Fail(status);
  return session.Write(listing.Print());
}

}  // namespace disclosure::cli
