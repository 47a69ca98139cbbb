// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The states of a member, all changed under the pump's mutex:
//
//   (kDone) --Join--> kReady --> kFilling --message--> kWriting --OnWriteDone-+
//                       ^            |                                        |
//                       |            +--nothing new--> kWaiting               |
//                       +----------------Wake()-----------+    <--------------+
//
// A stream that is told to end finishes at once in kReady and kWaiting. In
// kFilling and kWriting somebody is using its message: they finish it when they
// are through.

#include "server/feed_stream.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/error.h"

namespace disclosure::server {
namespace {

absl::Status ShuttingDown() {
  return base::MakeError(absl::StatusCode::kUnavailable, "SHUTTING_DOWN",
                         "the feed is ending; follow again",
                         "数据流正在停止，请稍后重新连接。");
}

}  // namespace

FeedMember::FeedMember(CallBook& book, FeedPump& pump, std::string client)
    : book_(book), pump_(pump), place_(book, std::move(client)) {}

FeedMember::~FeedMember() = default;

void FeedMember::End(const absl::Status& status) { pump_.End(this, status); }

void FeedMember::Joined(const std::shared_ptr<FeedMember>& self) {
  absl::Status entered = book_.Enter(self, this, place_, CallPlace::kFollower);
  if (!entered.ok()) return FinishStream(entered);
  pump_.Join(self);
}

void FeedMember::Written(bool ok) { pump_.Written(this, ok); }

FeedPump::FeedPump() : FeedPump(Options()) {}

FeedPump::FeedPump(Options options)
    : options_(options), thread_([this] { Run(); }) {}

FeedPump::~FeedPump() { Stop(); }

void FeedPump::Wake() {
  absl::MutexLock lock(&mutex_);
  WakeWaiting();
}

void FeedPump::Stop() {
  std::vector<std::shared_ptr<FeedMember>> members;
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
    members = members_;
  }
  for (const auto& member : members) End(member.get(), ShuttingDown());
  if (thread_.joinable()) thread_.join();
}

void FeedPump::Join(std::shared_ptr<FeedMember> member) {
  absl::Status refused;
  {
    absl::MutexLock lock(&mutex_);
    if (member->end_.has_value()) {
      refused = *member->end_;
    } else if (stopped_) {
      refused = ShuttingDown();
    } else {
      member->state_ = FeedMember::State::kReady;
      members_.push_back(std::move(member));
      return;
    }
  }
  member->book_.Leave(member.get());
  member->FinishStream(refused);
}

void FeedPump::Written(FeedMember* member, bool ok) {
  std::shared_ptr<FeedMember> leaving;
  {
    absl::MutexLock lock(&mutex_);
    if (!ok && !member->end_.has_value()) {
      member->end_ = absl::CancelledError("the follower has gone");
    }
    if (member->end_.has_value()) {
      leaving = Remove(member);
    } else {
      member->state_ = FeedMember::State::kReady;
    }
  }
  if (leaving != nullptr) leaving->FinishStream(*leaving->end_);
}

void FeedPump::End(FeedMember* member, const absl::Status& status) {
  std::shared_ptr<FeedMember> leaving;
  {
    absl::MutexLock lock(&mutex_);
    if (!member->end_.has_value()) member->end_ = status;
    if (member->state_ == FeedMember::State::kReady ||
        member->state_ == FeedMember::State::kWaiting) {
      leaving = Remove(member);
    }
  }
  if (leaving != nullptr) leaving->FinishStream(*leaving->end_);
}

void FeedPump::Run() {
  for (;;) {
    std::shared_ptr<FeedMember> member;
    {
      absl::MutexLock lock(&mutex_);
      bool has_work = mutex_.AwaitWithTimeout(
          absl::Condition(this, &FeedPump::HasWork), options_.wake_every);
      if (stopped_) return;
      if (!has_work) WakeWaiting();
      member = NextReady();
    }
    if (member != nullptr) Serve(*member);
  }
}

void FeedPump::Serve(FeedMember& member) {
  absl::StatusOr<bool> filled = member.FillNext();
  std::shared_ptr<FeedMember> leaving;
  {
    absl::MutexLock lock(&mutex_);
    if (!filled.ok() && !member.end_.has_value()) {
      member.end_ = filled.status();
    }
    if (member.end_.has_value()) {
      leaving = Remove(&member);
    } else if (*filled) {
      member.state_ = FeedMember::State::kWriting;
    } else {
      member.state_ = member.woken_ ? FeedMember::State::kReady
                                    : FeedMember::State::kWaiting;
    }
  }
  if (leaving != nullptr) {
    leaving->FinishStream(*leaving->end_);
  } else if (filled.ok() && *filled) {
    member.WriteNext();
  }
}

bool FeedPump::HasWork() const {
  return stopped_ ||
         std::any_of(members_.begin(), members_.end(), [](const auto& member) {
           return member->state_ == FeedMember::State::kReady;
         });
}

std::shared_ptr<FeedMember> FeedPump::NextReady() {
  for (size_t i = 0; i < members_.size(); ++i) {
    next_ = (next_ + 1) % members_.size();
    const std::shared_ptr<FeedMember>& member = members_[next_];
    if (member->state_ != FeedMember::State::kReady) continue;
    member->state_ = FeedMember::State::kFilling;
    member->woken_ = false;
    return member;
  }
  return nullptr;
}

void FeedPump::WakeWaiting() {
  for (const auto& member : members_) {
    if (member->state_ == FeedMember::State::kWaiting) {
      member->state_ = FeedMember::State::kReady;
    } else if (member->state_ == FeedMember::State::kFilling) {
      member->woken_ = true;
    }
  }
}

std::shared_ptr<FeedMember> FeedPump::Remove(FeedMember* member) {
  auto found = std::find_if(
      members_.begin(), members_.end(),
      [member](const auto& other) { return other.get() == member; });
  std::shared_ptr<FeedMember> removed = std::move(*found);
  members_.erase(found);
  member->state_ = FeedMember::State::kDone;
  member->book_.Leave(member);
  return removed;
}

}  // namespace disclosure::server
