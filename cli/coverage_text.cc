// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "cli/coverage_text.h"

namespace disclosure::cli {

std::string PrintCoverage(const Session& session, const v1::Coverage& coverage,
                          const std::string& name) {
  const auto n = [](int64_t count) { return std::to_string(count); };
  std::string text = session.Say(
      "应报 " + n(coverage.expected()) + "  已报 " + n(coverage.received()) +
          "  逾期 " + n(coverage.late()) + "  未报 " + n(coverage.missing()) +
          "  有错误 " + n(coverage.with_errors()),
      "expected " + n(coverage.expected()) + "  received " +
          n(coverage.received()) + "  late " + n(coverage.late()) +
          "  missing " + n(coverage.missing()) + "  with errors " +
          n(coverage.with_errors()));
  if (coverage.with_questions() > 0) {
    text += session.Say("  有疑问 ", "  with questions ") +
            n(coverage.with_questions());
  }
  if (coverage.missing() > 0 && !name.empty()) {
    const std::string part =
        n(coverage.received()) + "/" + n(coverage.expected());
    text += session.Say(
        "      只有 " + part + " 份已报，以下不是" + name + "的全部",
        "      only " + part + " reports are in: not the whole of " + name);
  }
  return text;
}

}  // namespace disclosure::cli
