// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What was asked, what was acknowledged and what is in the logs: who reads the
// three together knows whether anything was lost, doubled or invented. Each
// request carries its number in its note, by which its change is known again.
//
// The first thing that is wrong is told to the scheduler's trace and ends the
// simulation.

#ifndef DISCLOSURE_TESTS_SIMULATION_LEDGER_H_
#define DISCLOSURE_TESTS_SIMULATION_LEDGER_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "disclosure/v1/ingest_service.pb.h"
#include "disclosure/v1/position.pb.h"
#include "disclosure/v1/registry.pb.h"
#include "services/ingest/keys.h"
#include "tests/simulation/history.h"
#include "tests/simulation/scheduler.h"

namespace disclosure::simulation {

// A request that somebody has.
struct Intent {
  enum class Kind { kSubmit, kWithdraw, kRegistry };

  int number = 0;
  Kind kind = Kind::kSubmit;
  ReportName report;
  int content = -1;
  v1::RegistryRows rows;
  // Times that it was sent.
  int sent = 0;
  // Refused, and nothing of it was on its way: it cannot be in a log.
  bool refused = false;
  // Empty log: not acknowledged.
  v1::LogPosition acknowledged;

  std::string note() const { return absl::StrCat("i", number); }
  std::string request_id() const { return absl::StrCat("r", number); }
};

class Ledger {
 public:
  explicit Ledger(Scheduler& scheduler) : scheduler_(scheduler) {}

  // A new intent; valid as long as the ledger.
  Intent& Ask(Intent::Kind kind);

  // A log that begins, or that goes on from `fork` of another.
  void BeginLog(const v1::LogInfo& log);

  // The next change of a log.
  void Read(const std::string& log, const ingest::ChangeValue& value);
  // The same change, read again.
  void ReadAgain(const std::string& log, int64_t sequence,
                 const ingest::ChangeValue& value);

  // The intent was acknowledged, or refused, with this.
  void Acknowledge(Intent* intent, const v1::Receipt& receipt);
  void Acknowledge(Intent* intent, const v1::LogPosition& position,
                   bool unchanged);

  // That every acknowledged intent is in the log, or in one that it comes from
  // and that goes on beyond the fork.
  void CheckAcknowledged(const std::string& log);

  int64_t head(const std::string& log) const;
  std::string hash(const std::string& log) const;
  // Null: there is no such log.
  const History* history(const std::string& log) const;

  template <class... Parts>
  void Fail(const Parts&... parts) {
    if (!failure_.empty()) return;
    failure_ = absl::StrCat(parts...);
    scheduler_.Trace("FAILURE: ", failure_);
  }
  const std::string& failure() const { return failure_; }

  int64_t acknowledged() const { return acknowledged_; }
  int64_t lost() const { return lost_; }
  int64_t doubled() const { return doubled_; }
  int64_t invented() const { return invented_; }

 private:
  struct Book {
    v1::LogInfo log;
    // By sequence from 1 on: the intent and the hash of each change.
    std::vector<int> intents;
    std::vector<std::string> hashes;
    std::set<int> seen;
    History history;
  };

  // The intent that the change is of; null if it cannot be.
  Intent* FindIntent(const v1::Change& change);
  // What is wrong with a change of that intent; empty: nothing.
  std::string Problem(const Book& book, const Intent& intent,
                      const v1::Change& change,
                      const ingest::ChangeValue& value) const;
  // The intent at that place of a log; none if it is beyond the log's end.
  std::optional<int> IntentAt(const v1::LogPosition& position) const;

  Scheduler& scheduler_;
  std::map<int, Intent> intents_;
  std::map<std::string, Book> books_;
  std::string failure_;
  int64_t acknowledged_ = 0;
  int64_t lost_ = 0;
  int64_t doubled_ = 0;
  int64_t invented_ = 0;
};

}  // namespace disclosure::simulation

#endif  // DISCLOSURE_TESTS_SIMULATION_LEDGER_H_
