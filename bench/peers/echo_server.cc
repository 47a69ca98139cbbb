// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A bare echo server: the least that gRPC can do with messages of given sizes.
// Raw callback methods, nothing parsed, nothing copied but by gRPC itself.
// Loopback only. Prints its address; serves until SIGINT or SIGTERM.
//
//   echo_server [PORT]

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "base/text.h"
#include "bench/peers/echo.grpc.pb.h"
#include "bench/peers/echo_message.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "grpcpp/support/byte_buffer.h"

namespace disclosure::peers {
namespace {

// The answer that a request asks for: a part of bytes that all answers share.
// False: the request is too short or asks for too much.
bool MakeAnswer(const grpc::ByteBuffer& request, grpc::ByteBuffer* answer) {
  static const grpc::Slice kBytes(
      std::string(static_cast<size_t>(kEchoAnswerBytesMax), 'x'));
  // Usually one slice; the head may be torn by the end of a network read.
  std::vector<grpc::Slice> slices;
  if (!request.Dump(&slices).ok()) return false;
  std::string head;
  for (const grpc::Slice& slice : slices) {
    const size_t missing = static_cast<size_t>(kEchoHeadBytes) - head.size();
    head.append(reinterpret_cast<const char*>(slice.begin()),
                std::min(missing, slice.size()));
    if (static_cast<int64_t>(head.size()) == kEchoHeadBytes) break;
  }
  if (static_cast<int64_t>(head.size()) < kEchoHeadBytes) return false;
  const int64_t bytes = EchoAnswerBytes(head);
  if (bytes > kEchoAnswerBytesMax) return false;
  const grpc::Slice part = kBytes.sub(0, static_cast<size_t>(bytes));
  *answer = grpc::ByteBuffer(&part, 1);
  return true;
}

const grpc::Status kRefused(grpc::StatusCode::INVALID_ARGUMENT,
                            "not an echo request");

class EchoStream final
    : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  EchoStream() { StartRead(&request_); }

  void OnReadDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    if (!MakeAnswer(request_, &answer_)) return Finish(kRefused);
    StartWrite(&answer_);
  }
  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    StartRead(&request_);
  }
  void OnDone() override { delete this; }

 private:
  grpc::ByteBuffer request_;
  grpc::ByteBuffer answer_;
};

class EchoService final
    : public bench::Echo::WithRawCallbackMethod_Unary<
          bench::Echo::WithRawCallbackMethod_Stream<bench::Echo::Service>> {
 public:
  grpc::ServerUnaryReactor* Unary(grpc::CallbackServerContext* context,
                                  const grpc::ByteBuffer* request,
                                  grpc::ByteBuffer* answer) override {
    auto* reactor = context->DefaultReactor();
    reactor->Finish(MakeAnswer(*request, answer) ? grpc::Status::OK : kRefused);
    return reactor;
  }
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Stream(
      grpc::CallbackServerContext*) override {
    return new EchoStream;
  }
};

int Main(int port_wanted) {
  // Blocked in all threads, so that one of them can wait for them.
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGINT);
  ::sigaddset(&signals, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  EchoService service;
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:" + std::to_string(port_wanted),
                           grpc::InsecureServerCredentials(), &port);
  builder.SetMaxReceiveMessageSize(8 << 20);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) {
    std::cerr << "echo_server: cannot listen at port " << port_wanted << "\n";
    return 1;
  }
  std::cout << "echo_server serves at 127.0.0.1:" << port << std::endl;
  int signal = 0;
  ::sigwait(&signals, &signal);
  server->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(1));
  return 0;
}

}  // namespace
}  // namespace disclosure::peers

int main(int argc, char** argv) {
  // As the product does; see services/disclosured.cc.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  const auto port = disclosure::base::ParseInt64(argc == 2 ? argv[1] : "0");
  if (argc > 2 || !port || *port < 0 || *port > 65'535) {
    std::cerr << "echo_server [PORT]\n";
    return 2;
  }
  return disclosure::peers::Main(static_cast<int>(*port));
}
