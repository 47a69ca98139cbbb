// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// What the three services of ingest share. Not for other rooms.

#ifndef DISCLOSURE_SERVICES_INGEST_SERVICE_PARTS_H_
#define DISCLOSURE_SERVICES_INGEST_SERVICE_PARTS_H_

#include <functional>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/error.h"
#include "disclosure/v1/change.pb.h"
#include "form/catalog.h"
#include "grpcpp/server_context.h"
#include "server/call_book.h"
#include "server/identity.h"
#include "server/unary_call.h"
#include "services/ingest/committer.h"
#include "services/ingest/ingest_metrics.h"
#include "services/ingest/report_store.h"
#include "services/ingest/worker_pool.h"

namespace disclosure::ingest {

// Everything outlives the services.
struct ServiceParts {
  server::CallBook& book;
  const form::Catalog& catalog;
  const base::Clock& clock;
  ReportStore& store;
  Committer& committer;
  WorkerPool& workers;
  IngestMetrics& metrics;
};

inline v1::Principal ToMessage(const server::Principal& principal) {
  v1::Principal message;
  message.set_subject(principal.subject);
  message.set_method(principal.method);
  return message;
}

// Counts a refusal that did not come from the committer.
inline absl::Status Count(const ServiceParts& parts, absl::Status status) {
  if (!status.ok()) {
    parts.metrics.OnRefused(base::GetErrorDetails(status).reason);
  }
  return status;
}

// A unary call whose answer is read from the disk by a worker.
template <typename Response>
class ReadCall : public server::UnaryCall {
 public:
  using Read = std::function<absl::StatusOr<Response>()>;

  // `read` holds what it needs of the request; it runs on a worker's thread.
  ReadCall(server::CallBook& book, grpc::CallbackServerContext* context,
           Response* response, WorkerPool& workers, Read read)
      : UnaryCall(book, context),
        response_(response),
        workers_(workers),
        read_(std::move(read)) {}

 private:
  void Begin() override {
    absl::Status added = workers_.Add([call = Self<ReadCall>()] {
      if (call->ended()) return;
      absl::StatusOr<Response> result = call->read_();
      if (!call->Claim()) return;
      if (result.ok()) *call->response_ = *std::move(result);
      call->FinishClaimed(result.status());
    });
    if (!added.ok()) FinishOnce(added);
  }

  Response* const response_;
  WorkerPool& workers_;
  const Read read_;
};

// Begins a ReadCall.
template <typename Response, typename Read>
grpc::ServerUnaryReactor* StartRead(const ServiceParts& parts,
                                    grpc::CallbackServerContext* context,
                                    Response* response, Read read) {
  return server::StartCall<ReadCall<Response>>(parts.book, context, response,
                                               parts.workers, std::move(read));
}

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_SERVICE_PARTS_H_
