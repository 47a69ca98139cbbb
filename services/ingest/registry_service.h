// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// disclosure.v1.RegistryService over the core.

#ifndef DISCLOSURE_SERVICES_INGEST_REGISTRY_SERVICE_H_
#define DISCLOSURE_SERVICES_INGEST_REGISTRY_SERVICE_H_

#include "disclosure/v1/registry_service.grpc.pb.h"
#include "services/ingest/service_parts.h"
#include "services/ingest/weighed.h"

namespace disclosure::ingest {

class RegistryService : public v1::RegistryService::CallbackService {
 public:
  explicit RegistryService(const ServiceParts& parts);

  grpc::ServerUnaryReactor* ListRegions(
      grpc::CallbackServerContext* context,
      const v1::RegistryServiceListRegionsRequest* request,
      v1::RegistryServiceListRegionsResponse* response) override;

  grpc::ServerUnaryReactor* ListOffices(
      grpc::CallbackServerContext* context,
      const v1::RegistryServiceListOfficesRequest* request,
      v1::RegistryServiceListOfficesResponse* response) override;

 private:
  grpc::ServerUnaryReactor* Apply(grpc::CallbackServerContext* context,
                                  Weighed<v1::ApplyRegistryRequest>* request,
                                  v1::ApplyRegistryResponse* response);

  const ServiceParts parts_;
};

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_REGISTRY_SERVICE_H_
