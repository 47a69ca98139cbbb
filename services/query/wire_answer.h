// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The bytes of an answer, in pieces of which the large ones are kept elsewhere
// and shared. Plain data.

#ifndef DISCLOSURE_SERVICES_QUERY_WIRE_ANSWER_H_
#define DISCLOSURE_SERVICES_QUERY_WIRE_ANSWER_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "services/query/shared_bytes.h"

namespace disclosure::query {

class WireAnswer {
 public:
  // Appends a field that is a message: its number, and its bytes, which are
  // those of `first` and then of `rest`. Of `rest` only a reference is taken.
  void AppendMessage(int field, std::string_view first,
                     const SharedBytes& rest);

  // Appends fields as they are.
  void AppendFields(std::string_view fields);

  // None of them is empty.
  const std::vector<SharedBytes>& pieces() const { return pieces_; }
  size_t size() const { return size_; }

  // All pieces, one after the other.
  std::string ToString() const;

 private:
  void AppendPiece(SharedBytes piece);

  std::vector<SharedBytes> pieces_;
  size_t size_ = 0;
};

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_WIRE_ANSWER_H_
