// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// disclosure report: a report as a file to change and submit again, or as the
// tables of the form.

#include "cli/commands.h"
#include "cli/fetch.h"
#include "cli/figure_tables.h"
#include "cli/findings.h"
#include "cli/report_files.h"
#include "cli/resolve.h"

namespace disclosure::cli {

int RunReport(Session& session, const ReportOptions& options) {
  const auto fetched = FetchReport(session, options.report, options.revision);
  if (!fetched.ok()) return session.Fail(fetched.status());
  if (!fetched->has_report()) {
    return session.Fail(
        kCallWrong,
        session.Say("该报告已撤回，没有内容。用 --revision 看以前的版次。",
                    "The report is withdrawn and has no content. See earlier "
                    "revisions with --revision."));
  }
  const v1::AnnualReport& report = fetched->report();
  const form::Catalog& catalog = session.catalog();
  if (session.format() == Format::kJson) {
    return session.Write(form::WriteReportJson(report));
  }
  if (session.format() == Format::kCsv) {
    return session.Write(form::WriteReportCsv(
        catalog, report, FormLanguage(session.language())));
  }
  const auto figures = form::FromMessage(catalog, report.figures());
  if (!figures.ok()) return session.Fail(figures.status());
  const std::string revision = std::to_string(report.revision());
  std::string text = PrintReportName(session, report) +
                     session.Say("  第 " + revision + " 版  ",
                                 "  revision " + revision + "  ") +
                     PrintTime(fetched->info().committed_at()) +
                     session.Say("  序号 ", "  position ") +
                     PrintPosition(fetched->info().position(), fetched->log()) +
                     "\n";
  FigureTables tables{.catalog = catalog, .figures = *figures};
  tables.editions = CountEditions(report.editions());
  tables.language = session.language();
  tables.nonzero = options.nonzero;
  tables.globs = options.figures;
  return session.Write(text + PrintFigureTables(tables));
}

}  // namespace disclosure::cli
