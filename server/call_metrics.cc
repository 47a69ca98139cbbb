// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/call_metrics.h"

#include <array>
#include <atomic>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "google/protobuf/descriptor.h"
#include "grpcpp/support/status.h"
#include "prometheus/counter.h"
#include "prometheus/histogram.h"
#include "server/log.h"

namespace disclosure::server {
namespace {

using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::InterceptorBatchMethods;
using grpc::experimental::ServerRpcInfo;

constexpr std::array<const char*, 17> kCodeNames = {"OK",
                                                    "Canceled",
                                                    "Unknown",
                                                    "InvalidArgument",
                                                    "DeadlineExceeded",
                                                    "NotFound",
                                                    "AlreadyExists",
                                                    "PermissionDenied",
                                                    "ResourceExhausted",
                                                    "FailedPrecondition",
                                                    "Aborted",
                                                    "OutOfRange",
                                                    "Unimplemented",
                                                    "Internal",
                                                    "Unavailable",
                                                    "DataLoss",
                                                    "Unauthenticated"};

// All calls of methods that do not exist: a peer may call what it likes, and
// must not make a metric of it.
constexpr char kOtherMethod[] = "/unknown/unknown";

bool IsKnown(const std::string& method) {
  if (!method.starts_with('/')) return false;
  // The health service is gRPC's own.
  if (method == "/grpc.health.v1.Health/Check" ||
      method == "/grpc.health.v1.Health/Watch") {
    return true;
  }
  std::string name = method.substr(1);
  const size_t slash = name.find('/');
  if (slash == std::string::npos) return false;
  name[slash] = '.';
  return google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
             name) != nullptr;
}

const char* TypeName(ServerRpcInfo::Type type) {
  switch (type) {
    case ServerRpcInfo::Type::UNARY:
      return "unary";
    case ServerRpcInfo::Type::CLIENT_STREAMING:
      return "client_stream";
    case ServerRpcInfo::Type::SERVER_STREAMING:
      return "server_stream";
    case ServerRpcInfo::Type::BIDI_STREAMING:
      return "bidi_stream";
  }
  return "unknown";
}

}  // namespace

// The metrics of one method, looked up once.
class MethodMetrics {
 public:
  MethodMetrics(Metrics& metrics, const std::string& method,
                ServerRpcInfo::Type type)
      : metrics_(metrics), method_(method), labels_(MakeLabels(method, type)) {
    started_ = &metrics.AddCounter("grpc_server_started_total",
                                   "Calls started on the server.", labels_);
    seconds_ = &metrics.AddHistogram(
        "grpc_server_handling_seconds",
        "Time from the start of a call to its end.", LatencyBounds(), labels_);
    HandledAs(0);
  }

  void Started() { started_->Increment(); }

  void Handled(int code, absl::Duration time) {
    if (code < 0 || code >= static_cast<int>(kCodeNames.size())) code = 2;
    HandledAs(code).Increment();
    seconds_->Observe(absl::ToDoubleSeconds(time));
    if (!LogEnabled(LogLevel::kDebug)) return;
    LogDebug(absl::StrCat(method_, " ", kCodeNames[code], " ",
                          absl::FormatDuration(time)));
  }

 private:
  // Of a known method: "/disclosure.v1.IngestService/SubmitReport".
  static Metrics::Labels MakeLabels(std::string_view method,
                                    ServerRpcInfo::Type type) {
    const size_t slash = method.rfind('/');
    return {{"grpc_type", TypeName(type)},
            {"grpc_service", std::string(method.substr(1, slash - 1))},
            {"grpc_method", std::string(method.substr(slash + 1))}};
  }

  // A method that never failed in some way has no such counter.
  prometheus::Counter& HandledAs(int code) {
    prometheus::Counter* counter = handled_[code].load();
    if (counter == nullptr) {
      Metrics::Labels labels = labels_;
      labels["grpc_code"] = kCodeNames[code];
      counter = &metrics_.AddCounter(
          "grpc_server_handled_total",
          "Calls completed on the server, by their end.", labels);
      handled_[code].store(counter);
    }
    return *counter;
  }

  Metrics& metrics_;
  const std::string method_;
  const Metrics::Labels labels_;
  prometheus::Counter* started_;
  prometheus::Histogram* seconds_;
  std::array<std::atomic<prometheus::Counter*>, kCodeNames.size()> handled_{};
};

namespace {

// One per call, destroyed when the call is.
class CallInterceptor : public grpc::experimental::Interceptor {
 public:
  explicit CallInterceptor(MethodMetrics& method)
      : method_(method), start_(absl::Now()) {
    method_.Started();
  }

  ~CallInterceptor() override { method_.Handled(code_, absl::Now() - start_); }

  void Intercept(InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(
            InterceptionHookPoints::PRE_SEND_STATUS)) {
      code_ = methods->GetSendStatus().error_code();
    }
    methods->Proceed();
  }

 private:
  MethodMetrics& method_;
  const absl::Time start_;
  // What a call is that ends without a status of ours.
  int code_ = grpc::StatusCode::CANCELLED;
};

}  // namespace

CallMetrics::CallMetrics(Metrics& metrics) : metrics_(metrics) {}

CallMetrics::~CallMetrics() = default;

grpc::experimental::Interceptor* CallMetrics::CreateServerInterceptor(
    ServerRpcInfo* info) {
  return new CallInterceptor(Lookup(*info));  // gRPC deletes it.
}

MethodMetrics& CallMetrics::Lookup(const ServerRpcInfo& info) {
  std::string method = info.method();
  {
    absl::ReaderMutexLock lock(&mutex_);
    auto found = methods_.find(method);
    if (found != methods_.end()) return *found->second;
  }
  if (!IsKnown(method)) method = kOtherMethod;
  absl::MutexLock lock(&mutex_);
  auto& slot = methods_[method];
  if (slot == nullptr) {
    slot = std::make_unique<MethodMetrics>(metrics_, method, info.type());
  }
  return *slot;
}

}  // namespace disclosure::server
