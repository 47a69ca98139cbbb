// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What a BatchStream does next, decided apart from messages and gRPC so that it
// can be read in one place. Messages are known by their numbers, from 0. Not
// thread-safe: BatchStream guards it.

#ifndef DISCLOSURE_SERVER_BATCH_STEPS_H_
#define DISCLOSURE_SERVER_BATCH_STEPS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/status/status.h"

namespace disclosure::server {

class BatchSteps {
 public:
  // Messages that have been read and whose answers are not all gone.
  static constexpr int64_t kMessagesMax = 2;

  enum class Next { kNothing, kRead, kProcess, kWrite, kFinish };

  void ReadDone(bool ok);
  void Answered(int64_t message) { answered_.at(SlotOf(message)) = true; }
  void WriteDone(bool ok);
  // Ends the stream when the answer that is being written is gone.
  void End(const absl::Status& status);
  // The same for the message that was given to be processed last, when the
  // answers before it are gone.
  void Refuse(const absl::Status& status) { refusal_ = status; }

  // What to do now: it is given once and must be done. Nothing more is given
  // until Returned() says that it is under way: of several threads one acts.
  Next Take();
  void Returned() { acting_ = false; }

  // The message to be read, processed or written, after Take() said so.
  int64_t to_read() const { return read_; }
  int64_t to_process() const { return processed_ - 1; }
  int64_t to_write() const { return written_; }

  bool finished() const { return finished_; }
  // Why the stream ends; only after kFinish.
  const absl::Status& end() const { return *end_; }

  // Where a message is kept.
  static size_t SlotOf(int64_t message) {
    return static_cast<size_t>(message % kMessagesMax);
  }

 private:
  Next Choose();

  // Messages that were read, given to be processed, and whose answers are gone.
  int64_t read_ = 0;
  int64_t processed_ = 0;
  int64_t written_ = 0;
  std::array<bool, kMessagesMax> answered_ = {};
  bool reading_ = false;
  bool writing_ = false;
  bool half_closed_ = false;  // The client has sent its last message.
  bool acting_ = false;
  bool finished_ = false;
  std::optional<absl::Status> refusal_;
  std::optional<absl::Status> end_;
};

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_BATCH_STEPS_H_
