// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/registry_service.h"

#include <utility>
#include <vector>

#include "services/ingest/prepare.h"
#include "services/ingest/reads.h"

namespace disclosure::ingest {
namespace {

// An update: converting and hashing 4 MB of rows is a worker's business, the
// decision the committer's.
class ApplyCall : public server::UnaryCall {
 public:
  ApplyCall(server::CallBook& book, grpc::CallbackServerContext* context,
            const ServiceParts& parts,
            Weighed<v1::ApplyRegistryRequest>* request,
            v1::ApplyRegistryResponse* response)
      : UnaryCall(book, context),
        parts_(parts),
        request_(std::move(*request)),
        response_(response) {}

 private:
  void Begin() override {
    absl::Status added = request_.read;
    if (added.ok()) added = Hold(request_.bytes);
    if (added.ok()) {
      added =
          parts_.workers.Add([call = Self<ApplyCall>()] { call->Prepare(); });
    }
    if (!added.ok()) FinishOnce(Count(parts_, added));
  }

  void Prepare() {
    if (ended()) return;
    LogState state = parts_.committer.state();
    v1::Principal by = ToMessage(principal());
    absl::StatusOr<Mutation> mutation =
        PrepareRegistryUpdate({.catalog = parts_.catalog,
                               .registry = *state.registry,
                               .now = parts_.clock.Now(),
                               .principal = by},
                              std::move(request_.message));
    if (!mutation.ok()) {
      FinishOnce(Count(parts_, mutation.status()));
      return;
    }
    if (ended()) return;  // Nobody waits for it, and nothing was begun.
    std::vector<Mutation> batch;
    batch.push_back(*std::move(mutation));
    absl::Status queued = parts_.committer.Submit(
        std::move(batch), Committer::WhenFull::kRefuse,
        [call = Self<ApplyCall>()](std::vector<Answer> answers) {
          if (!call->Claim()) return;
          if (answers[0].status.ok()) {
            *call->response_ = std::move(answers[0].registry);
          }
          call->FinishClaimed(answers[0].status);
        },
        client());
    if (!queued.ok()) FinishOnce(queued);
  }

  const ServiceParts& parts_;
  Weighed<v1::ApplyRegistryRequest> request_;
  v1::ApplyRegistryResponse* const response_;
};

}  // namespace

// The handler of generated code for this method, with a request that is weighed
// before it is parsed.
RegistryService::RegistryService(const ServiceParts& parts) : parts_(parts) {
  const auto* file = v1::ApplyRegistryRequest::descriptor()->file();
  MarkMethodCallback(
      MethodIndex(file->FindServiceByName("RegistryService"), "ApplyRegistry"),
      new grpc::internal::CallbackUnaryHandler<
          Weighed<v1::ApplyRegistryRequest>, v1::ApplyRegistryResponse>(
          [this](grpc::CallbackServerContext* context,
                 const Weighed<v1::ApplyRegistryRequest>* request,
                 v1::ApplyRegistryResponse* response) {
            // Parsed for this call alone: it may be taken apart.
            return Apply(
                context,
                const_cast<Weighed<v1::ApplyRegistryRequest>*>(request),
                response);
          }));
}

grpc::ServerUnaryReactor* RegistryService::Apply(
    grpc::CallbackServerContext* context,
    Weighed<v1::ApplyRegistryRequest>* request,
    v1::ApplyRegistryResponse* response) {
  if (!request->read.ok() || !request->message.validate_only()) {
    return server::StartCall<ApplyCall>(parts_.book, context, parts_, request,
                                        response);
  }
  return StartRead(parts_, context, request->bytes, response,
                   [this, request = std::move(request->message)] {
                     return ValidateRegistry(parts_.store,
                                             parts_.committer.state(), request);
                   });
}

grpc::ServerUnaryReactor* RegistryService::ListRegions(
    grpc::CallbackServerContext* context,
    const v1::RegistryServiceListRegionsRequest* request,
    v1::RegistryServiceListRegionsResponse* response) {
  return StartRead(parts_, context, server::MemoryOf(*request), response,
                   [this, request = *request] {
                     LogState state = parts_.committer.state();
                     return ReadRegions(*state.registry,
                                        state.registry_record.revision(),
                                        request);
                   });
}

grpc::ServerUnaryReactor* RegistryService::ListOffices(
    grpc::CallbackServerContext* context,
    const v1::RegistryServiceListOfficesRequest* request,
    v1::RegistryServiceListOfficesResponse* response) {
  return StartRead(parts_, context, server::MemoryOf(*request), response,
                   [this, request = *request] {
                     LogState state = parts_.committer.state();
                     return ReadOffices(*state.registry,
                                        state.registry_record.revision(),
                                        request);
                   });
}

}  // namespace disclosure::ingest
