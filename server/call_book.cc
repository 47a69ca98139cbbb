// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/call_book.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace disclosure::server {
namespace {

absl::Status TooManyStreams(int max_streams) {
  base::ErrorDetails details;
  details.reason = "TOO_MANY_STREAMS";
  details.zh = absl::StrCat("同时打开的数据流已达上限（", max_streams,
                            "），请稍后重试。");
  details.retry_after = absl::Seconds(1);
  return base::MakeError(
      absl::StatusCode::kResourceExhausted,
      absl::StrCat("all ", max_streams,
                   " places for open streams are taken; try again"),
      std::move(details));
}

}  // namespace

CallBook::CallBook(const ServerOptions& options)
    : default_deadline_(options.default_deadline),
      max_streams_(options.max_streams) {}

absl::Status CallBook::Enter(const std::weak_ptr<OpenStream>& stream,
                             const OpenStream* key) {
  absl::MutexLock lock(&mutex_);
  if (ending_) {
    return base::MakeError(absl::StatusCode::kUnavailable, "SHUTTING_DOWN",
                           "the server is shutting down; repeat the call",
                           "服务正在停止，请稍后重试。");
  }
  if (static_cast<int>(streams_.size()) >= max_streams_) {
    return TooManyStreams(max_streams_);
  }
  streams_.emplace(key, stream);
  return absl::OkStatus();
}

void CallBook::Leave(const OpenStream* key) {
  absl::MutexLock lock(&mutex_);
  streams_.erase(key);
}

int64_t CallBook::streams() const {
  absl::MutexLock lock(&mutex_);
  return static_cast<int64_t>(streams_.size());
}

void CallBook::EndStreams(const absl::Status& status) {
  std::vector<std::shared_ptr<OpenStream>> open;
  {
    absl::MutexLock lock(&mutex_);
    ending_ = true;
    for (const auto& [key, stream] : streams_) {
      if (auto alive = stream.lock()) open.push_back(std::move(alive));
    }
  }
  // Without the lock: a stream that ends leaves the book.
  for (const auto& stream : open) stream->End(status);
}

}  // namespace disclosure::server
