// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The commands that ask for totals: totals, list.

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/loadgen/commands.h"
#include "bench/loadgen/drive.h"
#include "disclosure/v1/query_service.grpc.pb.h"
#include "server/status.h"

namespace disclosure::loadgen {
namespace {

constexpr char kListTotalsMethod[] = "/disclosure.v1.QueryService/ListTotals";

// Different questions in turn, so that no cache of one answer helps.
constexpr int kQuestions = 4'096;

// A page of ListTotals, and the children in its answer.
struct Page {
  grpc::ByteBuffer request;
  int64_t rows = 0;
};

absl::StatusOr<std::vector<Page>> WalkPages(const Servers& servers,
                                            const std::string& region,
                                            int year) {
  const auto channels = Connect(servers.Query(), 1);
  if (!channels.ok()) return channels.status();
  const auto stub = v1::QueryService::NewStub((*channels)[0]);
  std::vector<Page> pages;
  v1::ListTotalsRequest request;
  request.set_region(region);
  request.set_year(year);
  do {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + kCallLimit));
    v1::ListTotalsResponse response;
    const grpc::Status status = stub->ListTotals(&context, request, &response);
    if (!status.ok()) return server::FromGrpcStatus(status);
    pages.push_back(
        {ToByteBuffer(request.SerializeAsString()), response.children_size()});
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return pages;
}

}  // namespace

absl::StatusOr<Json> GetTotals(const World& world, const Servers& servers,
                               const DriveOptions& drive,
                               const std::string& region) {
  const std::vector<Region>& regions = world.nation().regions();
  const WorldOptions& options = world.options();
  Draws draws(options.seed, kQuestions);
  std::vector<grpc::ByteBuffer> questions;
  for (int i = 0; i < kQuestions; ++i) {
    v1::GetTotalsRequest request;
    const int64_t any = draws.Below(static_cast<int64_t>(regions.size()));
    request.set_region(region.empty() ? regions[static_cast<size_t>(any)].code
                                      : region);
    request.set_year(options.first_year +
                     static_cast<int>(draws.Below(options.last_year -
                                                  options.first_year + 1)));
    questions.push_back(ToByteBuffer(request.SerializeAsString()));
  }
  auto result = Drive(
      "totals", servers.Query(), kGetTotalsMethod, drive,
      [&questions](int64_t i) {
        return questions[static_cast<size_t>(i) % questions.size()];
      },
      [](int64_t, const grpc::ByteBuffer&, LoadResult* into) {
        ++into->items;
      });
  if (!result.ok()) return result.status();
  return ToJson("totals", &*result);
}

absl::StatusOr<Json> ListTotals(const World& world, const Servers& servers,
                                const DriveOptions& drive,
                                const std::string& region) {
  auto pages = WalkPages(servers, region, world.options().last_year);
  if (!pages.ok()) return pages.status();
  const auto page_of = [&](int64_t i) -> const Page& {
    return (*pages)[static_cast<size_t>(i) % pages->size()];
  };
  auto result = Drive(
      "list", servers.Query(), kListTotalsMethod, drive,
      [&](int64_t i) { return page_of(i).request; },
      [&](int64_t i, const grpc::ByteBuffer&, LoadResult* into) {
        into->items += page_of(i).rows;
      });
  if (!result.ok()) return result.status();
  return ToJson("rows", &*result);
}

}  // namespace disclosure::loadgen
