// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What would put a report right whose equations fail, as a person reads it and
// as a program does.

#ifndef DISCLOSURE_CLI_REPAIRS_H_
#define DISCLOSURE_CLI_REPAIRS_H_

#include <string>
#include <vector>

#include "cli/session.h"
#include "disclosure/v1/report.pb.h"
#include "form/repair.h"

namespace disclosure::cli {

// At most three proposals; none if the figures balance or cannot be read.
std::vector<form::Repair> FindRepairs(const form::Catalog& catalog,
                                      const v1::AnnualReport& report);

// The number of the last table that the proposals change; -1: there are none.
int LastTableOf(const form::Catalog& catalog,
                const std::vector<form::Repair>& repairs);

// A line for each: 建议 …; several name their slips.
std::string PrintRepairs(const Session& session,
                         const std::vector<form::Repair>& repairs);

// A JSON array of {"slip", "changes": [{"cell", "from", "to"}]}; `from` is null
// where the cell is blank.
std::string RepairsToJson(const form::Catalog& catalog,
                          const std::vector<form::Repair>& repairs);

}  // namespace disclosure::cli

#endif  // DISCLOSURE_CLI_REPAIRS_H_
