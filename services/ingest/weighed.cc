// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/weighed.h"

#include <cstdint>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "grpcpp/support/proto_buffer_reader.h"
#include "services/ingest/errors.h"

namespace disclosure::ingest {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

// About what a message, and a text, takes in memory beside its bytes.
constexpr size_t kMessageBytes = 160;
constexpr size_t kTextBytes = 48;

// A message may take this many times its bytes, and this much in any case.
constexpr size_t kGrowthMax = 12;
constexpr size_t kAlwaysBytes = 256 << 10;

// Deeper ones are not looked into: none of ours is.
constexpr int kDepthMax = 8;

// Adds what the fields up to the limit of `input` take beside their bytes. What
// is damaged is left to the parser.
bool Weigh(CodedInputStream* input, const Descriptor* message, int depth,
           size_t weight_max, size_t* weight) {
  uint32_t tag;
  while ((tag = input->ReadTag()) != 0) {
    if (WireFormatLite::GetTagWireType(tag) !=
        WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
      if (!WireFormatLite::SkipField(input, tag)) return true;
      continue;
    }
    uint32_t length;
    if (!input->ReadVarint32(&length)) return true;
    const FieldDescriptor* field =
        message->FindFieldByNumber(WireFormatLite::GetTagFieldNumber(tag));
    const bool is_message =
        field != nullptr && field->type() == FieldDescriptor::TYPE_MESSAGE;
    *weight += is_message ? kMessageBytes : kTextBytes;
    if (*weight > weight_max) return false;
    if (!is_message || depth == kDepthMax) {
      if (!input->Skip(static_cast<int>(length))) return true;
      continue;
    }
    const auto limit = input->PushLimit(static_cast<int>(length));
    if (!Weigh(input, field->message_type(), depth + 1, weight_max, weight)) {
      return false;
    }
    if (input->BytesUntilLimit() > 0) return true;
    input->PopLimit(limit);
  }
  return true;
}

}  // namespace

absl::StatusOr<size_t> WeighAndParse(grpc::ByteBuffer* bytes,
                                     google::protobuf::Message* message) {
  const size_t size = bytes->Length();
  // Small ones are parsed at once: however they grow, it is little.
  size_t weight = size;
  if (size > kAlwaysBytes / (kMessageBytes / 2)) {
    grpc::ByteBuffer copy(*bytes);  // Of the handle.
    grpc::ProtoBufferReader reader(&copy);
    CodedInputStream input(&reader);
    if (!Weigh(&input, message->GetDescriptor(), 0,
               kGrowthMax * size + kAlwaysBytes, &weight)) {
      return RequestUnreadable(
          "it has far more fields than its length is good for",
          "字段数量与长度不相称");
    }
  }
  grpc::ProtoBufferReader reader(bytes);
  if (!message->ParseFromZeroCopyStream(&reader)) {
    return RequestUnreadable("its bytes are not this message", "数据已损坏");
  }
  return weight;
}

}  // namespace disclosure::ingest
