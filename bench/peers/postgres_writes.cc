// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "bench/peers/postgres_writes.h"

#include <latch>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "bench/peers/measure.h"

namespace disclosure::bench {
namespace {

constexpr int kYear = 2023;
// Offices of a town, towns of a county, counties of a city, cities of a
// province, provinces of the nation: about those of China.
constexpr int kParts[] = {4, 14, 9, 11, 31};

std::string Column(int cell) { return absl::StrCat("f", cell + 1); }

// `make` of every cell, with commas between.
template <typename Make>
std::string ForCells(int cells, Make make) {
  std::vector<std::string> texts(static_cast<size_t>(cells));
  for (int cell = 0; cell < cells; ++cell) {
    texts[static_cast<size_t>(cell)] = make(cell);
  }
  return absl::StrJoin(texts, ", ");
}

// A trigger function that adds `change` of the columns to the totals of a
// region, then of what is above it. All take the locks in this order, lowest
// region first, so that no two wait for each other.
std::string TriggerFunction(const std::string& name,
                            const std::string& declared, int reports,
                            const std::string& columns) {
  return absl::StrCat("CREATE FUNCTION ", name,
                      "() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE "
                      "place int := NEW.region; n bigint[] := NEW.figures; ",
                      declared,
                      " BEGIN WHILE place IS NOT NULL LOOP UPDATE total SET "
                      "reports = reports + ",
                      reports, ", ", columns,
                      " WHERE region = place AND year = NEW.year "
                      "RETURNING parent INTO place; END LOOP; RETURN NULL; "
                      "END $$");
}

// The regions of one level. Numbers of regions follow each other, level by
// level from the towns up.
struct Level {
  int first = 0;
  int count = 0;
  int parts = 0;  // of the level below, in each of them
};

std::vector<Level> Levels(int offices) {
  std::vector<Level> levels;
  int children = offices;
  int first = 0;
  for (const int parts : kParts) {
    const int count = (children + parts - 1) / parts;
    levels.push_back({.first = first, .count = count, .parts = parts});
    first += count;
    children = count;
  }
  levels.back().count = 1;  // One nation, whatever its provinces are.
  return levels;
}

absl::Status MakeTotals(PostgresConnection& connection,
                        const WriteOptions& options) {
  std::vector<std::string> statements = {absl::StrCat(
      "CREATE TABLE total (region int, year int, parent int, reports bigint, ",
      ForCells(options.cells,
               [](int cell) { return Column(cell) + " bigint NOT NULL"; }),
      // Room in the page for the next versions of its two rows.
      ", PRIMARY KEY (region, year)) WITH (fillfactor = 50)")};
  const std::vector<Level> levels = Levels(options.offices);
  for (size_t i = 0; i < levels.size(); ++i) {
    const bool top = i + 1 == levels.size();
    const std::string parent =
        top ? "NULL"
            : absl::StrCat("least(", levels[i + 1].first, " + i / ",
                           levels[i + 1].parts, ", ",
                           levels[i + 1].first + levels[i + 1].count - 1, ")");
    statements.push_back(absl::StrCat(
        "INSERT INTO total SELECT ", levels[i].first, " + i, ", kYear, ", ",
        parent, ", 0, ", ForCells(options.cells, [](int) { return "0"; }),
        " FROM generate_series(0, ", levels[i].count - 1, ") AS i"));
  }
  statements.push_back(TriggerFunction(
      "add_report", "", 1, ForCells(options.cells, [](int cell) {
        return absl::StrCat(Column(cell), " = ", Column(cell), " + n[",
                            cell + 1, "]");
      })));
  statements.push_back(TriggerFunction(
      "replace_report", "o bigint[] := OLD.figures;", 0,
      ForCells(options.cells, [](int cell) {
        return absl::StrCat(Column(cell), " = ", Column(cell), " + n[",
                            cell + 1, "] - o[", cell + 1, "]");
      })));
  for (const char* trigger :
       {"CREATE TRIGGER added AFTER INSERT ON report FOR EACH ROW EXECUTE "
        "FUNCTION add_report()",
        "CREATE TRIGGER replaced AFTER UPDATE ON report FOR EACH ROW EXECUTE "
        "FUNCTION replace_report()",
        "ANALYZE total (region, year)"}) {
    statements.push_back(trigger);
  }
  for (const std::string& statement : statements) {
    absl::Status run = connection.Run(statement);
    if (!run.ok()) return run;
  }
  return absl::OkStatus();
}

absl::Status MakeTables(PostgresConnection& connection,
                        const WriteOptions& options) {
  for (const char* statement :
       {"DROP TABLE IF EXISTS report, total",
        "DROP FUNCTION IF EXISTS add_report, replace_report",
        "CREATE TABLE report (office int, year int, region int NOT NULL, "
        "figures bigint[] NOT NULL, narrative text NOT NULL, "
        "PRIMARY KEY (office, year))"}) {
    absl::Status run = connection.Run(statement);
    if (!run.ok()) return run;
  }
  if (options.totals) {
    absl::Status made = MakeTotals(connection, options);
    if (!made.ok()) return made;
  }
  return connection.Run("CHECKPOINT");  // Every measurement begins alike.
}

// Figures as they are filed: most are zero, a few are large.
std::vector<int64_t> RandomFigures(int cells, std::mt19937_64* random) {
  std::vector<int64_t> figures(static_cast<size_t>(cells));
  for (int64_t& figure : figures) {
    const uint64_t dice = (*random)() % 100;
    const int64_t most = dice < 70 ? 1 : dice < 95 ? 100 : 100'000;
    figure = static_cast<int64_t>((*random)() % static_cast<uint64_t>(most));
  }
  return figures;
}

// One client: reports of random offices, one after the other.
class Client {
 public:
  Client(const WriteOptions& options, int number)
      : options_(options),
        random_(options.seed + static_cast<uint64_t>(number)) {}

