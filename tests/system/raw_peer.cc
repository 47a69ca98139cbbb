// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/system/raw_peer.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "server/retry.h"

namespace disclosure::testing {
namespace {

constexpr size_t kFrameMax = 16'384;
constexpr int kStuckMs = 10'000;

std::string BigEndian(uint64_t value, int bytes) {
  std::string text;
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    text.push_back(static_cast<char>(value >> shift));
  }
  return text;
}

// A text of a header block: at most 126 bytes need no second byte of length.
std::string HeaderText(const std::string& text) {
  std::string encoded;
  size_t rest = text.size();
  if (rest < 127) return static_cast<char>(rest) + text;
  encoded.push_back(127);
  for (rest -= 127; rest >= 128; rest >>= 7) {
    encoded.push_back(static_cast<char>((rest & 127) | 128));
  }
  encoded.push_back(static_cast<char>(rest));
  return encoded + text;
}

}  // namespace

std::string Frame(uint8_t type, uint8_t flags, uint32_t stream,
                  std::string_view payload) {
  std::string frame = BigEndian(payload.size(), 3);
  frame.push_back(static_cast<char>(type));
  frame.push_back(static_cast<char>(flags));
  return frame + BigEndian(stream, 4) + std::string(payload);
}

std::string Greeting(uint32_t window) {
  // SETTINGS_INITIAL_WINDOW_SIZE is number 4.
  return "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" +
         Frame(kSettings, 0, 0, BigEndian(4, 2) + BigEndian(window, 4));
}

std::string HeaderBlock(const std::string& path,
                        const std::vector<Header>& more) {
  std::vector<Header> headers = {
      {":method", "POST"}, {":scheme", "http"},
      {":path", path},     {":authority", "hostile"},
      {"te", "trailers"},  {"content-type", "application/grpc"}};
  headers.insert(headers.end(), more.begin(), more.end());
  std::string block;
  for (const auto& [name, value] : headers) {
    block.push_back(0);  // Literal, not indexed, new name.
    block += HeaderText(name) + HeaderText(value);
  }
  return block;
}

std::string GrpcMessage(std::string_view message, uint32_t says,
                        bool compressed) {
  return static_cast<char>(compressed) + BigEndian(says, 4) +
         std::string(message);
}

std::string WholeCall(uint32_t stream, const std::string& path,
                      std::string_view message) {
  std::string bytes = Frame(kHeaders, kEndHeaders, stream, HeaderBlock(path));
  const std::string whole =
      GrpcMessage(message, static_cast<uint32_t>(message.size()));
  for (size_t at = 0; at < whole.size(); at += kFrameMax) {
    const bool last = at + kFrameMax >= whole.size();
    bytes += Frame(kData, last ? kEndStream : 0, stream,
                   std::string_view(whole).substr(at, kFrameMax));
  }
  return bytes;
}

RawPeer::RawPeer(const std::string& address) {
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  to.sin_port = htons(static_cast<uint16_t>(
      std::strtol(address.c_str() + address.rfind(':') + 1, nullptr, 10)));
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd_ >= 0 &&
      ::connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof(to)) != 0) {
    ::close(std::exchange(fd_, -1));
  }
  if (fd_ >= 0) ::fcntl(fd_, F_SETFL, O_NONBLOCK);
}

RawPeer::~RawPeer() {
  if (fd_ >= 0) ::close(fd_);
}

bool RawPeer::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<size_t>(sent));
      continue;
    }
    if (errno != EAGAIN) return false;
    pollfd room{fd_, POLLOUT, 0};
    if (::poll(&room, 1, kStuckMs) != 1) return false;
  }
  return true;
}

std::string RawPeer::ReadUntil(std::string_view text, absl::Duration limit) {
  const absl::Time end = absl::Now() + limit;
  std::string read;
  while (text.empty() || read.find(text) == std::string::npos) {
    const int64_t left_ms = absl::ToInt64Milliseconds(end - absl::Now());
    pollfd more{fd_, POLLIN, 0};
    if (left_ms <= 0 || ::poll(&more, 1, static_cast<int>(left_ms)) != 1) break;
    char buffer[65'536];
    const ssize_t got = ::recv(fd_, buffer, sizeof(buffer), 0);
    if (got <= 0) break;
    read.append(buffer, static_cast<size_t>(got));
  }
  return read;
}

bool RawPeer::WaitClosed(absl::Duration limit) {
  const absl::Time end = absl::Now() + limit;
  for (;;) {
    const int64_t left_ms = absl::ToInt64Milliseconds(end - absl::Now());
    pollfd more{fd_, POLLIN, 0};
    if (left_ms <= 0 || ::poll(&more, 1, static_cast<int>(left_ms)) != 1) {
      return false;
    }
    char buffer[65'536];
    if (::recv(fd_, buffer, sizeof(buffer), 0) <= 0) return true;
  }
}

int64_t ResidentBytes(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/statm");
  int64_t pages = 0;
  int64_t resident = 0;
  file >> pages >> resident;
  return resident * ::sysconf(_SC_PAGESIZE);
}

int OpenDescriptors(pid_t pid) {
  std::error_code error;
  std::filesystem::directory_iterator files(
      "/proc/" + std::to_string(pid) + "/fd", error);
  return error ? -1
               : static_cast<int>(std::distance(
                     begin(files), std::filesystem::directory_iterator()));
}

int WaitForDescriptors(pid_t pid, int most, absl::Duration limit) {
  int open = -1;
  server::Retry({.attempts_max = 1 << 20,
                 .wait_first = absl::Milliseconds(10),
                 .wait_max = absl::Milliseconds(200),
                 .deadline = absl::Now() + limit},
                [&] {
                  open = OpenDescriptors(pid);
                  return open <= most ? absl::OkStatus()
                                      : absl::UnavailableError("not yet");
                })
      .IgnoreError();
  return open;
}

}  // namespace disclosure::testing
