// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/batch_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "grpcpp/client_context.h"
#include "server/status.h"
#include "server/testdata/echo_service.h"

namespace disclosure::server {
namespace {

using testing::ChatRequest;
using testing::ChatResponse;
using testing::EchoServer;
using testing::EchoService;
using ::testing::ElementsAre;
using testing::Eventually;

struct Chat {
  explicit Chat(EchoServer& server)
      : stub(server.Stub()), stream(stub->Chat(&context)) {}

  bool Send(const std::string& text) {
    ChatRequest request;
    request.set_text(text);
    return stream->Write(request);
  }
  // The next answer; "(end)" when there is none.
  std::string Receive() {
    ChatResponse response;
    return stream->Read(&response) ? response.text() : "(end)";
  }
  absl::Status End() { return FromGrpcStatus(stream->Finish()); }

  std::unique_ptr<EchoService::Stub> stub;
  grpc::ClientContext context;
  std::unique_ptr<grpc::ClientReaderWriter<ChatRequest, ChatResponse>> stream;
};

TEST(BatchStreamTest, AnswersEachMessageInOrder) {
  EchoServer server;
  Chat chat(server);
  std::thread sender([&] {
    for (int i = 0; i < 500; ++i) EXPECT_TRUE(chat.Send(absl::StrCat(i)));
    chat.stream->WritesDone();
  });
  for (int i = 0; i < 500; ++i) EXPECT_EQ(chat.Receive(), absl::StrCat(i));
  EXPECT_EQ(chat.Receive(), "(end)");
  sender.join();
  EXPECT_TRUE(chat.End().ok());
}

TEST(BatchStreamTest, NoMessageIsAnEndWithoutError) {
  EchoServer server;
  Chat chat(server);
  chat.stream->WritesDone();
  EXPECT_TRUE(chat.End().ok());
}

// While two messages have no answer, no further one is processed; after the
// last message of the client, the answers still come.
TEST(BatchStreamTest, TwoMessagesAtATime) {
  EchoServer server;
  server.service().Hold(true);
  Chat chat(server);
  for (const char* text : {"a", "b", "c", "d"}) EXPECT_TRUE(chat.Send(text));
  chat.stream->WritesDone();
  server.service().AwaitHeld(2);
  EXPECT_EQ(server.service().held(), 2);
  server.service().Hold(false);
  for (const char* text : {"a", "b", "c", "d"}) {
    EXPECT_EQ(chat.Receive(), text);
  }
  EXPECT_EQ(chat.Receive(), "(end)");
  EXPECT_TRUE(chat.End().ok());
}

TEST(BatchStreamTest, FailureEndsTheStreamAfterTheAnswersBefore) {
  for (const bool held : {false, true}) {
    EchoServer server;
    server.service().Hold(held);
    Chat chat(server);
    chat.Send("a");
    if (held) server.service().AwaitHeld(1);
    chat.Send("fail");
    chat.Send("b");
    server.service().Hold(false);
    EXPECT_EQ(chat.Receive(), "a");
    EXPECT_EQ(chat.Receive(), "(end)");
    absl::Status end = chat.End();
    EXPECT_EQ(end.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(base::GetErrorDetails(end).reason, "TOLD_TO");
  }
}

// The answer comes when the client has long gone: it must find memory to write
// to, and nobody to send it to.
TEST(BatchStreamTest, AnswerAfterTheClientHasGoneHasNoEffect) {
  EchoServer server;
  server.service().Hold(true);
  {
    Chat chat(server);
    chat.Send("a");
    server.service().AwaitHeld(1);
    chat.context.TryCancel();
    EXPECT_EQ(chat.End().code(), absl::StatusCode::kCancelled);
  }
  EXPECT_TRUE(Eventually([&] { return server.book().streams() == 0; }));
  EXPECT_EQ(server.book().live(), 1);  // Held by the answer.
  server.service().Hold(false);
  EXPECT_TRUE(Eventually([&] { return server.book().live() == 0; }));
}

TEST(BatchStreamTest, ShutdownEndsAStreamThatWaitsForAnAnswer) {
  EchoServer server;
  server.service().Hold(true);
  Chat chat(server);
  chat.Send("a");
  server.service().AwaitHeld(1);
  std::thread stopper([&] { server.server().Shutdown(); });
  EXPECT_EQ(chat.Receive(), "(end)");
  absl::Status end = chat.End();
  stopper.join();
  EXPECT_EQ(base::GetErrorDetails(end).reason, "SHUTTING_DOWN");
}

TEST(BatchStreamTest, StreamsThatVanishLeaveNothingBehind) {
  EchoServer server;
  std::vector<std::thread> clients;
  for (int t = 0; t < 4; ++t) {
    clients.emplace_back([&] {
      for (int i = 0; i < 25; ++i) {
        Chat chat(server);
        for (int n = 0; n <= i; ++n) chat.Send("x");
        if (i % 3 == 0) chat.Receive();
        chat.context.TryCancel();
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_TRUE(Eventually([&] { return server.book().live() == 0; }));
}

// The steps alone: what cannot be timed from outside.
using Next = BatchSteps::Next;

// Takes what is to be done and does it at once.
Next Do(BatchSteps& steps) {
  const Next next = steps.Take();
  steps.Returned();
  return next;
}

// One that has read and begun to process so many messages, and reads the next
// one if there is room.
BatchSteps Processing(int messages) {
  BatchSteps steps;
  for (int i = 0; i < messages; ++i) {
    EXPECT_EQ(Do(steps), Next::kRead);
    steps.ReadDone(true);
  }
  if (messages < BatchSteps::kMessagesMax) {
    EXPECT_EQ(Do(steps), Next::kRead);
  }
  for (int i = 0; i < messages; ++i) EXPECT_EQ(Do(steps), Next::kProcess);
  return steps;
}

TEST(BatchStepsTest, TheNextMessageIsReadBeforeOneIsProcessed) {
  BatchSteps steps;
  EXPECT_EQ(Do(steps), Next::kRead);
  steps.ReadDone(true);
  EXPECT_EQ(Do(steps), Next::kRead);
  EXPECT_EQ(Do(steps), Next::kProcess);
  EXPECT_EQ(steps.to_process(), 0);
  EXPECT_EQ(Do(steps), Next::kNothing);
  steps.ReadDone(true);
  EXPECT_EQ(Do(steps), Next::kProcess);
  EXPECT_EQ(steps.to_process(), 1);
  EXPECT_EQ(Do(steps), Next::kNothing);  // Both places are taken.
}

TEST(BatchStepsTest, AnswersGoInTheOrderOfTheMessages) {
  BatchSteps steps = Processing(2);
  steps.Answered(1);
  EXPECT_EQ(Do(steps), Next::kNothing);
  steps.Answered(0);
  EXPECT_EQ(Do(steps), Next::kWrite);
  EXPECT_EQ(steps.to_write(), 0);
  EXPECT_EQ(Do(steps), Next::kNothing);  // One at a time.
  steps.WriteDone(true);
  EXPECT_EQ(Do(steps), Next::kWrite);
  EXPECT_EQ(steps.to_write(), 1);
  EXPECT_EQ(Do(steps), Next::kRead);
}

TEST(BatchStepsTest, OneThreadActsAtATime) {
  BatchSteps steps;
  EXPECT_EQ(steps.Take(), Next::kRead);
  steps.ReadDone(true);  // On another thread, before the first has returned.
  EXPECT_EQ(steps.Take(), Next::kNothing);
  steps.End(absl::CancelledError("gone"));
  EXPECT_EQ(steps.Take(), Next::kNothing);
  steps.Returned();
  EXPECT_EQ(steps.Take(), Next::kFinish);
  EXPECT_EQ(steps.Take(), Next::kNothing);
}

TEST(BatchStepsTest, EndWaitsForTheAnswerUnderWay) {
  BatchSteps steps = Processing(1);
  steps.Answered(0);
  EXPECT_EQ(Do(steps), Next::kWrite);
  steps.End(absl::UnavailableError("first"));
  steps.End(absl::CancelledError("second"));
  EXPECT_EQ(Do(steps), Next::kNothing);
  steps.WriteDone(true);
  EXPECT_EQ(Do(steps), Next::kFinish);
  EXPECT_EQ(steps.end().message(), "first");
  EXPECT_EQ(Do(steps), Next::kNothing);  // Once.
}

TEST(BatchStepsTest, RefusalWaitsForTheAnswersBefore) {
  BatchSteps steps = Processing(2);
  steps.Refuse(absl::InvalidArgumentError("of the second"));
  EXPECT_EQ(Do(steps), Next::kNothing);
  steps.Answered(0);
  EXPECT_EQ(Do(steps), Next::kWrite);
  EXPECT_EQ(Do(steps), Next::kNothing);
  steps.WriteDone(true);
  EXPECT_EQ(Do(steps), Next::kFinish);
  EXPECT_EQ(steps.end().message(), "of the second");
}

TEST(BatchStepsTest, HalfClosedStreamEndsAfterItsLastAnswer) {
  BatchSteps steps = Processing(1);
  steps.ReadDone(false);
  EXPECT_EQ(Do(steps), Next::kNothing);
  steps.Answered(0);
  EXPECT_EQ(Do(steps), Next::kWrite);
  steps.WriteDone(true);
  EXPECT_EQ(Do(steps), Next::kFinish);
  EXPECT_TRUE(steps.end().ok());
}

}  // namespace
}  // namespace disclosure::server
