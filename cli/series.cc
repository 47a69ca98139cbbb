// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// disclosure series: figures of a region or an office over the years.

#include "cli/commands.h"
#include "cli/figure_tables.h"
#include "cli/json.h"
#include "cli/listing.h"
#include "cli/resolve.h"
#include "disclosure/v1/query_service.grpc.pb.h"

namespace disclosure::cli {
namespace {

absl::Status Fill(Session& session, const SeriesOptions& options,
                  v1::GetSeriesRequest* request) {
  const auto after = ResolvePosition(session, options.after);
  if (!after.ok()) return after.status();
  if (!after->log().empty()) *request->mutable_min_position() = *after;
  if (!options.office.empty()) {
    const auto office =
        ResolveOffice(session, options.office, options.last_year);
    if (!office.ok()) return office.status();
    request->set_office(office->id());
    request->set_scope(options.area ? v1::SCOPE_AREA : v1::SCOPE_OWN);
  } else {
    const auto region =
        ResolveRegion(session, options.region, options.last_year);
    if (!region.ok()) return region.status();
    request->set_region(region->region().code());
  }
  request->set_line(options.line);
  request->set_part(options.own ? v1::PART_OWN : v1::PART_SUBTREE);
  request->set_first_year(options.first_year);
  request->set_last_year(options.last_year);
  for (const std::string& glob : options.figures) request->add_figures(glob);
  return absl::OkStatus();
}

}  // namespace

int RunSeries(Session& session, const SeriesOptions& options) {
  v1::GetSeriesRequest request;
  absl::Status status = Fill(session, options, &request);
  if (!status.ok()) return session.Fail(status);
  const auto stub = v1::QueryService::NewStub(session.query());
  v1::GetSeriesResponse response;
  status = session.Call([&](grpc::ClientContext* context) {
    return stub->GetSeries(context, request, &response);
  });
  if (!status.ok()) return session.Fail(status);
  if (session.format() == Format::kJson) {
    return session.Write(ToJson(response) + "\n");
  }
  std::vector<std::string> heads = {session.Say("指标", "figure"),
                                    session.Say("名称", "label")};
  std::vector<form::FigureVector> years;
  for (const v1::Totals& totals : response.years()) {
    std::string head = std::to_string(totals.year());
    const v1::Coverage& coverage = totals.coverage();
    if (session.format() == Format::kTable && options.office.empty()) {
      head += " (" + std::to_string(coverage.received()) + "/" +
              std::to_string(coverage.expected()) + ")";
    }
    heads.push_back(head);
    auto figures = form::FromMessage(session.catalog(), totals.figures());
    if (!figures.ok()) return session.Fail(figures.status());
    years.push_back(*std::move(figures));
  }
  Listing listing(session, heads);
  for (const form::Cell& cell : session.catalog().cells()) {
    if (!FitsGlobs(cell.path, options.figures)) continue;
    std::vector<std::string> row = {form::NameInFiles(cell),
                                    session.Say(cell.label_zh, cell.label_en)};
    bool any = false;
    for (const form::FigureVector& figures : years) {
      const bool has = figures.has(cell.index);
      any |= has;
      row.push_back(has ? PrintFigure(cell, figures.value(cell.index)) : "");
    }
    if (any) listing.Add(std::move(row), "");
  }
  return session.Write(listing.Print());
}

}  // namespace disclosure::cli
