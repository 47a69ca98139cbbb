// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The one border between errors as we keep them (absl::Status with the details
// of base/error.h) and errors as they travel (grpc::Status and
// google.rpc.Status with ErrorInfo, BadRequest, LocalizedMessage, RetryInfo).
//
// Every function is pure and may be called from any thread.

#ifndef DISCLOSURE_SERVER_STATUS_H_
#define DISCLOSURE_SERVER_STATUS_H_

#include "absl/status/status.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/support/status.h"

namespace disclosure::server {

// ErrorInfo.domain of every error of ours.
inline constexpr char kErrorDomain[] = "disclosure";

// The largest details and message, together, of one grpc::Status. gRPC drops
// the whole error, code included, when the trailers pass its header limit.
inline constexpr int kMaxStatusBytes = 6 * 1024;

// For the end of a call. When the violations do not all fit, the first ones
// travel; ErrorInfo's metadata `violations_total` is the number of all. A
// message over 512 bytes, a Chinese message or metadata over 1 KB are
// shortened.
grpc::Status ToGrpcStatus(const absl::Status& status);

// The way back, for a client. Details that cannot be read are left out; the
// code and the message always survive. A message that gRPC refused for its
// size becomes MESSAGE_TOO_LARGE, a server that is not there
// SERVER_UNREACHABLE: those have no details of their own.
absl::Status FromGrpcStatus(const grpc::Status& status);

// For an answer inside a stream's message: complete, nothing is left out.
google::rpc::Status ToStatusMessage(const absl::Status& status);
absl::Status FromStatusMessage(const google::rpc::Status& message);

}  // namespace disclosure::server

#endif  // DISCLOSURE_SERVER_STATUS_H_
