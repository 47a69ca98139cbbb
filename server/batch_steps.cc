// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/batch_steps.h"

namespace disclosure::server {

void BatchSteps::ReadDone(bool ok) {
  reading_ = false;
  if (ok) {
    ++read_;
  } else {
    half_closed_ = true;
  }
}

void BatchSteps::WriteDone(bool ok) {
  writing_ = false;
  answered_.at(SlotOf(written_)) = false;
  ++written_;
  if (!ok) End(absl::CancelledError("the client has gone"));
}

void BatchSteps::End(const absl::Status& status) {
  if (!end_.has_value()) end_ = status;
}

BatchSteps::Next BatchSteps::Take() {
  if (finished_ || acting_) return Next::kNothing;
  const Next next = Choose();
  acting_ = next != Next::kNothing;
  finished_ = next == Next::kFinish;
  return next;
}

BatchSteps::Next BatchSteps::Choose() {
  if (!writing_) {
    if (refusal_.has_value() && written_ == processed_ - 1) End(*refusal_);
    if (half_closed_ && written_ == read_) End(absl::OkStatus());
    if (end_.has_value()) return Next::kFinish;
    if (written_ < processed_ && answered_.at(SlotOf(written_))) {
      writing_ = true;
      return Next::kWrite;
    }
  }
  // While an answer is written, its message must stay, so nothing ends.
  if (end_.has_value() || refusal_.has_value()) return Next::kNothing;
  if (!reading_ && !half_closed_ && read_ - written_ < kMessagesMax) {
    reading_ = true;
    return Next::kRead;
  }
  if (processed_ < read_) {
    ++processed_;
    return Next::kProcess;
  }
  return Next::kNothing;
}

}  // namespace disclosure::server
