// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// disclosure.v1.IngestService over the core: takes requests apart, hands them
// to the committer or to a worker, and puts answers together. The committer
// itself finishes the calls that it decides.

#ifndef DISCLOSURE_SERVICES_INGEST_INGEST_SERVICE_H_
#define DISCLOSURE_SERVICES_INGEST_INGEST_SERVICE_H_

#include "disclosure/v1/ingest_service.grpc.pb.h"
#include "services/ingest/service_parts.h"

namespace disclosure::ingest {

class IngestService : public v1::IngestService::CallbackService {
 public:
  explicit IngestService(const ServiceParts& parts);

  grpc::ServerUnaryReactor* GetReport(grpc::CallbackServerContext* context,
                                      const v1::GetReportRequest* request,
                                      v1::GetReportResponse* response) override;

  grpc::ServerUnaryReactor* ListRevisions(
      grpc::CallbackServerContext* context,
      const v1::ListRevisionsRequest* request,
      v1::ListRevisionsResponse* response) override;

  grpc::ServerUnaryReactor* WithdrawReport(
      grpc::CallbackServerContext* context,
      const v1::WithdrawReportRequest* request,
      v1::WithdrawReportResponse* response) override;

 private:
  const ServiceParts parts_;
};

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_INGEST_SERVICE_H_
