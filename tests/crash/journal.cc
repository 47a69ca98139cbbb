// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/crash/journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/sha256.h"

namespace disclosure::testing {
namespace {

constexpr const char* kFaultNames[] = {"lost", "doubled", "invented", "wrong"};

// What of the findings is kept and explained: the first tell the story.
constexpr size_t kFindingsMax = 20;
constexpr int kExcerptLinesMax = 60;

std::string LastWord(const std::string& text) {
  return text.substr(text.rfind(' ') + 1);
}

}  // namespace

std::string NameOf(const Acknowledged& change) {
  if (change.office.empty()) return absl::StrCat("registry ", change.revision);
  return absl::StrCat(change.office, " ", change.year, " ",
                      change.scope == v1::SCOPE_OWN ? "OWN" : "AREA", " ",
                      change.revision, change.withdrawn ? " withdrawn" : "");
}

Journal::Journal(const std::string& path)
    : path_(path),
      begin_(absl::Now()),
      file_(::open(path.c_str(),
                   O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0644)) {
  DISCLOSURE_CHECK(file_ >= 0);
}

Journal::~Journal() { ::close(file_); }

void Journal::Append(const std::string& who, const std::string& what) {
  const std::string line = absl::StrFormat(
      "%.6f %s %s\n", absl::ToDoubleSeconds(absl::Now() - begin_), who, what);
  const ssize_t written = ::write(file_, line.data(), line.size());
  DISCLOSURE_CHECK(written == static_cast<ssize_t>(line.size()));
}

void Journal::Note(Fault fault, const std::string& what) {
  const std::string text =
      absl::StrCat(kFaultNames[static_cast<size_t>(fault)], " ", what);
  Append("checker", text);
  ++counts_[static_cast<size_t>(fault)];
  if (findings_.size() < kFindingsMax) findings_.push_back(text);
}

void Journal::Write(const std::string& who, const std::string& what) {
  absl::MutexLock lock(&mutex_);
  Append(who, what);
}

void Journal::Acknowledge(const std::string& who, const Acknowledged& change,
                          bool replayed) {
  absl::MutexLock lock(&mutex_);
  Append(who,
         absl::StrCat("acknowledged ", change.request_id, " ", NameOf(change),
                      " at ", change.sequence, " digest ",
                      base::Hex(change.digest), replayed ? " replayed" : ""));
  const std::pair<int64_t, std::string> answer(change.sequence, change.digest);
  const auto [earlier, first] = answers_.emplace(change.request_id, answer);
  if (!first) {
    if (earlier->second == answer) return;
    return Note(
        Fault::kDoubled,
        absl::StrCat("one request has the changes ", earlier->second.first,
                     " and ", change.sequence, ": ", change.request_id));
  }
  newest_ = std::max(newest_, change.sequence);
  const auto [other, added] = new_.emplace(change.sequence, change);
  if (!added) {
    Note(Fault::kLost,
         absl::StrCat("two requests have the change ", change.sequence, ": ",
                      other->second.request_id, " and ", change.request_id));
  }
}

void Journal::Find(Fault fault, const std::string& what) {
  absl::MutexLock lock(&mutex_);
  Note(fault, what);
}

std::map<int64_t, Acknowledged> Journal::TakeNew() {
  absl::MutexLock lock(&mutex_);
  return std::exchange(new_, {});
}

int64_t Journal::newest() const {
  absl::MutexLock lock(&mutex_);
  return newest_;
}

int Journal::count(Fault fault) const {
  absl::MutexLock lock(&mutex_);
  return counts_[static_cast<size_t>(fault)];
}

bool Journal::clean() const {
  absl::MutexLock lock(&mutex_);
  return counts_ == std::array<int, 4>{};
}

std::string Journal::Explain() const {
  absl::MutexLock lock(&mutex_);
  std::string text;
  for (const std::string& finding : findings_) {
    absl::StrAppend(&text, finding, "\n");
  }
  int left = kExcerptLinesMax;
  std::ifstream file(path_);
  std::string line;
  while (left > 0 && std::getline(file, line)) {
    for (const std::string& finding : findings_) {
      if (line.find(LastWord(finding)) == std::string::npos) continue;
      absl::StrAppend(&text, "  ", line, "\n");
      --left;
      break;
    }
  }
  return text;
}

}  // namespace disclosure::testing
