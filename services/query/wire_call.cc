// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/wire_call.h"

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "grpcpp/support/proto_buffer_reader.h"
#include "grpcpp/support/slice.h"
#include "services/query/errors.h"

namespace disclosure::query {
namespace {

// Up to here an answer is copied into one piece. To hold a kept piece costs
// about as much as to copy this, and fewer pieces are sent faster.
constexpr size_t kCopiedMax = 16 << 10;

grpc::Slice CopyOf(const WireAnswer& answer) {
  grpc_slice slice = grpc_slice_malloc(answer.size());
  uint8_t* to = GRPC_SLICE_START_PTR(slice);
  for (const SharedBytes& piece : answer.pieces()) {
    const std::string_view bytes = piece.view();
    std::memcpy(to, bytes.data(), bytes.size());
    to += bytes.size();
  }
  return grpc::Slice(slice, grpc::Slice::STEAL_REF);
}

// A slice that holds the piece until gRPC has sent it.
grpc::Slice HolderOf(const SharedBytes& piece) {
  const std::string_view bytes = piece.view();
  return grpc::Slice(
      const_cast<char*>(bytes.data()), bytes.size(),
      [](void* holder) { delete static_cast<SharedBytes*>(holder); },
      new SharedBytes(piece));
}

}  // namespace

absl::Status ReadRequest(const grpc::ByteBuffer& bytes,
                         google::protobuf::MessageLite* request) {
  bool read;
  grpc::Slice slice;
  if (bytes.TrySingleSlice(&slice).ok()) {
    read =
        request->ParseFromArray(slice.begin(), static_cast<int>(slice.size()));
  } else {
    grpc::ByteBuffer copy(bytes);
    grpc::ProtoBufferReader reader(&copy);
    read = reader.status().ok() && request->ParseFromZeroCopyStream(&reader);
  }
  return read ? absl::OkStatus() : RequestUnreadable();
}

grpc::ByteBuffer ToByteBuffer(const WireAnswer& answer) {
  if (answer.size() <= kCopiedMax) {
    const grpc::Slice copy = CopyOf(answer);
    return grpc::ByteBuffer(&copy, 1);
  }
  std::vector<grpc::Slice> slices;
  slices.reserve(answer.pieces().size());
  for (const SharedBytes& piece : answer.pieces()) {
    slices.push_back(HolderOf(piece));
  }
  return grpc::ByteBuffer(slices.data(), slices.size());
}

}  // namespace disclosure::query
