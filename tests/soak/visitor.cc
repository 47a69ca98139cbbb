// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/soak/visitor.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/crash/insist.h"

namespace disclosure::testing {
namespace {

using v1::IngestService;
using v1::QueryService;

// Whom it asks may be away; then it asks for something else.
constexpr absl::Duration kAskLimit = absl::Seconds(3);

// Between two questions, so that several visitors are a load and not a flood.
constexpr absl::Duration kVisitPause = absl::Milliseconds(2);

constexpr int64_t kFollowBack = 200;

// What may be: the process is away or full, or what is asked for is not there.
bool MayBe(const absl::Status& status) {
  return status.ok() || IsToBeRepeated(status) || absl::IsNotFound(status) ||
         absl::IsFailedPrecondition(status);
}

// Reads a few messages of a feed and leaves.
template <class Response, class Reader>
absl::Status ReadSome(grpc::ClientContext* context, Reader reader,
                      int64_t messages) {
  Response response;
  bool any = false;
  for (int64_t i = 0; i < messages && reader->Read(&response); ++i) any = true;
  context->TryCancel();
  const absl::Status ended = server::FromGrpcStatus(reader->Finish());
  return any ? absl::OkStatus() : ended;
}

}  // namespace

Visitor::Visitor(Client client, const v1::RegistryRows& world,
                 const std::string& log, uint64_t seed, Journal* journal)
    : client_(std::move(client)),
      world_(world),
      log_(log),
      random_(seed),
      journal_(*journal) {}

void Visitor::Run(const absl::Notification& stop) {
  do {
    const absl::Status status = AskOne();
    ++calls_;
    if (!MayBe(status)) {
      journal_.Find(Journal::Fault::kWrong,
                    absl::StrCat("a visitor was answered ", Describe(status)));
    }
  } while (!stop.WaitForNotificationWithTimeout(kVisitPause));
}

absl::Status Visitor::AskOne() {
  switch (Pick(random_, 11)) {
    case 0:
      return AskMissing();
    case 1:
      return AskReports();
    case 2:
    case 3:
      return AskHistory();
    case 4:
      return AskDocument();
    case 5:
      return FollowLog();
    case 6:
      return FollowTotals();
    default:
      return AskTotals();
  }
}

std::string Visitor::RandomRegion() {
  const auto last = static_cast<int64_t>(world_.regions_size()) - 1;
  return world_.regions(static_cast<int>(Pick(random_, last))).code();
}

int Visitor::RandomYear() {
  return static_cast<int>(kFirstYear + Pick(random_, kLastYear - kFirstYear));
}

v1::LogPosition Visitor::Newest() const {
  v1::LogPosition position;
  position.set_log(log_);
  position.set_sequence(journal_.newest());
  return position;
}

absl::Status Visitor::AskTotals() {
  v1::GetTotalsRequest request;
  request.set_region(RandomRegion());
  request.set_year(RandomYear());
  // One of two waits for what was acknowledged last.
  if (OneIn(random_, 2)) *request.mutable_min_position() = Newest();
  return Call(client_.query(), &QueryService::Stub::GetTotals, request,
              kAskLimit)
      .status();
}

absl::Status Visitor::AskMissing() {
  v1::ListMissingRequest request;
  request.set_region(RandomRegion());
  request.set_year(RandomYear());
  return Call(client_.query(), &QueryService::Stub::ListMissing, request,
              kAskLimit)
      .status();
}

absl::Status Visitor::AskReports() {
  v1::ListReportsRequest request;
  request.set_region(RandomRegion());
  request.set_year(RandomYear());
  request.set_with_figures(OneIn(random_, 2));
  return Call(client_.query(), &QueryService::Stub::ListReports, request,
              kAskLimit)
      .status();
}

absl::Status Visitor::AskHistory() {
  const auto last = static_cast<int64_t>(world_.offices_size()) - 1;
  const v1::OfficeRow& office =
      world_.offices(static_cast<int>(Pick(random_, last)));
  v1::ListRevisionsRequest list;
  list.set_office(office.id());
  list.set_year(RandomYear());
  list.set_scope(v1::SCOPE_OWN);
  auto revisions = Call(client_.ingest(), &IngestService::Stub::ListRevisions,
                        list, kAskLimit);
  if (!revisions.ok() || revisions->revisions().empty()) {
    return revisions.status();
  }
  v1::GetReportRequest get;
  get.set_office(office.id());
  get.set_year(list.year());
  get.set_scope(v1::SCOPE_OWN);
  get.set_revision(static_cast<int32_t>(
      1 + Pick(random_, revisions->revisions(0).revision() - 1)));
  return Call(client_.ingest(), &IngestService::Stub::GetReport, get, kAskLimit)
      .status();
}

absl::Status Visitor::AskDocument() {
  v1::ExportFormRequest request;
  request.set_region(RandomRegion());
  request.set_year(RandomYear());
  request.set_format(static_cast<v1::FormFormat>(
      v1::FORM_FORMAT_DOCX +
      Pick(random_, v1::FORM_FORMAT_JSON - v1::FORM_FORMAT_DOCX)));
  return Call(client_.query(), &QueryService::Stub::ExportForm, request,
              kAskLimit)
      .status();
}

absl::Status Visitor::FollowLog() {
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  context.set_deadline(absl::ToChronoTime(absl::Now() + kAskLimit));
  v1::FollowRequest request;
  request.set_log(log_);
  request.set_from_sequence(
      std::max<int64_t>(1, journal_.newest() - Pick(random_, kFollowBack)));
  return ReadSome<v1::FollowResponse>(
      &context, client_.feed().Follow(&context, request), Pick(random_, 5));
}

absl::Status Visitor::FollowTotals() {
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  context.set_deadline(absl::ToChronoTime(absl::Now() + kAskLimit));
  return ReadSome<v1::RollupServiceFollowResponse>(
      &context,
      client_.rollup().Follow(&context, v1::RollupServiceFollowRequest()),
      Pick(random_, 5));
}

}  // namespace disclosure::testing
