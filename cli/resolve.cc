// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "cli/resolve.h"

#include "absl/time/time.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "disclosure/v1/query_service.grpc.pb.h"
#include "grpcpp/client_context.h"

namespace disclosure::cli {
namespace {

// Candidates that a message lists.
constexpr int kCandidatesMax = 10;

std::string NameOf(const v1::RegionEntry& region) {
  return region.region().name() + " " + region.region().code();
}

std::string NameOf(const v1::OfficeEntry& office) {
  return office.name() + " " + office.id();
}

std::string PlaceOf(const v1::RegionEntry& region) {
  return PrintPath(region.region());
}

std::string PlaceOf(const v1::OfficeEntry& office) {
  std::string path = PrintPath(office.region());
  if (!path.empty()) path += " ";
  return path + office.region().name();
}

// The one entry that fits exactly, or an error that offers what there is.
template <typename Entries>
absl::StatusOr<typename Entries::value_type> TheOne(const Entries& entries,
                                                    int exact,
                                                    std::string_view text,
                                                    std::string_view kind_zh,
                                                    std::string_view kind_en) {
  if (exact == 1) return entries.Get(0);
  const std::string quoted(text);
  std::string en, zh, reason;
  if (exact > 1) {
    reason = "NAME_AMBIGUOUS";
    en = "“" + quoted + "” names " + std::to_string(exact) + " " +
         std::string(kind_en) + "; give the code:";
    zh = "“" + quoted + "” 对应 " + std::to_string(exact) + " 个" +
         std::string(kind_zh) + "，请改用编号：";
  } else {
    reason = "NAME_UNKNOWN";
    en = "No " + std::string(kind_en) + " fits “" + quoted + "”";
    zh = "没有名称或编号为 “" + quoted + "” 的" + std::string(kind_zh);
    en += entries.empty() ? "." : ". Near names:";
    zh += entries.empty() ? "。" : "。名称相近：";
  }
  const int shown = exact > 1 ? exact : entries.size();
  for (int i = 0; i < shown && i < kCandidatesMax; ++i) {
    const std::string line =
        "\n  " + NameOf(entries.Get(i)) + "  " + PlaceOf(entries.Get(i));
    en += line;
    zh += line;
  }
  return base::MakeError(exact > 1 ? absl::StatusCode::kInvalidArgument
                                   : absl::StatusCode::kNotFound,
                         reason, en, zh);
}

}  // namespace

absl::StatusOr<v1::RegionEntry> ResolveRegion(Session& session,
                                              std::string_view text, int year) {
  const auto stub = v1::QueryService::NewStub(session.query());
  v1::SearchRegionsRequest request;
  request.set_text(std::string(text));
  request.set_year(year);
  v1::SearchRegionsResponse response;
  const absl::Status status = session.Call([&](grpc::ClientContext* context) {
    return stub->SearchRegions(context, request, &response);
  });
  if (!status.ok()) return status;
  return TheOne(response.regions(), response.exact(), text, "地区", "regions");
}

absl::StatusOr<v1::OfficeEntry> ResolveOffice(Session& session,
                                              std::string_view text, int year) {
  const auto stub = v1::QueryService::NewStub(session.query());
  v1::QueryServiceListOfficesRequest request;
  request.set_text(std::string(text));
  request.set_year(year);
  v1::QueryServiceListOfficesResponse response;
  const absl::Status status = session.Call([&](grpc::ClientContext* context) {
    return stub->ListOffices(context, request, &response);
  });
  if (!status.ok()) return status;
  return TheOne(response.offices(), response.exact(), text, "填报单位",
                "offices");
}

absl::StatusOr<v1::LogPosition> ResolvePosition(Session& session,
                                                std::string_view text) {
  if (text.empty()) return v1::LogPosition();
  const size_t colon = text.rfind(':');
  const std::string_view digits =
      colon == text.npos ? text : text.substr(colon + 1);
  const std::string_view name =
      colon == text.npos ? std::string_view() : text.substr(0, colon);
  const auto sequence = base::ParseInt64(digits);
  const auto stub = v1::QueryService::NewStub(session.query());
  v1::QueryServiceGetStatusResponse response;
  const absl::Status status = session.Call([&](grpc::ClientContext* context) {
    return stub->GetStatus(context, {}, &response);
  });
  if (!status.ok()) return status;
  for (const v1::LogInfo& log : response.logs()) {
    if (!sequence || *sequence < 0) break;
    if (!name.empty() && name != log.name() && name != log.id()) continue;
    v1::LogPosition position;
    position.set_log(log.id());
    position.set_sequence(*sequence);
    return position;
  }
  const std::string known =
      response.logs_size() > 0 ? response.logs(0).name() : "main";
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "POSITION_INVALID",
      "“" + std::string(text) + "” is not a position here; expected " + known +
          ":NUMBER, as a receipt prints it.",
      "“" + std::string(text) + "” 不是本系统的数据序号，应为回执上的 " +
          known + ":数字。");
}

std::string PrintPosition(const v1::LogPosition& position,
                          const v1::LogInfo& log) {
  const bool known = log.id() == position.log() && !log.name().empty();
  return (known ? log.name() : position.log()) + ":" +
         std::to_string(position.sequence());
}

std::string PrintPositions(
    Session& session,
    const google::protobuf::RepeatedPtrField<v1::LogPosition>& positions) {
  const auto stub = v1::QueryService::NewStub(session.query());
  v1::QueryServiceGetStatusResponse response;
  // Without the answer the log is printed by its id.
  const absl::Status status = session.Call([&](grpc::ClientContext* context) {
    return stub->GetStatus(context, {}, &response);
  });
  std::string text;
  for (const v1::LogPosition& position : positions) {
    v1::LogInfo info;
    for (const v1::LogInfo& log : response.logs()) {
      if (status.ok() && log.id() == position.log()) info = log;
    }
    if (!text.empty()) text += " ";
    text += PrintPosition(position, info);
  }
  return text;
}

std::string PrintTime(const google::protobuf::Timestamp& time) {
  return base::FormatShanghai(absl::FromUnixSeconds(time.seconds()) +
                              absl::Nanoseconds(time.nanos()));
}

std::string PrintPath(const v1::RegionRef& region) {
  std::string text;
  for (const std::string& name : region.path()) {
    if (!text.empty()) text += " ";
    text += name;
  }
  return text;
}

std::string PrintRegion(const Session& session, const v1::RegionRef& region) {
  const std::string path = PrintPath(region);
  const std::string zh = region.name() + "（" + region.code() +
                         (path.empty() ? "" : "，" + path) + "）";
  const std::string en = region.name() + " (" + region.code() +
                         (path.empty() ? "" : ", " + path) + ")";
  return session.Say(zh, en);
}

std::string PrintScope(const Session& session, bool area) {
  return area ? session.Say("本地区", "whole area")
              : session.Say("本机关", "own figures");
}

}  // namespace disclosure::cli
