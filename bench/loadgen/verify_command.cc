// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The command `verify`: every total of every region and year that a server
// gives, against sums of our own.

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/text.h"
#include "bench/loadgen/commands.h"
#include "bench/loadgen/drive.h"
#include "bench/loadgen/expected_totals.h"
#include "bench/loadgen/progress.h"
#include "disclosure/v1/query_service.grpc.pb.h"
#include "server/status.h"

namespace disclosure::loadgen {
namespace {

// Regions whose differences are told.
constexpr size_t kRegionsToldMax = 20;
constexpr int kPageSize = 500;

class Verifier {
 public:
  Verifier(const World& world, const std::shared_ptr<grpc::Channel>& channel,
           std::optional<v1::LogPosition> position, Progress* progress)
      : world_(world),
        stub_(v1::QueryService::NewStub(channel)),
        position_(std::move(position)),
        progress_(progress) {
    for (size_t i = 0; i < world.nation().regions().size(); ++i) {
      places_[world.nation().regions()[i].code] = i;
    }
  }

  // All regions of a year: the root by itself, all others as children.
  absl::Status VerifyYear(int year, const ExpectedTotals& expected) {
    const std::vector<Region>& regions = world_.nation().regions();
    for (size_t i = 0; i < regions.size(); ++i) {
      if (regions[i].children == 0 && i > 0) continue;
      absl::Status status = VerifyChildren(year, i, expected);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  int64_t compared() const { return compared_; }
  const std::vector<std::string>& differences() const { return differences_; }
  int64_t different() const { return different_; }

 private:
  absl::Status VerifyChildren(int year, size_t region,
                              const ExpectedTotals& expected) {
    const Region& parent = world_.nation().regions()[region];
    v1::ListTotalsRequest request;
    request.set_region(parent.code);
    request.set_year(year);
    request.set_page_size(kPageSize);
    if (position_) *request.mutable_min_position() = *position_;
    int children = 0;
    do {
      grpc::ClientContext context;
      context.set_deadline(absl::ToChronoTime(absl::Now() + kCallLimit));
      v1::ListTotalsResponse response;
      const grpc::Status status =
          stub_->ListTotals(&context, request, &response);
      if (!status.ok()) return server::FromGrpcStatus(status);
      if (region == 0) Compare(year, response.total(), expected);
      for (const v1::Totals& child : response.children()) {
        Compare(year, child, expected);
        ++children;
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    if (children != parent.children) {
      Note(absl::StrCat(parent.code, " ", year, ": expected ", parent.children,
                        " children, found ", children));
    }
    return absl::OkStatus();
  }

  void Compare(int year, const v1::Totals& totals,
               const ExpectedTotals& expected) {
    const std::string& code = totals.region().code();
    progress_->Add(1);
    ++compared_;
    const auto place = places_.find(code);
    if (place == places_.end()) {
      return Note(absl::StrCat(code, ": a region that is not ours"));
    }
    const std::string text = expected.Differences(place->second, totals);
    if (!text.empty()) Note(absl::StrCat(code, " ", year, ": ", text));
  }

  void Note(const std::string& difference) {
    ++different_;
    if (differences_.size() < kRegionsToldMax) {
      differences_.push_back(difference);
    }
  }

  const World& world_;
  const std::unique_ptr<v1::QueryService::Stub> stub_;
  const std::optional<v1::LogPosition> position_;
  Progress* const progress_;
  std::unordered_map<std::string, size_t> places_;
  int64_t compared_ = 0;
  int64_t different_ = 0;
  std::vector<std::string> differences_;
};

absl::StatusOr<std::optional<v1::LogPosition>> ParsePosition(
    const std::string& text) {
  if (text.empty()) return std::nullopt;
  const size_t colon = text.rfind(':');
  const auto sequence = base::ParseInt64(
      colon == std::string::npos ? ""
                                 : std::string_view(text).substr(colon + 1));
  if (!sequence) {
    return absl::InvalidArgumentError("a position is LOG:SEQUENCE");
  }
  v1::LogPosition position;
  position.set_log(text.substr(0, colon));
  position.set_sequence(*sequence);
  return position;
}

}  // namespace

absl::StatusOr<Json> VerifyTotals(const World& world, const Servers& servers,
                                  const HeldReports& held,
                                  const std::string& position) {
  if (held.reports < 0 || held.reports > world.order().size() ||
      held.amendments < 0 || held.amended > held.reports) {
    return absl::InvalidArgumentError(absl::StrCat("a server holds 0 to ",
                                                   world.order().size(),
                                                   " reports of this world"));
  }
  const auto min_position = ParsePosition(position);
  if (!min_position.ok()) return min_position.status();
  const auto channels = Connect(servers.Query(), 1);
  if (!channels.ok()) return channels.status();
  const WorldOptions& options = world.options();
  const int64_t years = options.last_year - options.first_year + 1;
  Progress progress(
      "verify", years * static_cast<int64_t>(world.nation().regions().size()));
  Verifier verifier(world, (*channels)[0], *min_position, &progress);
  const int64_t begin = NowNanos();
  for (int year = options.first_year; year <= options.last_year; ++year) {
    const ExpectedTotals expected(world, held, year);
    const absl::Status status = verifier.VerifyYear(year, expected);
    if (!status.ok()) return status;
  }
  return Json{{"ok", verifier.different() == 0},
              {"totals_compared", verifier.compared()},
              {"different", verifier.different()},
              {"differences", verifier.differences()},
              {"seconds", static_cast<double>(NowNanos() - begin) / 1e9}};
}

}  // namespace disclosure::loadgen
