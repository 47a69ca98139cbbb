// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Holds a suite that is at rest against what the journal says: the log is
// exactly what was acknowledged, in order, and its chain holds; every revision
// is there with the bytes that were sent; reports and totals are what the model
// makes of them. What is not so is a finding of the journal.

#ifndef DISCLOSURE_TESTS_CRASH_CHECKER_H_
#define DISCLOSURE_TESTS_CRASH_CHECKER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "disclosure/v1/change.pb.h"
#include "tests/crash/journal.h"
#include "tests/system/client.h"
#include "tests/system/model.h"
#include "tests/system/reports.h"

namespace disclosure::testing {

// By one thread.
class Checker {
 public:
  // `log`: the log's id. `journal` must outlive it.
  Checker(Client client, const std::string& log, uint64_t seed,
          Journal* journal);

  // No client waits for an answer, and all three processes run. Checks what is
  // new since the last time, some of what is old (more of it with `thorough`),
  // and some totals.
  void CheckRound(const Model& model, bool thorough);

  // Checks everything, from the first change on, and lets aggregate recompute
  // all totals.
  void CheckAll(const Model& model);

  // Aggregate recomputes all totals from the log.
  void Verify();

  // Changes that the log is known to have.
  int64_t acknowledged() const {
    return static_cast<int64_t>(acknowledged_.size());
  }

 private:
  // The state of a walk along the log.
  struct Walk {
    int64_t sequence = 0;
    std::string hash = std::string(32, '\0');
  };

  // Adds what was acknowledged since the last time. It should continue what is
  // known without a gap; what is not in the log is lost.
  void TakeNew();
  // Reads the log from after `walk` to its head, at most to the last change
  // that is known, and whatever is beyond is invented or doubled.
  void WalkLog(Walk* walk);
  void CheckChange(const v1::LoggedChange& logged, Walk* walk);
  void CheckReported(const Acknowledged& expected, const v1::Change& change,
                     const std::string& figures_part);
  void ExplainUnknown(const v1::Change& change);

  void CheckRevision(const Acknowledged& expected);
  void CheckHead(const Acknowledged& of, const Model& model);
  void CheckSomeTotals(const Model& model);
  v1::LogPosition Head() const;

  Client client_;
  const std::string log_;
  Random random_;
  Journal& journal_;
  // acknowledged_[i] is the change with sequence i + 1; a gap has an empty
  // request id.
  std::vector<Acknowledged> acknowledged_;
  Walk verified_;
};

}  // namespace disclosure::testing

#endif  // DISCLOSURE_TESTS_CRASH_CHECKER_H_
