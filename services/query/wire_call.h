// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// One call of query that is answered with kept bytes: its request is parsed
// here, and its answer never was a message.

#ifndef DISCLOSURE_SERVICES_QUERY_WIRE_CALL_H_
#define DISCLOSURE_SERVICES_QUERY_WIRE_CALL_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message_lite.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "server/message_memory.h"
#include "services/query/answer_call.h"
#include "services/query/kept_totals.h"
#include "services/query/wire_answer.h"

namespace disclosure::query {

// INVALID_ARGUMENT (REQUEST_UNREADABLE) if the bytes are no such message.
absl::Status ReadRequest(const grpc::ByteBuffer& bytes,
                         google::protobuf::MessageLite* request);

// The bytes of `answer`; what is large is not copied.
grpc::ByteBuffer ToByteBuffer(const WireAnswer& answer);

template <class Request>
class WireCall : public WaitingCall {
 public:
  using Function = absl::StatusOr<WireAnswer> (*)(const AnswerContext& context,
                                                  KeptTotals& kept,
                                                  const Request& request);

  WireCall(server::CallBook& book, grpc::CallbackServerContext* context,
           const grpc::ByteBuffer* request, grpc::ByteBuffer* response,
           const AnswerContext& answers, KeptTotals& kept, PositionWaits& waits,
           Function function)
      : WaitingCall(book, context, waits),
        read_(ReadRequest(*request, &request_)),
        response_(response),
        answers_(answers),
        kept_(kept),
        function_(function) {}

 private:
  void Begin() override {
    absl::Status status = read_;
    if (status.ok()) status = Hold(server::MemoryOf(request_));
    if (status.ok()) {
      AnswerOrWait(request_.min_position());
    } else {
      FinishOnce(status);
    }
  }

  absl::Status Answer() override {
    const absl::StatusOr<WireAnswer> answer =
        function_(answers_, kept_, request_);
    if (!answer.ok()) return answer.status();
    absl::Status held = Hold(answer->size());
    if (held.ok()) *response_ = ToByteBuffer(*answer);
    return held;
  }

  Request request_;
  const absl::Status read_;
  grpc::ByteBuffer* const response_;
  const AnswerContext& answers_;
  KeptTotals& kept_;
  const Function function_;
};

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_WIRE_CALL_H_
