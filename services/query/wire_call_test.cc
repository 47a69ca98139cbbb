// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Between gRPC's bytes and ours: requests in one piece or several, answers that
// are copied and answers that are held.

#include "services/query/wire_call.h"

#include <string>
#include <vector>

#include "base/error.h"
#include "disclosure/v1/query_service.pb.h"
#include "grpcpp/support/slice.h"
#include "gtest/gtest.h"

namespace disclosure::query {
namespace {

std::string Join(const grpc::ByteBuffer& bytes) {
  std::vector<grpc::Slice> slices;
  EXPECT_TRUE(bytes.Dump(&slices).ok());
  std::string all;
  for (const grpc::Slice& slice : slices) {
    all.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return all;
}

TEST(WireCallTest, RequestsComeInAnyNumberOfPieces) {
  v1::GetTotalsRequest request;
  request.set_region("320800");
  request.set_year(2022);
  const std::string bytes = request.SerializeAsString();
  for (size_t cut = 0; cut <= bytes.size(); ++cut) {
    const grpc::Slice slices[] = {grpc::Slice(bytes.substr(0, cut)),
                                  grpc::Slice(bytes.substr(cut))};
    v1::GetTotalsRequest read;
    ASSERT_TRUE(ReadRequest(grpc::ByteBuffer(slices, 2), &read).ok());
    EXPECT_EQ(read.SerializeAsString(), bytes);
  }
  const grpc::Slice whole(bytes);
  v1::GetTotalsRequest read;
  ASSERT_TRUE(ReadRequest(grpc::ByteBuffer(&whole, 1), &read).ok());
  EXPECT_EQ(read.SerializeAsString(), bytes);
}

TEST(WireCallTest, AnEmptyRequestIsOne) {
  v1::GetTotalsRequest read;
  const grpc::Slice none;
  EXPECT_TRUE(ReadRequest(grpc::ByteBuffer(&none, 1), &read).ok());
}

TEST(WireCallTest, BytesThatAreNoMessageAreRefused) {
  const std::string bytes = "\x0a\x7f short";
  const grpc::Slice slices[] = {grpc::Slice(bytes.substr(0, 3)),
                                grpc::Slice(bytes.substr(3))};
  const grpc::Slice whole(bytes);
  for (const grpc::ByteBuffer& buffer :
       {grpc::ByteBuffer(&whole, 1), grpc::ByteBuffer(slices, 2)}) {
    v1::GetTotalsRequest read;
    const absl::Status status = ReadRequest(buffer, &read);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(base::GetErrorDetails(status).reason, "REQUEST_UNREADABLE");
  }
}

TEST(WireCallTest, SmallAnswersAreOnePieceAndLargeOnesAreHeld) {
  for (const size_t size : {size_t{0}, size_t{1000}, size_t{100'000}}) {
    const SharedBytes kept(std::string(size, 'x'));
    WireAnswer answer;
    answer.AppendMessage(1, "first", kept);
    answer.AppendMessage(3, "first", kept);
    answer.AppendFields("rest");
    const grpc::ByteBuffer buffer = ToByteBuffer(answer);
    EXPECT_EQ(buffer.Length(), answer.size());
    EXPECT_EQ(Join(buffer), answer.ToString());
    std::vector<grpc::Slice> slices;
    ASSERT_TRUE(buffer.Dump(&slices).ok());
    if (size < 100'000) {
      EXPECT_EQ(slices.size(), 1u);
      continue;
    }
    ASSERT_EQ(slices.size(), 5u);
    EXPECT_EQ(reinterpret_cast<const char*>(slices[1].begin()),
              kept.view().data());
    EXPECT_EQ(slices[1].begin(), slices[3].begin());
  }
}

// gRPC sends when it likes: what it was given outlives everybody else.
TEST(WireCallTest, AnAnswerOutlivesWhatItWasMadeOf) {
  grpc::ByteBuffer buffer;
  {
    WireAnswer answer;
    answer.AppendMessage(1, "", SharedBytes(std::string(50'000, 'y')));
    buffer = ToByteBuffer(answer);
  }
  EXPECT_EQ(Join(buffer).substr(4), std::string(50'000, 'y'));
}

}  // namespace
}  // namespace disclosure::query
