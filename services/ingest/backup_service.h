// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// disclosure.v1.BackupService over the core.

#ifndef DISCLOSURE_SERVICES_INGEST_BACKUP_SERVICE_H_
#define DISCLOSURE_SERVICES_INGEST_BACKUP_SERVICE_H_

#include "disclosure/v1/backup_service.grpc.pb.h"
#include "server/feed_stream.h"
#include "services/ingest/backup_runner.h"
#include "services/ingest/service_parts.h"

namespace disclosure::ingest {

class BackupService : public v1::BackupService::CallbackService {
 public:
  // `pump` and `runner` outlive the gRPC server.
  BackupService(const ServiceParts& parts, server::FeedPump& pump,
                BackupRunner& runner)
      : parts_(parts), pump_(pump), runner_(runner) {}

  grpc::ServerWriteReactor<v1::CreateBackupResponse>* CreateBackup(
      grpc::CallbackServerContext* context,
      const v1::CreateBackupRequest* request) override;

  grpc::ServerUnaryReactor* ListBackups(
      grpc::CallbackServerContext* context,
      const v1::ListBackupsRequest* request,
      v1::ListBackupsResponse* response) override;

 private:
  const ServiceParts parts_;
  server::FeedPump& pump_;
  BackupRunner& runner_;
};

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_BACKUP_SERVICE_H_
