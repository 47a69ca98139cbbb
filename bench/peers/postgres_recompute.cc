// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "bench/peers/postgres_recompute.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "bench/peers/measure.h"

namespace disclosure::bench {
namespace {

// `before` and `after` around the name of every figure, with commas between.
std::string ForCells(int cells, const std::string& before,
                     const std::string& after) {
  std::vector<std::string> texts(static_cast<size_t>(cells));
  for (int cell = 0; cell < cells; ++cell) {
    texts[static_cast<size_t>(cell)] = absl::StrCat(before, "f", cell, after);
  }
  return absl::StrJoin(texts, ", ");
}

// The sums of all figures. PostgreSQL's own sum of bigint is numeric and far
// slower; this one is exact too, and fails where it would overflow.
std::string Sums(int cells) { return ForCells(cells, "exact_sum(", ")"); }

// "exact_sum(f0) AS f0, ..."
std::string NamedSums(int cells) {
  std::vector<std::string> texts(static_cast<size_t>(cells));
  for (int cell = 0; cell < cells; ++cell) {
    texts[static_cast<size_t>(cell)] =
        absl::StrCat("exact_sum(f", cell, ") AS f", cell);
  }
  return absl::StrJoin(texts, ", ");
}

absl::Status RunAll(PostgresConnection& connection,
                    const std::vector<std::string>& statements) {
  for (const std::string& statement : statements) {
    absl::Status run = connection.Run(statement);
    if (!run.ok()) return run;
  }
  return absl::OkStatus();
}

absl::Status LoadRegions(PostgresConnection& connection,
                         const ReportDump& dump) {
  size_t at = 0;
  std::string line;
  return connection.CopyIn("COPY region FROM STDIN WITH (FORMAT csv)",
                           [&]() -> absl::StatusOr<std::string_view> {
                             line.clear();
                             if (at == dump.regions().size()) return line;
                             const ReportDump::Region& region =
                                 dump.regions()[at];
                             line = absl::StrCat(at++, ",");
                             if (region.parent >= 0)
                               absl::StrAppend(&line, region.parent);
                             absl::StrAppend(&line, ",", region.depth, "\n");
                             return line;
                           });
}

absl::Status Load(PostgresConnection& connection, ReportDump& dump, int cells) {
  absl::Status made = RunAll(
      connection,
      {"CREATE AGGREGATE exact_sum(bigint) (SFUNC = int8pl, STYPE = bigint, "
       "COMBINEFUNC = int8pl, PARALLEL = SAFE)",
       "CREATE UNLOGGED TABLE region (id int PRIMARY KEY, parent int, "
       "depth int)",
       absl::StrCat("CREATE UNLOGGED TABLE report (office int, region int, "
                    "year int, revision int, ",
                    ForCells(cells, "", " bigint"), ")")});
  if (!made.ok()) return made;
  absl::Status loaded = LoadRegions(connection, dump);
  if (!loaded.ok()) return loaded;
  loaded = connection.CopyIn("COPY report FROM STDIN WITH (FORMAT csv)",
                             [&dump] { return dump.NextReports(); });
  if (!loaded.ok()) return loaded;
  return RunAll(connection, {"VACUUM ANALYZE region", "VACUUM ANALYZE report",
                             "CHECKPOINT"});
}

// The totals of the regions at a depth: what was filed in them and the totals
// of the regions one deeper.
std::string GroupLevel(int depth, bool deepest, int cells) {
  const std::string figures = ForCells(cells, "", "");
  std::string parts = absl::StrCat(
      "SELECT region, year, reports, ", figures,
      " FROM own JOIN region ON id = region WHERE depth = ", depth);
  if (!deepest) {
    absl::StrAppend(&parts, " UNION ALL SELECT parent, year, reports, ",
                    figures, " FROM total_", depth + 1,
                    " JOIN region ON id = region");
  }
  return absl::StrCat("CREATE UNLOGGED TABLE total_", depth,
                      " AS SELECT region, year, exact_sum(reports) AS reports,"
                      " ",
                      NamedSums(cells), " FROM (", parts,
                      ") AS part GROUP BY region, year");
}

struct Recomputed {
  double leaf_seconds = 0;
  double seconds = 0;
};

absl::StatusOr<Recomputed> Recompute(PostgresConnection& connection,
                                     int depth_max, int cells) {
  Recomputed result;
  const absl::Time begin = absl::Now();
  absl::Status run = connection.Run(absl::StrCat(
      "CREATE UNLOGGED TABLE own AS SELECT region, year, count(*) AS reports, ",
      NamedSums(cells), " FROM report GROUP BY region, year"));
  if (!run.ok()) return run;
  result.leaf_seconds = absl::ToDoubleSeconds(absl::Now() - begin);
  for (int depth = depth_max; depth >= 0; --depth) {
    run = connection.Run(GroupLevel(depth, depth == depth_max, cells));
    if (!run.ok()) return run;
  }
  result.seconds = absl::ToDoubleSeconds(absl::Now() - begin);
  return result;
}

absl::Status CheckRoot(PostgresConnection& connection, int cells) {
  const std::string sums = Sums(cells);
  auto equal = connection.Ask(
      absl::StrCat("SELECT (SELECT row(exact_sum(reports), ", sums,
                   ") FROM total_0)::text = (SELECT row(count(*), ", sums,
                   ") FROM report)::text"));
  if (!equal.ok()) return equal.status();
  if (*equal == "t") return absl::OkStatus();
  return absl::InternalError(
      "the root's totals are not the sum of the reports");
}

}  // namespace

absl::StatusOr<nlohmann::json> MeasureRecompute(const PostgresCluster& cluster,
                                                ReportDump& dump, int cells,
                                                absl::Duration limit) {
  auto connection = cluster.Connect();
  if (!connection.ok()) return connection.status();
  absl::Status ready = (*connection)->Run("DROP TABLE IF EXISTS report, total");
  if (!ready.ok()) return ready;
  const absl::Time begin = absl::Now();
  ready = Load(**connection, dump, cells);
  if (!ready.ok()) return ready;
  nlohmann::json result = {
      {"case", "recompute"},
      {"reports", dump.reports()},
      {"regions", dump.regions().size()},
      {"load_seconds", Rounded(absl::ToDoubleSeconds(absl::Now() - begin))},
      {"leaf_seconds", nullptr},
      {"seconds", nullptr},
      {"stopped", false}};
  // Of each statement: the first one is most of it.
  ready = (*connection)
              ->Run(absl::StrCat("SET statement_timeout = ",
                                 absl::ToInt64Milliseconds(limit)));
  if (!ready.ok()) return ready;
  const auto recomputed = Recompute(**connection, dump.depth_max(), cells);
  if (absl::IsDeadlineExceeded(recomputed.status())) {
    result["stopped"] = true;
    return result;
  }
  if (!recomputed.ok()) return recomputed.status();
  absl::Status right = CheckRoot(**connection, cells);
  if (!right.ok()) return right;
  result["leaf_seconds"] = Rounded(recomputed->leaf_seconds);
  result["seconds"] = Rounded(recomputed->seconds);
  return result;
}

}  // namespace disclosure::bench
