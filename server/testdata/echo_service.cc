// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/testdata/echo_service.h"

#include <thread>
#include <utility>

#include "absl/time/clock.h"
#include "base/check.h"
#include "base/error.h"
#include "grpcpp/server_context.h"
#include "server/batch_stream.h"
#include "server/channel.h"
#include "server/unary_call.h"

namespace disclosure::server::testing {
namespace {

class SayCall : public UnaryCall {
 public:
  SayCall(CallBook& book, grpc::CallbackServerContext* context,
          const SayRequest* request, SayResponse* response, ParkedCalls& parked)
      : UnaryCall(book, context),
        request_(*request),
        response_(response),
        parked_(parked) {}

 private:
  void Begin() override {
    WaitFor(parked_, request_.wait_for(), [call = Self<SayCall>()] {
      if (!call->Claim()) return;
      call->response_->set_text(call->request_.text());
      call->response_->set_subject(call->principal().subject);
      call->response_->set_method(call->principal().method);
      call->FinishClaimed(absl::OkStatus());
    });
  }

  const SayRequest request_;
  SayResponse* const response_;
  ParkedCalls& parked_;
};

// What a bug would do.
class ForgetCall : public UnaryCall {
 public:
  using UnaryCall::UnaryCall;

 private:
  void Begin() override {}
};

class CountStream : public FeedStream<CountResponse> {
 public:
  CountStream(CallBook& book, FeedPump& pump,
              grpc::CallbackServerContext* context, const CountRequest& request,
              EchoServiceImpl& service)
      : FeedStream(book, pump, context),
        next_(request.from()),
        message_bytes_(request.message_bytes()),
        service_(service) {}

 private:
  absl::StatusOr<bool> Fill(CountResponse* response) override {
    if (next_ == service_.broken_number) {
      return base::MakeError(absl::StatusCode::kDataLoss, "BROKEN",
                             "this number is broken", "数字已损坏。");
    }
    if (next_ > service_.head()) return false;
    response->set_number(next_++);
    response->set_padding(std::string(message_bytes_, 'x'));
    ++service_.filled;
    return true;
  }

  int64_t next_;
  const int message_bytes_;
  EchoServiceImpl& service_;
};

class ChatStream : public BatchStream<ChatRequest, ChatResponse> {
 public:
  ChatStream(CallBook& book, grpc::CallbackServerContext* context,
             EchoServiceImpl& service)
      : BatchStream(book, context), service_(service) {}

 private:
  void OnMessage(ChatRequest& request, ChatResponse* response) override {
    if (request.text() == "fail") {
      return Refuse(base::MakeError(absl::StatusCode::kInvalidArgument,
                                    "TOLD_TO", "told to fail", "按要求失败。"));
    }
    service_.Answer([stream = Self<ChatStream>(), &request, response] {
      response->set_text(request.text());
      stream->Answer(response);
    });
  }

  EchoServiceImpl& service_;
};

}  // namespace

grpc::ServerUnaryReactor* EchoServiceImpl::Say(
    grpc::CallbackServerContext* context, const SayRequest* request,
    SayResponse* response) {
  return StartCall<SayCall>(book_, context, request, response, parked_);
}

grpc::ServerUnaryReactor* EchoServiceImpl::Forget(
    grpc::CallbackServerContext* context, const ForgetRequest* /*request*/,
    ForgetResponse* /*response*/) {
  return StartCall<ForgetCall>(book_, context);
}

grpc::ServerWriteReactor<CountResponse>* EchoServiceImpl::Count(
    grpc::CallbackServerContext* context, const CountRequest* request) {
  return StartStream<CountStream>(book_, pump_, context, *request, *this);
}

grpc::ServerBidiReactor<ChatRequest, ChatResponse>* EchoServiceImpl::Chat(
    grpc::CallbackServerContext* context) {
  return StartBatch<ChatStream>(book_, context, *this);
}

void EchoServiceImpl::SetHead(int64_t head) {
  head_ = head;
  pump_.Wake();
}

void EchoServiceImpl::Hold(bool hold) {
  std::vector<std::function<void()>> answers;
  {
    absl::MutexLock lock(&mutex_);
    hold_ = hold;
    if (!hold) answers.swap(answers_);
  }
  for (const auto& answer : answers) answer();
}

void EchoServiceImpl::Answer(std::function<void()> answer) {
  {
    absl::MutexLock lock(&mutex_);
    if (hold_) return answers_.push_back(std::move(answer));
  }
  answer();
}

int64_t EchoServiceImpl::held() const {
  absl::MutexLock lock(&mutex_);
  return static_cast<int64_t>(answers_.size());
}

void EchoServiceImpl::AwaitHeld(int64_t count) {
  DISCLOSURE_CHECK(Eventually([&] { return held() == count; }));
}

EchoServer::EchoServer(ServerOptions options, FeedPump::Options pump)
    : book_(options), pump_(pump), service_(book_, parked_, pump_) {
  auto server = GrpcServer::Start(options, book_, metrics_, {&service_});
  DISCLOSURE_CHECK(server.ok());
  server_ = *std::move(server);
}

EchoServer::~EchoServer() {
  service_.Hold(false);
  server_->Shutdown();
  DISCLOSURE_CHECK(book_.live() == 0);
  DISCLOSURE_CHECK(book_.streams() == 0);
  DISCLOSURE_CHECK(parked_.size() == 0);
}

ServerOptions EchoServer::Options() {
  return {.listen_address = "127.0.0.1:0",
          .shutdown_grace = absl::Milliseconds(200)};
}

std::shared_ptr<grpc::Channel> EchoServer::Connect() {
  return *MakeChannel({.address = server_->address()});
}

std::unique_ptr<EchoService::Stub> EchoServer::Stub() {
  return EchoService::NewStub(Connect());
}

bool Eventually(const std::function<bool()>& condition) {
  absl::Time deadline = absl::Now() + absl::Seconds(10);
  while (!condition()) {
    if (absl::Now() > deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

}  // namespace disclosure::server::testing
