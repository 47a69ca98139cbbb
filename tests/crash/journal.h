// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What the outside world knows of a suite that is being killed: every intent is
// written down before it is sent, every answer when it has come, every kill and
// every finding, one line each, in a file that is only appended to. What was
// acknowledged is also kept here, for the checker to hold the log against.
//
//   <seconds> <who> intent <request id> <name> content <SHA-256>
//   <seconds> <who> unknown <request id> <status>
//   <seconds> <who> refused <request id> <reason>
//   <seconds> <who> acknowledged <request id> <name> at <sequence> ...
//   <seconds> nemesis kill ...
//   <seconds> checker lost|doubled|invented|wrong ...

#ifndef DISCLOSURE_TESTS_CRASH_JOURNAL_H_
#define DISCLOSURE_TESTS_CRASH_JOURNAL_H_

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "disclosure/v1/report.pb.h"

namespace disclosure::testing {

// A change that was acknowledged: a revision of a report, or of the registry.
struct Acknowledged {
  int64_t sequence = 0;
  std::string request_id;
  // Empty: of the registry.
  std::string office;
  int year = 0;
  v1::Scope scope = v1::SCOPE_UNSPECIFIED;
  int64_t revision = 0;
  bool withdrawn = false;
  // SHA-256 of what was sent: of the whole content, and of its figures. Empty
  // of a withdrawal.
  std::string content;
  std::string figures;
  // The receipt's.
  std::string digest;

  bool operator==(const Acknowledged&) const = default;
};

// "o1 2020 OWN 3", "registry 7".
std::string NameOf(const Acknowledged& change);

// Thread-safe.
class Journal {
 public:
  // What the suite did wrong. kWrong: anything but the fate of one change, such
  // as a total, a broken chain, a position that went back.
  enum class Fault { kLost, kDoubled, kInvented, kWrong };

  // Creates the file, which must not exist.
  explicit Journal(const std::string& path);
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  ~Journal();

  // Adds a line.
  void Write(const std::string& who, const std::string& what);

  // Adds an acknowledgement, which may be one more for the same request: it
  // must then say the same, and counts as doubled if it does not. Two requests
  // acknowledged with one change are one lost.
  void Acknowledge(const std::string& who, const Acknowledged& change,
                   bool replayed);

  // Adds a finding of the checker or a client. Its last word is what the lines
  // that explain it have too: a request id.
  void Find(Fault fault, const std::string& what);

  // The changes acknowledged since the last call, by sequence.
  std::map<int64_t, Acknowledged> TakeNew();

  // The highest sequence that was acknowledged.
  int64_t newest() const;
  int count(Fault fault) const;
  // No finding of any kind.
  bool clean() const;

  // The findings, the first few, and the lines of the file that speak of the
  // same requests or changes.
  std::string Explain() const;

 private:
  void Append(const std::string& who, const std::string& what)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Note(Fault fault, const std::string& what)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::string path_;
  const absl::Time begin_;
  const int file_;
  mutable absl::Mutex mutex_;
  // By request id, all that were ever acknowledged: sequence and digest.
  std::map<std::string, std::pair<int64_t, std::string>> answers_
      ABSL_GUARDED_BY(mutex_);
  std::map<int64_t, Acknowledged> new_ ABSL_GUARDED_BY(mutex_);
  int64_t newest_ ABSL_GUARDED_BY(mutex_) = 0;
  std::array<int, 4> counts_ ABSL_GUARDED_BY(mutex_) = {};
  std::vector<std::string> findings_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace disclosure::testing

#endif  // DISCLOSURE_TESTS_CRASH_JOURNAL_H_
