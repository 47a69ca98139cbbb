// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A peer that does not keep to the rules: a socket, and the frames of HTTP/2
// and gRPC as bytes. And what a process takes of the machine.

#ifndef DISCLOSURE_TESTS_SYSTEM_RAW_PEER_H_
#define DISCLOSURE_TESTS_SYSTEM_RAW_PEER_H_

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace disclosure::testing {

// Types of frames, as RFC 9113 numbers them.
enum FrameType : uint8_t {
  kData = 0,
  kHeaders = 1,
  kReset = 3,
  kSettings = 4,
  kPing = 6,
  kWindowUpdate = 8,
  kContinuation = 9,
};
inline constexpr uint8_t kEndStream = 1;
inline constexpr uint8_t kEndHeaders = 4;

std::string Frame(uint8_t type, uint8_t flags, uint32_t stream,
                  std::string_view payload = {});
// The connection preface, and settings: a window of so many bytes for each
// stream's answers.
std::string Greeting(uint32_t window = 65'535);
// The headers of a call as a block, not compressed.
using Header = std::pair<std::string, std::string>;
std::string HeaderBlock(const std::string& path,
                        const std::vector<Header>& more = {});
// A message with its prefix; `says` is the length that it gives.
std::string GrpcMessage(std::string_view message, uint32_t says,
                        bool compressed = false);
// Headers and one whole message, in frames of at most 16 KB.
std::string WholeCall(uint32_t stream, const std::string& path,
                      std::string_view message);

class RawPeer {
 public:
  // Connects to "127.0.0.1:port".
  explicit RawPeer(const std::string& address);
  RawPeer(RawPeer&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  RawPeer& operator=(RawPeer&&) = delete;
  ~RawPeer();

  bool connected() const { return fd_ >= 0; }

  // False if the server has closed the connection, or takes nothing for ten
  // seconds.
  bool Send(std::string_view bytes);

  // What comes until there is `text` in it, the connection is closed, or the
  // limit passes.
  std::string ReadUntil(std::string_view text, absl::Duration limit);

  // Reads until the server closes the connection; false if it does not.
  bool WaitClosed(absl::Duration limit);

 private:
  int fd_ = -1;
};

// Memory in use by a process, in bytes; and its open descriptors.
int64_t ResidentBytes(pid_t pid);
int OpenDescriptors(pid_t pid);
// Asks until it has at most so many; what it had last.
int WaitForDescriptors(pid_t pid, int most, absl::Duration limit);

}  // namespace disclosure::testing

#endif  // DISCLOSURE_TESTS_SYSTEM_RAW_PEER_H_
