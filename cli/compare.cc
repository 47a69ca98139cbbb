// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// disclosure compare: which figures differ between two revisions of a report.

#include "cli/commands.h"
#include "cli/fetch.h"
#include "cli/figure_tables.h"
#include "cli/findings.h"
#include "cli/listing.h"
#include "nlohmann/json.hpp"

namespace disclosure::cli {
namespace {

std::string ValueOf(const Session& session, const form::FigureVector& figures,
                    const form::Cell& cell) {
  if (!figures.has(cell.index)) return session.Say("未填", "blank");
  return PrintFigure(cell, figures.value(cell.index));
}

std::string ToJsonLine(const form::Cell& cell, const std::string& from,
                       const std::string& to) {
  nlohmann::ordered_json line;
  line["figure"] = form::NameInFiles(cell);
  line["from"] = from;
  line["to"] = to;
  return line.dump();
}

}  // namespace

int RunCompare(Session& session, const CompareOptions& options) {
  const form::Catalog& catalog = session.catalog();
  const auto after = FetchReport(session, options.report, options.to);
  if (!after.ok()) return session.Fail(after.status());
  int from = options.from;
  if (from == 0) from = after->info().revision() - 1;
  if (from < 1) {
    return session.Fail(kCallWrong,
                        session.Say("该报告只有一版，无可比较。",
                                    "The report has one revision only."));
  }
  const auto before = FetchReport(session, options.report, from);
  if (!before.ok()) return session.Fail(before.status());
  const auto old_figures =
      form::FromMessage(catalog, before->report().figures());
  const auto new_figures =
      form::FromMessage(catalog, after->report().figures());
  if (!old_figures.ok()) return session.Fail(old_figures.status());
  if (!new_figures.ok()) return session.Fail(new_figures.status());

  const auto head = [&](int revision) {
    const std::string n = std::to_string(revision);
    return session.Say("第 " + n + " 版", "revision " + n);
  };
  Listing listing(session,
                  {session.Say("指标", "figure"), session.Say("名称", "label"),
                   head(from), head(after->info().revision())});
  int differences = 0;
  for (const form::Cell& cell : catalog.cells()) {
    const std::string was = ValueOf(session, *old_figures, cell);
    const std::string is = ValueOf(session, *new_figures, cell);
    if (was == is) continue;
    ++differences;
    listing.Add({form::NameInFiles(cell),
                 session.Say(cell.label_zh, cell.label_en), was, is},
                ToJsonLine(cell, was, is));
  }
  std::string text = listing.Print();
  if (session.format() == Format::kTable) {
    const std::string n = std::to_string(differences);
    text = PrintReportName(session, after->has_report() ? after->report()
                                                        : before->report()) +
           "\n" + (differences > 0 ? text : "") +
           session.Say(n + " 处不同\n", n + " figures differ\n");
  }
  return session.Write(text);
}

}  // namespace disclosure::cli
