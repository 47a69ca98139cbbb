// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// A request that may be large, weighed before it is parsed. Two bytes on the
// wire can become a message of two hundred in memory: five megabytes of them a
// gigabyte. So what would grow like that is not parsed at all; honest requests
// grow less than tenfold.
//
// As a request type of gRPC's handlers: a message that cannot be read arrives
// all the same, and says so, so that a stream can tell it from its end.

#ifndef DISCLOSURE_SERVICES_INGEST_WEIGHED_H_
#define DISCLOSURE_SERVICES_INGEST_WEIGHED_H_

#include <cstddef>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "grpcpp/impl/codegen/serialization_traits.h"
#include "grpcpp/support/byte_buffer.h"

namespace disclosure::ingest {

template <class Message>
struct Weighed {
  Message message;
  // INVALID_ARGUMENT (REQUEST_UNREADABLE): the message is empty then.
  absl::Status read;
  // About what it takes of memory.
  size_t bytes = 0;
};

// Parses `bytes`, unless that would take much more memory than they do.
// Returns what the message takes, about.
absl::StatusOr<size_t> WeighAndParse(grpc::ByteBuffer* bytes,
                                     google::protobuf::Message* message);

}  // namespace disclosure::ingest

namespace grpc {

template <class Message>
class SerializationTraits<disclosure::ingest::Weighed<Message>> {
 public:
  static Status Deserialize(ByteBuffer* bytes,
                            disclosure::ingest::Weighed<Message>* weighed) {
    // A stream reads into the message before: memory of a large one goes.
    constexpr size_t kKeptBytes = 256 << 10;
    if (weighed->bytes > kKeptBytes) weighed->message = Message();
    absl::StatusOr<size_t> read =
        disclosure::ingest::WeighAndParse(bytes, &weighed->message);
    weighed->read = read.status();
    weighed->bytes = read.ok() ? *read : 0;
    if (!read.ok()) weighed->message = Message();
    bytes->Clear();
    return Status::OK;
  }
};

}  // namespace grpc

#endif  // DISCLOSURE_SERVICES_INGEST_WEIGHED_H_
