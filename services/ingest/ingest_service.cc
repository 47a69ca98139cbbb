// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/ingest_service.h"

#include <memory>
#include <utility>
#include <vector>

#include "services/ingest/prepare.h"
#include "services/ingest/reads.h"
#include "services/ingest/submit_stream.h"
#include "services/ingest/weighed.h"

namespace disclosure::ingest {
namespace {

class SubmitCall : public server::UnaryCall {
 public:
  SubmitCall(server::CallBook& book, grpc::CallbackServerContext* context,
             const ServiceParts& parts,
             Weighed<ReceivedSubmitReportRequest>* request,
             v1::SubmitReportResponse* response)
      : UnaryCall(book, context),
        parts_(parts),
        request_(request),
        response_(response) {}

 private:
  void Begin() override {
    absl::Status readable = request_->read;
    if (readable.ok()) readable = Hold(request_->bytes);
    if (!readable.ok()) return End(Count(parts_, readable), {});
    LogState state = parts_.committer.state();
    v1::Principal by = ToMessage(principal());
    Prepared prepared =
        PrepareSubmission({.catalog = parts_.catalog,
                           .registry = *state.registry,
                           .now = parts_.clock.Now(),
                           .principal = by},
                          std::move(*request_->message.mutable_submission()));
    findings_ = std::move(prepared.findings);
    if (!prepared.mutation) return End(Count(parts_, prepared.status), {});
    std::vector<Mutation> batch;
    batch.push_back(*std::move(prepared.mutation));
    absl::Status queued = parts_.committer.Submit(
        std::move(batch), Committer::WhenFull::kRefuse,
        [call = Self<SubmitCall>()](std::vector<Answer> answers) {
          const absl::Status status = answers[0].status;
          call->End(status, std::move(answers[0]));
        },
        client());
    if (!queued.ok()) End(queued, {});
  }

  void End(const absl::Status& status, Answer answer) {
    if (!Claim()) return;
    if (status.ok()) {
      if (answer.receipt.revision() != 0) {
        *response_->mutable_receipt() = std::move(answer.receipt);
      }
      for (v1::Finding& finding : findings_) {
        *response_->add_findings() = std::move(finding);
      }
    }
    FinishClaimed(status);
  }

  const ServiceParts& parts_;
  // Taken apart by Begin().
  Weighed<ReceivedSubmitReportRequest>* const request_;
  v1::SubmitReportResponse* const response_;
  std::vector<v1::Finding> findings_;
};

class WithdrawCall : public server::UnaryCall {
 public:
  WithdrawCall(server::CallBook& book, grpc::CallbackServerContext* context,
               const ServiceParts& parts,
               const v1::WithdrawReportRequest* request,
               v1::WithdrawReportResponse* response)
      : UnaryCall(book, context),
        parts_(parts),
        request_(request),
        response_(response) {}

 private:
  void Begin() override {
    LogState state = parts_.committer.state();
    v1::Principal by = ToMessage(principal());
    absl::StatusOr<Mutation> mutation =
        PrepareWithdrawal({.catalog = parts_.catalog,
                           .registry = *state.registry,
                           .now = parts_.clock.Now(),
                           .principal = by},
                          *request_);
    if (!mutation.ok()) {
      FinishOnce(Count(parts_, mutation.status()));
      return;
    }
    std::vector<Mutation> batch;
    batch.push_back(*std::move(mutation));
    absl::Status queued = parts_.committer.Submit(
        std::move(batch), Committer::WhenFull::kRefuse,
        [call = Self<WithdrawCall>()](std::vector<Answer> answers) {
          if (!call->Claim()) return;
          Answer& answer = answers[0];
          if (answer.status.ok() && answer.receipt.revision() != 0) {
            *call->response_->mutable_receipt() = std::move(answer.receipt);
          }
          call->FinishClaimed(answer.status);
        },
        client());
    if (!queued.ok()) FinishOnce(queued);
  }

  const ServiceParts& parts_;
  const v1::WithdrawReportRequest* const request_;
  v1::WithdrawReportResponse* const response_;
};

}  // namespace

// The handlers of generated code for these methods, with other request types:
// the same bytes, parsed as received.proto says.
IngestService::IngestService(const ServiceParts& parts) : parts_(parts) {
  const auto* file = v1::SubmitReportRequest::descriptor()->file();
  const auto* service = file->FindServiceByName("IngestService");
  MarkMethodCallback(
      MethodIndex(service, "SubmitReport"),
      new grpc::internal::CallbackUnaryHandler<
          Weighed<ReceivedSubmitReportRequest>, v1::SubmitReportResponse>(
          [this](grpc::CallbackServerContext* context,
                 const Weighed<ReceivedSubmitReportRequest>* request,
                 v1::SubmitReportResponse* response) {
            // gRPC parsed it for this call alone, keeps it until the call is
            // over, and does not look at it again.
            auto* own =
                const_cast<Weighed<ReceivedSubmitReportRequest>*>(request);
            return server::StartCall<SubmitCall>(parts_.book, context, parts_,
                                                 own, response);
          }));
  MarkMethodCallback(
      MethodIndex(service, "SubmitReports"),
      new grpc::internal::CallbackBidiHandler<
          Weighed<ReceivedSubmitReportsRequest>, v1::SubmitReportsResponse>(
          [this](grpc::CallbackServerContext* context) {
            return server::StartBatch<SubmitStream>(parts_.book, context,
                                                    parts_);
          }));
}

grpc::ServerUnaryReactor* IngestService::GetReport(
    grpc::CallbackServerContext* context, const v1::GetReportRequest* request,
    v1::GetReportResponse* response) {
  return StartRead(parts_, context, server::MemoryOf(*request), response,
                   [this, request = *request] {
                     return ReadReport(parts_.store,
                                       parts_.committer.state().log, request);
                   });
}

grpc::ServerUnaryReactor* IngestService::ListRevisions(
    grpc::CallbackServerContext* context,
    const v1::ListRevisionsRequest* request,
    v1::ListRevisionsResponse* response) {
  return StartRead(parts_, context, server::MemoryOf(*request), response,
                   [this, request = *request] {
                     return ReadRevisions(
                         parts_.store, parts_.committer.state().log, request);
                   });
}

grpc::ServerUnaryReactor* IngestService::WithdrawReport(
    grpc::CallbackServerContext* context,
    const v1::WithdrawReportRequest* request,
    v1::WithdrawReportResponse* response) {
  return server::StartCall<WithdrawCall>(parts_.book, context, parts_, request,
                                         response);
}

}  // namespace disclosure::ingest
