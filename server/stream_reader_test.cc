// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/stream_reader.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

#include "base/error.h"
#include "grpcpp/client_context.h"
#include "server/status.h"
#include "server/testdata/echo_service.h"

namespace disclosure::server {
namespace {

using testing::CountRequest;
using testing::CountResponse;
using testing::EchoServer;
using testing::EchoService;
using testing::Eventually;

// A stream of numbers from 1.
struct Counting {
  explicit Counting(EchoServer& server) : stub(server.Stub()) {
    request.set_from(1);
    stub->async()->Count(&context, &request, reader.reactor());
    reader.Start();
  }

  // The next number; 0 at the end.
  int64_t Next() {
    CountResponse response;
    return reader.Read(&response) ? response.number() : 0;
  }

  std::unique_ptr<EchoService::Stub> stub;
  CountRequest request;
  grpc::ClientContext context;
  StreamReader<CountResponse> reader;
};

TEST(StreamReaderTest, ReadsUntilTheEndAndSaysWhyItEnded) {
  EchoServer server;
  server.service().broken_number = 3;
  server.service().SetHead(5);
  Counting counting(server);
  EXPECT_EQ(counting.Next(), 1);
  EXPECT_EQ(counting.Next(), 2);
  EXPECT_EQ(counting.Next(), 0);
  const absl::Status end = FromGrpcStatus(counting.reader.Finish());
  EXPECT_FALSE(end.ok());
  EXPECT_FALSE(base::GetErrorDetails(end).reason.empty());
}

TEST(StreamReaderTest, WaitsForWhatComesLater) {
  EchoServer server;
  Counting counting(server);
  std::thread later([&] { server.service().SetHead(1); });
  EXPECT_EQ(counting.Next(), 1);
  later.join();
  counting.context.TryCancel();
  EXPECT_EQ(counting.reader.Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST(StreamReaderTest, AnotherThreadEndsAReadThatWaits) {
  EchoServer server;
  Counting counting(server);
  std::thread other([&] {
    EXPECT_TRUE(Eventually([&] { return server.book().streams() == 1; }));
    counting.context.TryCancel();
  });
  EXPECT_EQ(counting.Next(), 0);
  EXPECT_EQ(counting.reader.Finish().error_code(), grpc::StatusCode::CANCELLED);
  other.join();
}

TEST(StreamReaderTest, WhatIsNotReadMayBeCancelled) {
  EchoServer server;
  server.service().SetHead(1000);
  Counting counting(server);
  EXPECT_EQ(counting.Next(), 1);
  counting.context.TryCancel();
  EXPECT_EQ(counting.reader.Finish().error_code(), grpc::StatusCode::CANCELLED);
  EXPECT_TRUE(Eventually([&] { return server.book().streams() == 0; }));
}

}  // namespace
}  // namespace disclosure::server
