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
            const ServiceParts& parts, const v1::ApplyRegistryRequest* request,
            v1::ApplyRegistryResponse* response)
      : UnaryCall(book, context),
        parts_(parts),
        request_(*request),
        response_(response) {}

 private:
  void Begin() override {
    absl::Status added =
        parts_.workers.Add([call = Self<ApplyCall>()] { call->Prepare(); });
    if (!added.ok()) FinishOnce(added);
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
                              std::move(request_));
    if (!mutation.ok()) {
      FinishOnce(Count(parts_, mutation.status()));
      return;
    }
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
        });
    if (!queued.ok()) FinishOnce(queued);
  }

  const ServiceParts& parts_;
  v1::ApplyRegistryRequest request_;
  v1::ApplyRegistryResponse* const response_;
};

}  // namespace

grpc::ServerUnaryReactor* RegistryService::ApplyRegistry(
    grpc::CallbackServerContext* context,
    const v1::ApplyRegistryRequest* request,
    v1::ApplyRegistryResponse* response) {
  if (!request->validate_only()) {
    return server::StartCall<ApplyCall>(parts_.book, context, parts_, request,
                                        response);
  }
  return StartRead(parts_, context, response, [this, request = *request] {
    return ValidateRegistry(parts_.store, parts_.committer.state(), request);
  });
}

grpc::ServerUnaryReactor* RegistryService::ListRegions(
    grpc::CallbackServerContext* context,
    const v1::RegistryServiceListRegionsRequest* request,
    v1::RegistryServiceListRegionsResponse* response) {
  return StartRead(parts_, context, response, [this, request = *request] {
    LogState state = parts_.committer.state();
    return ReadRegions(*state.registry, state.registry_record.revision(),
                       request);
  });
}

grpc::ServerUnaryReactor* RegistryService::ListOffices(
    grpc::CallbackServerContext* context,
    const v1::RegistryServiceListOfficesRequest* request,
    v1::RegistryServiceListOfficesResponse* response) {
  return StartRead(parts_, context, response, [this, request = *request] {
    LogState state = parts_.committer.state();
    return ReadOffices(*state.registry, state.registry_record.revision(),
                       request);
  });
}

}  // namespace disclosure::ingest
