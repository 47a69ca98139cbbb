// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The command `echo`: the peer that does nothing, called by the same client.

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "bench/loadgen/commands.h"
#include "bench/loadgen/drive.h"
#include "bench/peers/echo_message.h"

namespace disclosure::loadgen {

absl::StatusOr<Json> CallEcho(const std::string& address,
                              const DriveOptions& drive, int64_t request_bytes,
                              int64_t response_bytes) {
  if (request_bytes < peers::kEchoHeadBytes || response_bytes < 0 ||
      response_bytes > peers::kEchoAnswerBytesMax) {
    return absl::InvalidArgumentError(
        "an echo request has at least 4 bytes, its answer at most 4 MB");
  }
  // Bytes that are all different, as those of a report.
  std::string bytes(static_cast<size_t>(request_bytes), '\0');
  Draws draws(1);
  for (char& byte : bytes) byte = static_cast<char>(draws.Next());
  peers::SetEchoAnswerBytes(static_cast<uint32_t>(response_bytes), &bytes);
  const grpc::ByteBuffer request = ToByteBuffer(bytes);
  auto result = Drive(
      "echo", address,
      drive.stream ? peers::kEchoStreamMethod : peers::kEchoUnaryMethod, drive,
      [&request](int64_t) { return request; },
      [response_bytes](int64_t, const grpc::ByteBuffer& answer,
                       LoadResult* into) {
        ++into->items;
        if (static_cast<int64_t>(answer.Length()) == response_bytes) return;
        into->AddError("ANSWER_DAMAGED", "an echo of another size");
      });
  if (!result.ok()) return result.status();
  return ToJson("echoes", &*result);
}

}  // namespace disclosure::loadgen
