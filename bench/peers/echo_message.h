// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What the echo server and its clients agree on. Messages are raw bytes: the
// first four of a request, little-endian, say how many bytes its answer has;
// the others are not looked at, nor are those of the answer.

#ifndef DISCLOSURE_BENCH_PEERS_ECHO_MESSAGE_H_
#define DISCLOSURE_BENCH_PEERS_ECHO_MESSAGE_H_

#include <cstdint>
#include <string>

namespace disclosure::peers {

inline constexpr char kEchoUnaryMethod[] = "/disclosure.bench.Echo/Unary";
inline constexpr char kEchoStreamMethod[] = "/disclosure.bench.Echo/Stream";

inline constexpr int64_t kEchoHeadBytes = 4;
inline constexpr int64_t kEchoAnswerBytesMax = 4 << 20;

// `request` must have the head's bytes.
inline void SetEchoAnswerBytes(uint32_t bytes, std::string* request) {
  for (size_t i = 0; i < kEchoHeadBytes; ++i) {
    (*request)[i] = static_cast<char>(bytes >> (8 * i));
  }
}

inline uint32_t EchoAnswerBytes(const std::string& request) {
  uint32_t bytes = 0;
  for (size_t i = 0; i < kEchoHeadBytes; ++i) {
    bytes |= static_cast<uint32_t>(static_cast<uint8_t>(request[i])) << (8 * i);
  }
  return bytes;
}

}  // namespace disclosure::peers

#endif  // DISCLOSURE_BENCH_PEERS_ECHO_MESSAGE_H_
