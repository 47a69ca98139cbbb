// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Coverage as a person reads it, the same above every total.

#ifndef DISCLOSURE_CLI_COVERAGE_TEXT_H_
#define DISCLOSURE_CLI_COVERAGE_TEXT_H_

#include <string>

#include "cli/session.h"
#include "disclosure/v1/total.pb.h"

namespace disclosure::cli {

// 应报 16  已报 1  逾期 0  未报 15  有错误 0, and the warning that the total is
// not complete where it is not. One line without its end. `name` is the
// region's.
std::string PrintCoverage(const Session& session, const v1::Coverage& coverage,
                          const std::string& name);

}  // namespace disclosure::cli

#endif  // DISCLOSURE_CLI_COVERAGE_TEXT_H_
