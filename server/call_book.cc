// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "server/call_book.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace disclosure::server {
namespace {

// How a kind of place is called where there is none left.
struct KindText {
  const char* reason;
  const char* en;
  const char* zh;
  absl::Duration retry_after;
};

const KindText& TextOf(int kind) {
  static const std::array<KindText, 3> kTexts = {{
      {"TOO_MANY_CALLS", "calls", "请求", absl::Milliseconds(200)},
      {"TOO_MANY_STREAMS", "open streams", "数据流", absl::Seconds(1)},
      {"TOO_MANY_FOLLOWERS", "followers", "跟随者", absl::Seconds(5)},
  }};
  return kTexts.at(static_cast<size_t>(kind));
}

absl::Status NoPlace(int kind, const FairShares& places,
                     const std::string& client) {
  const KindText& text = TextOf(kind);
  base::ErrorDetails details;
  details.reason = text.reason;
  details.zh =
      absl::StrCat("同时处理的", text.zh, "已达上限：共 ", places.capacity(),
                   " 个，已用 ", places.used(), " 个，其中本客户端 ",
                   places.used_by(client), " 个。请减少并发，稍后重试。");
  details.metadata = {{"limit", absl::StrCat(places.capacity())},
                      {"used", absl::StrCat(places.used())},
                      {"yours", absl::StrCat(places.used_by(client))}};
  details.retry_after = text.retry_after;
  return base::MakeError(
      absl::StatusCode::kResourceExhausted,
      absl::StrCat("of ", places.capacity(), " places for ", text.en, ", ",
                   places.used(), " are taken, ", places.used_by(client),
                   " by this client; nothing was done: have fewer at a time "
                   "and try again"),
      std::move(details));
}

absl::Status NoMemory(const FairShares& bytes, size_t wanted,
                      const std::string& client) {
  base::ErrorDetails details;
  details.reason = "TOO_MUCH_IN_WORK";
  details.zh = absl::StrCat(
      "处理中的数据已达上限：共 ", bytes.capacity(), " 字节，已用 ",
      bytes.used(), " 字节，其中本客户端 ", bytes.used_by(client),
      " 字节，本次还需 ", wanted, " 字节。请减少并发，稍后重试。");
  details.retry_after = absl::Milliseconds(500);
  return base::MakeError(
      absl::StatusCode::kResourceExhausted,
      absl::StrCat("of ", bytes.capacity(), " bytes for messages in work, ",
                   bytes.used(), " are taken, ", bytes.used_by(client),
                   " by this client, and this one needs ", wanted,
                   "; nothing was done: send less at a time and try again"),
      std::move(details));
}

}  // namespace

CallBook::CallBook(const ServerOptions& options)
    : default_deadline_(options.default_deadline),
      places_{FairShares(static_cast<size_t>(options.max_calls)),
              FairShares(static_cast<size_t>(options.max_streams)),
              FairShares(static_cast<size_t>(options.max_followers))},
      bytes_(static_cast<size_t>(options.max_bytes_in_work)) {}

absl::Status CallBook::Enter(const std::weak_ptr<OpenStream>& stream,
                             const OpenStream* key, CallPlace& place,
                             int kind) {
  absl::Status taken = place.Take(static_cast<CallPlace::Kind>(kind));
  if (!taken.ok()) return taken;
  absl::MutexLock lock(&mutex_);
  if (ending_) {
    return base::MakeError(absl::StatusCode::kUnavailable, "SHUTTING_DOWN",
                           "the server is shutting down; repeat the call",
                           "服务正在停止，请稍后重试。");
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

int64_t CallBook::held_bytes() const {
  absl::MutexLock lock(&mutex_);
  return static_cast<int64_t>(bytes_.used());
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

absl::Status CallBook::TakePlace(const std::string& client, int kind) {
  absl::MutexLock lock(&mutex_);
  if (places_[kind].Take(client, 1)) return absl::OkStatus();
  ++refused_;
  return NoPlace(kind, places_[kind], client);
}

absl::Status CallBook::TakeBytes(const std::string& client, size_t bytes) {
  absl::MutexLock lock(&mutex_);
  if (bytes_.Take(client, bytes)) return absl::OkStatus();
  ++refused_;
  return NoMemory(bytes_, bytes, client);
}

void CallBook::Give(const std::string& client, int kind, size_t bytes) {
  absl::MutexLock lock(&mutex_);
  if (kind >= 0) places_[kind].Give(client, 1);
  bytes_.Give(client, bytes);
}

CallPlace::~CallPlace() {
  if (kind_ != kNoPlace || bytes_ != 0) book_.Give(client_, kind_, bytes_);
  --book_.live_;
}

absl::Status CallPlace::Take(Kind kind) {
  if (client_.empty()) return absl::OkStatus();
  absl::Status taken = book_.TakePlace(client_, kind);
  if (taken.ok()) kind_ = kind;
  return taken;
}

absl::Status CallPlace::Hold(size_t bytes) {
  if (client_.empty() || Counted(bytes) == 0) return absl::OkStatus();
  absl::Status taken = book_.TakeBytes(client_, bytes);
  if (taken.ok()) bytes_ += bytes;
  return taken;
}

void CallPlace::Release(size_t counted) {
  if (client_.empty() || counted == 0) return;
  bytes_ -= counted;
  book_.Give(client_, kNoPlace, counted);
}

}  // namespace disclosure::server
