// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// What the three services of ingest share. Not for other rooms.

#ifndef DISCLOSURE_SERVICES_INGEST_SERVICE_PARTS_H_
#define DISCLOSURE_SERVICES_INGEST_SERVICE_PARTS_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "base/error.h"
#include "disclosure/v1/change.pb.h"
#include "form/catalog.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/server_context.h"
#include "server/call_book.h"
#include "server/identity.h"
#include "server/message_memory.h"
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

// The number of a method, by which gRPC's service knows it.
inline int MethodIndex(const google::protobuf::ServiceDescriptor* service,
                       const char* name) {
  return service->FindMethodByName(name)->index();
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
           size_t request_bytes, Response* response, WorkerPool& workers,
           Read read)
      : UnaryCall(book, context),
        request_bytes_(request_bytes),
        response_(response),
        workers_(workers),
        read_(std::move(read)) {}

 private:
  void Begin() override {
    absl::Status added = Hold(request_bytes_);
    if (added.ok()) {
      added = workers_.Add([call = Self<ReadCall>()] { call->Answer(); });
    }
    if (!added.ok()) FinishOnce(added);
  }

  void Answer() {
    if (ended()) return;
    absl::StatusOr<Response> result = read_();
    if (!Claim()) return;
    if (!result.ok()) return FinishClaimed(result.status());
    absl::Status held = Hold(server::MemoryOfAnswer(*result));
    if (held.ok()) *response_ = *std::move(result);
    FinishClaimed(held);
  }

  const size_t request_bytes_;
  Response* const response_;
  WorkerPool& workers_;
  const Read read_;
};

// Begins a ReadCall. `read` holds a copy of the request, which takes
// `request_bytes`.
template <typename Response, typename Read>
grpc::ServerUnaryReactor* StartRead(const ServiceParts& parts,
                                    grpc::CallbackServerContext* context,
                                    size_t request_bytes, Response* response,
                                    Read read) {
  return server::StartCall<ReadCall<Response>>(parts.book, context,
                                               request_bytes, response,
                                               parts.workers, std::move(read));
}

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_SERVICE_PARTS_H_
