// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/wire_answer.h"

#include <cstdint>
#include <utility>

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"

namespace disclosure::query {

void WireAnswer::AppendMessage(int field, std::string_view first,
                               const SharedBytes& rest) {
  using google::protobuf::internal::WireFormatLite;
  using google::protobuf::io::CodedOutputStream;
  // A tag and a size, of at most five bytes each.
  uint8_t head[10];
  uint8_t* end = CodedOutputStream::WriteTagToArray(
      WireFormatLite::MakeTag(field, WireFormatLite::WIRETYPE_LENGTH_DELIMITED),
      head);
  end = CodedOutputStream::WriteVarint32ToArray(
      static_cast<uint32_t>(first.size() + rest.view().size()), end);
  std::string begin(reinterpret_cast<const char*>(head), end - head);
  begin.append(first);
  AppendPiece(SharedBytes(begin));
  AppendPiece(rest);
}

void WireAnswer::AppendFields(std::string_view fields) {
  AppendPiece(SharedBytes(fields));
}

std::string WireAnswer::ToString() const {
  std::string all;
  all.reserve(size_);
  for (const SharedBytes& piece : pieces_) all.append(piece.view());
  return all;
}

void WireAnswer::AppendPiece(SharedBytes piece) {
  if (piece.view().empty()) return;
  size_ += piece.view().size();
  pieces_.push_back(std::move(piece));
}

}  // namespace disclosure::query
