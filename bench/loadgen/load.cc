// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "bench/loadgen/load.h"

#include <sys/prctl.h>
#include <time.h>

#include <condition_variable>
#include <mutex>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/error.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "server/channel.h"
#include "server/status.h"

namespace disclosure::loadgen {
namespace {

constexpr auto kConnectLimit = std::chrono::seconds(10);

// Answers of many rows are larger than what a server accepts.
constexpr int kAnswerBytesMax = 64 << 20;

}  // namespace

double CpuSeconds() {
  timespec time = {};
  // It can only fail for a clock that there is not.
  DISCLOSURE_CHECK(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0);
  return static_cast<double>(time.tv_sec) +
         static_cast<double>(time.tv_nsec) / 1e9;
}

void WaitUntil(int64_t nanos) {
  // The kernel may end a wait 50 us late to save power; not here.
  thread_local const int precise = ::prctl(PR_SET_TIMERSLACK, 1);
  static_cast<void>(precise);
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  const std::chrono::steady_clock::time_point due{
      std::chrono::nanoseconds(nanos)};
  while (std::chrono::steady_clock::now() < due) never.wait_until(lock, due);
}

void LoadResult::AddError(const grpc::Status& status, int64_t times) {
  const absl::Status error = server::FromGrpcStatus(status);
  std::string reason = base::GetErrorDetails(error).reason;
  if (reason.empty()) reason = absl::StatusCodeToString(error.code());
  AddError(reason, std::string(error.message()), times);
}

void LoadResult::AddError(const std::string& reason, const std::string& message,
                          int64_t times) {
  errors[reason] += times;
  examples.try_emplace(reason, message);
}

void LoadResult::AddPosition(const v1::LogPosition& other) {
  if (position.log().empty() || other.sequence() > position.sequence()) {
    position = other;
  }
}

void LoadResult::Merge(const LoadResult& other) {
  answers += other.answers;
  items += other.items;
  seconds = std::max(seconds, other.seconds);
  cpu_seconds = std::max(cpu_seconds, other.cpu_seconds);
  bytes_sent += other.bytes_sent;
  bytes_received += other.bytes_received;
  latencies.Merge(other.latencies);
  for (const auto& [reason, times] : other.errors) errors[reason] += times;
  examples.insert(other.examples.begin(), other.examples.end());
  if (!other.position.log().empty()) AddPosition(other.position);
}

absl::StatusOr<Channels> Connect(const std::string& address, int count) {
  server::ClientOptions options;
  options.address = address;
  Channels channels;
  for (int i = 0; i < count; ++i) {
    grpc::ChannelArguments arguments = server::ChannelArgumentsFor(options);
    arguments.SetMaxReceiveMessageSize(kAnswerBytesMax);
    // Channels with the same arguments would share one connection.
    arguments.SetInt("disclosure.loadgen.channel", i);
    channels.push_back(grpc::CreateCustomChannel(
        address, grpc::InsecureChannelCredentials(), arguments));
  }
  for (const auto& channel : channels) {
    if (!channel->WaitForConnected(std::chrono::system_clock::now() +
                                   kConnectLimit)) {
      return absl::UnavailableError(
          absl::StrCat("no server answers at ", address));
    }
  }
  return channels;
}

grpc::ByteBuffer ToByteBuffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

std::string ToString(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string bytes;
  if (!buffer.Dump(&slices).ok()) return bytes;
  bytes.reserve(buffer.Length());
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

}  // namespace disclosure::loadgen
