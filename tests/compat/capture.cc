// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/compat/capture.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/file.h"
#include "disclosure/v1/change_feed_service.pb.h"
#include "disclosure/v1/rollup_service.pb.h"
#include "grpcpp/client_context.h"
#include "grpcpp/impl/rpc_method.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/sync_stream.h"
#include "gtest/gtest.h"
#include "tests/system/client.h"

namespace disclosure::testing {
namespace {

constexpr char kChangeFeed[] = "disclosure.v1.ChangeFeedService.Follow";
constexpr char kRollupFeed[] = "disclosure.v1.RollupService.Follow";

grpc::ByteBuffer ToBuffer(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

std::string ToBytes(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  EXPECT_TRUE(buffer.Dump(&slices).ok());
  std::string bytes;
  for (const grpc::Slice& slice : slices) {
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return bytes;
}

// Feeds never end by themselves. True if the last answer brought the head.
bool IsAtHead(const Capture& capture) {
  if (capture.method == kRollupFeed) {
    v1::RollupServiceFollowResponse last;
    EXPECT_TRUE(last.ParseFromString(capture.answers.back()));
    return last.complete();
  }
  if (capture.method != kChangeFeed) return false;
  v1::FollowResponse all;
  for (const std::string& answer : capture.answers) {
    EXPECT_TRUE(all.MergeFromString(answer));
  }
  return all.changes_size() >= all.head_sequence();
}

std::string Pack(const std::vector<std::string>& messages) {
  std::string bytes;
  for (const std::string& message : messages) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes.push_back(static_cast<char>(message.size() >> shift));
    }
    bytes += message;
  }
  return bytes;
}

std::vector<std::string> Unpack(std::string_view bytes) {
  std::vector<std::string> messages;
  while (bytes.size() >= 4) {
    size_t size = 0;
    for (int i = 0; i < 4; ++i) size = size << 8 | uint8_t(bytes[i]);
    bytes.remove_prefix(4);
    EXPECT_LE(size, bytes.size());
    messages.emplace_back(bytes.substr(0, size));
    bytes.remove_prefix(messages.back().size());
  }
  EXPECT_TRUE(bytes.empty());
  return messages;
}

std::string NumberOf(size_t index) {
  return absl::StrFormat("%02d", static_cast<int>(index) + 1);
}

std::string ReadBytes(const std::string& path) {
  auto bytes = base::ReadFile(path);
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  return bytes.value_or("");
}

}  // namespace

void Send(const std::shared_ptr<grpc::Channel>& channel, Capture* capture) {
  std::string path = "/" + capture->method;
  path[path.rfind('.')] = '/';
  const grpc::internal::RpcMethod method(
      path.c_str(), grpc::internal::RpcMethod::BIDI_STREAMING, channel);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kCallLimit));
  // On the wire every call is a stream; of a unary one each way has one
  // message.
  using Factory = grpc::internal::ClientReaderWriterFactory<grpc::ByteBuffer,
                                                            grpc::ByteBuffer>;
  const std::unique_ptr<
      grpc::ClientReaderWriter<grpc::ByteBuffer, grpc::ByteBuffer>>
      stream(Factory::Create(channel.get(), method, &context));
  for (const std::string& request : capture->requests) {
    if (!stream->Write(ToBuffer(request))) break;
  }
  stream->WritesDone();
  capture->answers.clear();
  bool at_head = false;
  grpc::ByteBuffer answer;
  while (!at_head && stream->Read(&answer)) {
    capture->answers.push_back(ToBytes(answer));
    at_head = IsAtHead(*capture);
    if (at_head) context.TryCancel();
  }
  const grpc::Status status = stream->Finish();
  capture->outcome = at_head ? "OK" : Reason(server::FromGrpcStatus(status));
  if (capture->outcome != "OK") capture->answers = {status.error_details()};
}

std::vector<Capture> ReadCaptures(const std::string& folder) {
  std::vector<Capture> captures;
  std::ifstream list(folder + "/calls.txt");
  for (std::string line; std::getline(list, line);) {
    const std::vector<std::string> words =
        absl::StrSplit(line, absl::MaxSplits(' ', 4));
    if (words.size() != 5 || words[0] != NumberOf(captures.size())) {
      ADD_FAILURE() << folder << "/calls.txt: " << line;
      break;
    }
    Capture& capture = captures.emplace_back();
    capture.method = words[1];
    capture.outcome = words[2];
    if (words[3] != "-") capture.except = absl::StrSplit(words[3], ',');
    capture.what = words[4];
    const std::string file = folder + "/" + words[0];
    capture.requests = Unpack(ReadBytes(file + ".request"));
    capture.answers = Unpack(ReadBytes(file + ".answer"));
  }
  return captures;
}

void WriteCaptures(const std::string& folder,
                   const std::vector<Capture>& captures) {
  std::filesystem::create_directories(folder);
  std::string list;
  for (size_t i = 0; i < captures.size(); ++i) {
    const Capture& capture = captures[i];
    const std::string file = folder + "/" + NumberOf(i);
    EXPECT_TRUE(
        base::WriteFile(file + ".request", Pack(capture.requests)).ok());
    EXPECT_TRUE(base::WriteFile(file + ".answer", Pack(capture.answers)).ok());
    const std::string except =
        capture.except.empty() ? "-" : absl::StrJoin(capture.except, ",");
    absl::StrAppend(&list, NumberOf(i), " ", capture.method, " ",
                    capture.outcome, " ", except, " ", capture.what, "\n");
  }
  EXPECT_TRUE(base::WriteFile(folder + "/calls.txt", list).ok());
}

}  // namespace disclosure::testing
