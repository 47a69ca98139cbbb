// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Where the messages of a stream live, one after the other: a message of many
// small messages is made and freed faster in an arena than each on its own. And
// what a message takes of memory.
//
// Not thread-safe.

#ifndef DISCLOSURE_SERVER_MESSAGE_MEMORY_H_
#define DISCLOSURE_SERVER_MESSAGE_MEMORY_H_

#include <cstddef>
#include <memory>
#include <optional>

#include "google/protobuf/arena.h"
#include "google/protobuf/message.h"

namespace disclosure::server {

// Each message is made in an arena, whose first block is kept. Nothing is
// allocated before the first Renew(): a stream that is refused at once, or
// reset by its client, costs little.
template <class Message>
class ArenaMessage {
 public:
  ArenaMessage() = default;
  ArenaMessage(const ArenaMessage&) = delete;
  ArenaMessage& operator=(const ArenaMessage&) = delete;

  Message* Renew() {
    if (block_ == nullptr) {
      block_.reset(new char[kBlockBytes]);
      arena_.emplace(Options());
    }
    arena_->Reset();
    message_ = google::protobuf::Arena::CreateMessage<Message>(&*arena_);
    return message_;
  }
  // Null before the first Renew().
  Message* get() { return message_; }

 private:
  static constexpr size_t kBlockBytes = 64 << 10;

  google::protobuf::ArenaOptions Options() {
    google::protobuf::ArenaOptions options;
    options.initial_block = block_.get();
    options.initial_block_size = kBlockBytes;
    options.max_block_size = 1 << 20;
    return options;
  }

  std::unique_ptr<char[]> block_;
  std::optional<google::protobuf::Arena> arena_;
  Message* message_ = nullptr;
};

// What a parsed message takes, for CallPlace::Hold(). A message of a few bytes
// is taken as nothing: looking takes time.
inline size_t MemoryOf(const google::protobuf::Message& message) {
  constexpr size_t kFewBytes = 4096;
  if (message.ByteSizeLong() <= kFewBytes) return 0;
  return message.SpaceUsedLong();
}

// What an answer takes until the client has read it: the message, and its bytes
// on their way.
inline size_t MemoryOfAnswer(const google::protobuf::Message& message) {
  return 2 * message.ByteSizeLong();
}

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_MESSAGE_MEMORY_H_
