// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The commands that change what a server holds: registry, submit, amend.

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/loadgen/commands.h"
#include "bench/loadgen/drive.h"
#include "bench/loadgen/progress.h"
#include "bench/loadgen/submissions.h"
#include "bench/loadgen/wire_writer.h"
#include "disclosure/v1/ingest_service.pb.h"
#include "disclosure/v1/query_service.grpc.pb.h"
#include "disclosure/v1/registry_service.grpc.pb.h"
#include "google/protobuf/arena.h"
#include "server/status.h"

namespace disclosure::loadgen {
namespace {

// A request may have 4 MB; the rest is for what stands around the rows.
constexpr size_t kRowsBytesMax = 3'900'000;
constexpr absl::Duration kApplyLimit = absl::Minutes(5);

// Waits until what query answers holds everything up to the position; the
// seconds from now until then.
absl::StatusOr<double> WaitUntilVisible(const World& world,
                                        const Servers& servers,
                                        const v1::LogPosition& position) {
  const int64_t begin = NowNanos();
  const auto channels = Connect(servers.Query(), 1);
  if (!channels.ok()) return channels.status();
  const auto stub = v1::QueryService::NewStub((*channels)[0]);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kCallLimit));
  v1::GetTotalsRequest request;
  request.set_region(world.nation().regions()[0].code);
  request.set_year(world.options().last_year);
  *request.mutable_min_position() = position;
  v1::GetTotalsResponse response;
  const grpc::Status status = stub->GetTotals(&context, request, &response);
  if (!status.ok()) return server::FromGrpcStatus(status);
  return static_cast<double>(NowNanos() - begin) / 1e9;
}

absl::StatusOr<Json> Submit(const std::string& what, const World& world,
                            const Servers& servers, const DriveOptions& drive,
                            int64_t count, const NameOf& name) {
  DriveOptions all = drive;
  const int64_t batch = drive.stream ? drive.batch : 1;
  all.load.count = (count + batch - 1) / batch;
  all.load.items_per_request = batch;
  all.load.items = count;
  if (drive.stream)
    all.load.rate = drive.load.rate / static_cast<double>(batch);
  const auto make = [&](int64_t message) {
    return MakeSubmissions(world, message * batch,
                           std::min(count, (message + 1) * batch), name);
  };
  auto result = Drive(what, servers.Ingest(),
                      drive.stream ? kSubmitReportsMethod : kSubmitReportMethod,
                      all, make, drive.stream ? ReadReceipts : ReadReceipt);
  if (!result.ok()) return result.status();
  std::optional<double> visible;
  if (drive.until_visible && !result->position.log().empty()) {
    const auto waited = WaitUntilVisible(world, servers, result->position);
    if (!waited.ok()) return waited.status();
    visible = result->seconds + *waited;
  }
  Json json = ToJson("reports", &*result);
  if (visible) json["visible_seconds"] = *visible;
  json["ok"] = result->errors.empty() && result->items == count;
  return json;
}

}  // namespace

grpc::ByteBuffer MakeSubmissions(const World& world, int64_t first, int64_t end,
                                 const NameOf& name) {
  // The same bytes for both methods.
  static_assert(int{v1::SubmitReportRequest::kSubmissionFieldNumber} ==
                int{v1::SubmitReportsRequest::kSubmissionsFieldNumber});
  WireWriter message;
  for (int64_t i = first; i < end; ++i) {
    message.Bytes(v1::SubmitReportRequest::kSubmissionFieldNumber,
                  world.maker().Submission(name(i)));
  }
  return ToByteBuffer(message.bytes());
}

void ReadReceipt(int64_t, const grpc::ByteBuffer& answer, LoadResult* result) {
  v1::SubmitReportResponse response;
  if (!response.ParseFromString(ToString(answer))) {
    return result->AddError("ANSWER_DAMAGED", "no SubmitReportResponse");
  }
  ++result->items;
  result->AddPosition(response.receipt().position());
}

void ReadReceipts(int64_t, const grpc::ByteBuffer& answer, LoadResult* result) {
  google::protobuf::Arena arena;
  auto& response =
      *google::protobuf::Arena::CreateMessage<v1::SubmitReportsResponse>(
          &arena);
  if (!response.ParseFromString(ToString(answer))) {
    return result->AddError("ANSWER_DAMAGED", "no SubmitReportsResponse");
  }
  for (const v1::SubmitResult& one : response.results()) {
    if (one.has_receipt()) {
      ++result->items;
      result->AddPosition(one.receipt().position());
    } else {
      result->AddError(
          server::ToGrpcStatus(server::FromStatusMessage(one.status())));
    }
  }
}

absl::StatusOr<Json> ApplyRegistry(const World& world, const Servers& servers) {
  const auto channels = Connect(servers.Ingest(), 1);
  if (!channels.ok()) return channels.status();
  const auto stub = v1::RegistryService::NewStub((*channels)[0]);
  const std::vector<v1::RegistryRows> pieces =
      world.nation().Rows(kRowsBytesMax);
  Progress progress("registry", static_cast<int64_t>(pieces.size()));
  const int64_t begin = NowNanos();
  v1::ApplyRegistryResponse response;
  for (const v1::RegistryRows& rows : pieces) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + kApplyLimit));
    v1::ApplyRegistryRequest request;
    *request.mutable_rows() = rows;
    const grpc::Status status =
        stub->ApplyRegistry(&context, request, &response);
    if (!status.ok()) return server::FromGrpcStatus(status);
    progress.Add(1);
  }
  std::set<int> lines;
  for (const Office& office : world.nation().offices()) {
    lines.insert(office.line);
  }
  return Json{{"ok", true},
              {"regions", world.nation().regions().size()},
              {"offices", world.nation().offices().size()},
              {"lines", lines.size()},
              {"pieces", pieces.size()},
              {"seconds", static_cast<double>(NowNanos() - begin) / 1e9},
              {"position", absl::StrCat(response.position().log(), ":",
                                        response.position().sequence())}};
}

absl::StatusOr<Json> SubmitReports(const World& world, const Servers& servers,
                                   const DriveOptions& drive, int64_t first,
                                   int64_t reports) {
  if (first < 0 || reports < 1 || first + reports > world.order().size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "there are ", world.order().size(), " reports, numbered from 0"));
  }
  return Submit("submit", world, servers, drive, reports,
                [&](int64_t i) { return world.order().Report(first + i); });
}

absl::StatusOr<Json> SubmitAmendments(const World& world,
                                      const Servers& servers,
                                      const DriveOptions& drive,
                                      int64_t reports, int64_t first,
                                      int64_t count) {
  if (first < 0 || count < 1 || reports < 1 || reports > world.order().size()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "amendments are of the first 1 to ", world.order().size(), " reports"));
  }
  const Scatter scatter(reports);
  return Submit("amend", world, servers, drive, count, [&](int64_t i) {
    return world.order().Amendment(first + i, scatter);
  });
}

}  // namespace disclosure::loadgen
