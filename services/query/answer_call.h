// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// One call of query that is answered from memory: at once, or when the model
// has the min_position that it brings.

#ifndef DISCLOSURE_SERVICES_QUERY_ANSWER_CALL_H_
#define DISCLOSURE_SERVICES_QUERY_ANSWER_CALL_H_

#include <utility>

#include "absl/status/statusor.h"
#include "disclosure/v1/position.pb.h"
#include "grpcpp/server_context.h"
#include "server/unary_call.h"
#include "services/query/lookup.h"
#include "services/query/position_waits.h"

namespace disclosure::query {

template <class Request, class Response>
class AnswerCall : public server::UnaryCall {
 public:
  // Computes the answer; it must be quick and must not wait.
  using Answer = absl::StatusOr<Response> (*)(const AnswerContext& context,
                                              const Request& request);

  AnswerCall(server::CallBook& book, grpc::CallbackServerContext* context,
             const Request* request, Response* response,
             const AnswerContext& answers, PositionWaits& waits, Answer answer)
      : UnaryCall(book, context),
        request_(request),
        response_(response),
        min_position_(request->min_position()),
        answers_(answers),
        waits_(waits),
        answer_(answer) {}

 private:
  void Begin() override { AnswerOrWait(); }

  void AnswerOrWait() {
    const absl::StatusOr<server::ParkedCalls*> place =
        waits_.PlaceToWait(min_position_);
    if (!place.ok()) {
      FinishOnce(place.status());
    } else if (*place != nullptr) {
      WaitFor(**place, min_position_.sequence(),
              [call = Self<AnswerCall>()] { call->AnswerOrWait(); });
    } else if (Claim()) {
      // From here on request and response are this thread's.
      absl::StatusOr<Response> response = answer_(answers_, *request_);
      if (response.ok()) response_->Swap(&*response);
      FinishClaimed(response.status());
    }
  }

  const Request* const request_;
  Response* const response_;
  // A copy: the request is gone once somebody else has ended the call.
  const v1::LogPosition min_position_;
  const AnswerContext& answers_;
  PositionWaits& waits_;
  const Answer answer_;
};

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_ANSWER_CALL_H_
