// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// The stream of SubmitReports: each message is checked on the thread that read
// it, committed as one batch, and answered by one message. While a batch waits
// for its commit the next one is read and checked, and no more: so a client is
// slowed to the disk's pace and a stream holds two messages.

#ifndef DISCLOSURE_SERVICES_INGEST_SUBMIT_STREAM_H_
#define DISCLOSURE_SERVICES_INGEST_SUBMIT_STREAM_H_

#include <vector>

#include "disclosure/v1/ingest_service.pb.h"
#include "server/batch_stream.h"
#include "services/ingest/service_parts.h"
#include "services/ingest/weighed.h"

namespace disclosure::ingest {

class SubmitStream
    : public server::BatchStream<Weighed<ReceivedSubmitReportsRequest>,
                                 v1::SubmitReportsResponse> {
 public:
  SubmitStream(server::CallBook& book, grpc::CallbackServerContext* context,
               const ServiceParts& parts)
      : BatchStream(book, context), parts_(parts) {}

 private:
  void OnMessage(Weighed<ReceivedSubmitReportsRequest>& request,
                 v1::SubmitReportsResponse* response) override;

  // Whether the message can be read, is small enough, and has room here.
  absl::Status Admit(const Weighed<ReceivedSubmitReportsRequest>& request,
                     const v1::SubmitReportsResponse* response);

  // Puts the committer's answers to the results that wait for them, which are
  // all of `response` that is open.
  void Complete(std::vector<v1::SubmitResult*> waiting,
                std::vector<ingest::Answer> answers,
                const v1::SubmitReportsResponse* response);

  const ServiceParts& parts_;
};

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_SUBMIT_STREAM_H_
