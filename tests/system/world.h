// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A made-up country for random tests: a registry of a few levels, and what
// happens in it by chance.

#ifndef DISCLOSURE_TESTS_SYSTEM_WORLD_H_
#define DISCLOSURE_TESTS_SYSTEM_WORLD_H_

#include <optional>
#include <vector>

#include "disclosure/v1/ingest_service.pb.h"
#include "disclosure/v1/registry.pb.h"
#include "tests/system/model.h"
#include "tests/system/reports.h"

namespace disclosure::testing {

inline constexpr int kFirstYear = 2019;
inline constexpr int kLastYear = 2021;

// One province, two cities, five counties, ten towns, with offices in three
// lines, some of which file for their whole area and some of which do not
// count. Some counties have rows of their own from 2020 on.
v1::RegistryRows MakeWorld(Random& random);

// Deals the offices of a world out to so many hands; each has all regions.
std::vector<v1::RegistryRows> DealOffices(const v1::RegistryRows& world,
                                          int hands);

// A row of the model's registry, changed: another parent, another way to be
// counted, another line or region of an office. The suite may refuse it.
v1::RegistryRows RandomMove(Random& random, const Model& model);

// A submission of a new report or an amendment of one, fit to be accepted: by
// an office, in a year and with a scope that the model's registry expects.
v1::Submission RandomSubmission(Random& random, const Model& model);

// A withdrawal of a report of the model; nothing if there is none.
std::optional<v1::WithdrawReportRequest> RandomWithdrawal(Random& random,
                                                          const Model& model);

}  // namespace disclosure::testing

#endif  // DISCLOSURE_TESTS_SYSTEM_WORLD_H_
