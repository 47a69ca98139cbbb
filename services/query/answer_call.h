// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// One call of query that is answered from memory: at once, or when the model
// has the min_position that it brings.

#ifndef DISCLOSURE_SERVICES_QUERY_ANSWER_CALL_H_
#define DISCLOSURE_SERVICES_QUERY_ANSWER_CALL_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "disclosure/v1/position.pb.h"
#include "grpcpp/server_context.h"
#include "server/message_memory.h"
#include "server/unary_call.h"
#include "services/query/lookup.h"
#include "services/query/position_waits.h"

namespace disclosure::query {

class WaitingCall : public server::UnaryCall {
 protected:
  WaitingCall(server::CallBook& book, grpc::CallbackServerContext* context,
              PositionWaits& waits)
      : UnaryCall(book, context), waits_(waits) {}

  // Answers, or parks the call until it can be answered. `min_position` lives
  // as long as the call: the request is gone once somebody else has ended it.
  void AnswerOrWait(const v1::LogPosition& min_position) {
    const absl::StatusOr<server::ParkedCalls*> place =
        waits_.PlaceToWait(min_position);
    if (!place.ok()) {
      FinishOnce(place.status());
    } else if (*place != nullptr) {
      WaitFor(**place, min_position.sequence(),
              [call = Self<WaitingCall>(), &min_position] {
                call->AnswerOrWait(min_position);
              });
    } else if (Claim()) {
      // From here on request and response are this thread's.
      FinishClaimed(Answer());
    }
  }

 private:
  // Fills the response; it must be quick and must not wait.
  virtual absl::Status Answer() = 0;

  PositionWaits& waits_;
};

// A call with messages of its own.
template <class Request, class Response>
class AnswerCall : public WaitingCall {
 public:
  using Function = absl::StatusOr<Response> (*)(const AnswerContext& context,
                                                const Request& request);

  AnswerCall(server::CallBook& book, grpc::CallbackServerContext* context,
             const Request* request, Response* response,
             const AnswerContext& answers, PositionWaits& waits,
             Function function)
      : WaitingCall(book, context, waits),
        request_(request),
        response_(response),
        min_position_(request->min_position()),
        answers_(answers),
        function_(function) {}

 private:
  void Begin() override {
    absl::Status held = Hold(server::MemoryOf(*request_));
    if (!held.ok()) {
      FinishOnce(held);
    } else {
      AnswerOrWait(min_position_);
    }
  }

  absl::Status Answer() override {
    absl::StatusOr<Response> response = function_(answers_, *request_);
    if (!response.ok()) return response.status();
    absl::Status held = Hold(server::MemoryOfAnswer(*response));
    if (held.ok()) response_->Swap(&*response);
    return held;
  }

  const Request* const request_;
  Response* const response_;
  const v1::LogPosition min_position_;
  const AnswerContext& answers_;
  const Function function_;
};

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_ANSWER_CALL_H_
