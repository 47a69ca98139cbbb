// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Connections to a server, the same for services and the command line.

#ifndef DISCLOSURE_SERVER_CHANNEL_H_
#define DISCLOSURE_SERVER_CHANNEL_H_

#include <memory>

#include "absl/status/statusor.h"
#include "server/options.h"

namespace grpc {
class Channel;
class ChannelArguments;
}  // namespace grpc

namespace disclosure::server {

// A channel that connects when it is first used and again whenever the
// connection is lost, after 0.2 to 2 seconds. A peer that is gone without a
// word is noticed within about half a minute. INVALID_ARGUMENT as Validate()
// says, FAILED_PRECONDITION (TLS_FILE_UNREADABLE).
absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(
    const ClientOptions& options);

// What both ends of a connection allow: message sizes, times. For a channel
// that is made elsewhere, such as the in-process one.
grpc::ChannelArguments ChannelArgumentsFor(const ClientOptions& options);

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_CHANNEL_H_