  absl::Status Prepare(const PostgresCluster& cluster) {
    auto connected = cluster.Connect();
    if (!connected.ok()) return connected.status();
    connection_ = *std::move(connected);
    for (int i = 0; i < kSamples; ++i) {
      figures_.push_back(
          BinaryInt64Array(RandomFigures(options_.cells, &random_)));
      narratives_.push_back(RandomProse(options_.narrative_bytes, &random_));
    }
    return connection_->Prepare(
        "file",
        "INSERT INTO report (office, year, region, figures, narrative) VALUES "
        "($1, $2, $3, $4, $5) ON CONFLICT (office, year) DO UPDATE SET "
        "figures = excluded.figures, narrative = excluded.narrative");
  }

  void Run(absl::Time end) {
    const std::string year = BinaryInt32(kYear);
    for (absl::Time now = absl::Now(); status_.ok() && now < end;) {
      const int office =
          static_cast<int>(random_() % static_cast<uint64_t>(options_.offices));
      status_ = connection_->Call(
          "file",
          {BinaryInt32(office), year, BinaryInt32(office / kParts[0]),
           figures_[random_() % kSamples], narratives_[random_() % kSamples]});
      const absl::Time after = absl::Now();
      times_.Add(after - now);
      now = after;
    }
  }

  const absl::Status& status() const { return status_; }
  const Times& times() const { return times_; }

 private:
  static constexpr int kSamples = 64;

  const WriteOptions& options_;
  std::mt19937_64 random_;
  std::unique_ptr<PostgresConnection> connection_;
  std::vector<std::string> figures_;
  std::vector<std::string> narratives_;
  Times times_;
  absl::Status status_;
};

// The nation's total is the sum of the reports.
absl::Status CheckTotals(PostgresConnection& connection,
                         const WriteOptions& options) {
  std::vector<std::string> columns(static_cast<size_t>(options.cells));
  for (int cell = 0; cell < options.cells; ++cell) {
    columns[static_cast<size_t>(cell)] = Column(cell);
  }
  auto equal = connection.Ask(absl::StrCat(
      "SELECT (SELECT row(reports, ", absl::StrJoin(columns, " + "),
      ") FROM total WHERE parent IS NULL)::text = (SELECT "
      "row(count(DISTINCT office), sum(figure)) FROM report, "
      "unnest(figures) AS figure)::text"));
  if (!equal.ok()) return equal.status();
  if (*equal == "t") return absl::OkStatus();
  return absl::InternalError("the totals are not the sum of the reports");
}

}  // namespace

absl::StatusOr<nlohmann::json> MeasureWrites(const PostgresCluster& cluster,
                                             const WriteOptions& options) {
  auto connection = cluster.Connect();
  if (!connection.ok()) return connection.status();
  absl::Status status = MakeTables(**connection, options);
  if (!status.ok()) return status;
  std::vector<Client> clients;
  clients.reserve(static_cast<size_t>(options.connections));
  for (int i = 0; i < options.connections; ++i) {
    clients.emplace_back(options, i);
    status = clients.back().Prepare(cluster);
    if (!status.ok()) return status;
  }

  std::latch start(options.connections);
  const absl::Time begin = absl::Now();
  std::vector<std::thread> threads;
  for (Client& client : clients) {
    threads.emplace_back([&] {
      start.arrive_and_wait();
      client.Run(begin + options.time);
    });
  }
  for (std::thread& thread : threads) thread.join();
  const double seconds = absl::ToDoubleSeconds(absl::Now() - begin);

  Times times;
  for (const Client& client : clients) {
    if (!client.status().ok()) return client.status();
    times.Merge(client.times());
  }
  if (options.totals) {
    status = CheckTotals(**connection, options);
    if (!status.ok()) return status;
  }
  const auto millis = [&times](double share) {
    return Rounded(absl::ToDoubleMilliseconds(times.Percentile(share)));
  };
  return nlohmann::json{
      {"case", options.totals ? "triggers" : "plain"},
      {"connections", options.connections},
      {"count", times.count()},
      {"seconds", Rounded(seconds)},
      {"per_second", Rounded(static_cast<double>(times.count()) / seconds)},
      {"p50_ms", millis(0.5)},
      {"p99_ms", millis(0.99)}};
}

}  // namespace disclosure::bench
