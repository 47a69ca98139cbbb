// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/batch_stream.h"

#include "base/check.h"

namespace disclosure::server {

void BatchSteps::ReadDone(bool ok) {
  reading_ = false;
  if (ok) {
    has_message_ = true;
  } else {
    half_closed_ = true;
  }
}

void BatchSteps::AnswerStarted() {
  DISCLOSURE_CHECK(processing_);  // One answer per message.
  processing_ = false;
  writing_ = true;
  reading_ = true;
}

void BatchSteps::WriteDone(bool ok) {
  writing_ = false;
  if (!ok) End(absl::CancelledError("the client has gone"));
}

void BatchSteps::End(const absl::Status& status) {
  if (!end_.has_value()) end_ = status;
}

BatchSteps::Next BatchSteps::Take() {
  // While an answer is written, its message must stay, so nothing ends.
  if (finished_ || writing_) return Next::kNothing;
  if (half_closed_ && !reading_ && !has_message_ && !processing_) {
    End(absl::OkStatus());
  }
  if (end_.has_value()) {
    finished_ = true;
    return Next::kFinish;
  }
  if (has_message_ && !processing_) {
    has_message_ = false;
    processing_ = true;
    return Next::kProcess;
  }
  return Next::kNothing;
}

}  // namespace disclosure::server
