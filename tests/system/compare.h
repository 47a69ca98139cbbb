// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Answers of query held against the model, and against themselves.

#ifndef DISCLOSURE_TESTS_SYSTEM_COMPARE_H_
#define DISCLOSURE_TESTS_SYSTEM_COMPARE_H_

#include <string>
#include <vector>

#include "disclosure/v1/position.pb.h"
#include "disclosure/v1/query_service.pb.h"
#include "tests/system/client.h"
#include "tests/system/model.h"

namespace disclosure::testing {

// Asks for every region of a year, for all lines together and for each of
// `lines`, at `position` or later, and expects what the model says: totals, own
// part, published and parts, blanks, editions, counts, coverage, missing
// reports, children. Returns how many answers agreed with it; the first that
// does not is a test failure.
int ExpectAnswers(Client& client, const Model& model, int year,
                  std::vector<std::string> lines,
                  const v1::LogPosition& position);

// The same for one region and line (empty: all lines). What is wrong; empty:
// nothing.
std::string AnswerProblems(Client& client, const Model& model,
                           const std::string& region, int year,
                           const std::string& line,
                           const v1::LogPosition& position);

// What is wrong within one answer: total = own + children as counted, unless
// the region is counted by area, and then its parts are. Empty: nothing.
std::string FamilyProblem(const v1::ListTotalsResponse& family);

// Asks aggregate to recompute everything; a failure if anything differs.
void ExpectVerified(Client& client);

}  // namespace disclosure::testing

#endif  // DISCLOSURE_TESTS_SYSTEM_COMPARE_H_
