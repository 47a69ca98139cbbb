// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// Several messages in one input, for tests that are fed bytes:
//
//   input = *( kind size message )     kind: 1 byte
//                                      size: 2 bytes, big-endian
//
// Any bytes are such an input: a size that is too large means the rest.

#ifndef DISCLOSURE_BASE_PIECES_H_
#define DISCLOSURE_BASE_PIECES_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace disclosure::base {

struct Piece {
  char kind = 0;
  std::string_view message;
};

// Takes the next piece off the front; false if nothing is left.
inline bool TakePiece(std::string_view* bytes, Piece* piece) {
  if (bytes->empty()) return false;
  const auto byte = [bytes](size_t at) {
    return at < bytes->size() ? static_cast<uint8_t>((*bytes)[at]) : 0;
  };
  const auto size = static_cast<size_t>(byte(1) << 8 | byte(2));
  piece->kind = bytes->front();
  bytes->remove_prefix(std::min(bytes->size(), size_t{3}));
  piece->message = bytes->substr(0, size);
  bytes->remove_prefix(piece->message.size());
  return true;
}

}  // namespace disclosure::base

#endif  // DISCLOSURE_BASE_PIECES_H_
