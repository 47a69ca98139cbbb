// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "bench/peers/postgres_cluster.h"

#include <pwd.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace disclosure::bench {
namespace {

constexpr absl::Duration kStartLimit = absl::Minutes(2);
constexpr absl::Duration kStopLimit = absl::Minutes(2);

// What a signal handler needs: the server to stop, and that one came.
std::atomic<pid_t> server_pid = 0;
std::atomic<bool> interrupted = false;

// The server ends at once and cleanly; the calls of its clients fail, and this
// program ends the usual way.
void StopServer(int) {
  interrupted = true;
  if (server_pid != 0) ::kill(server_pid, SIGINT);
}

void HandleSignals() {
  struct sigaction action = {};
  action.sa_handler = StopServer;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

// What a command begins with so that it runs as this user. It stays the same
// process, and is told to end when this program dies.
absl::StatusOr<std::vector<std::string>> AsUser(const std::string& name,
                                                const std::string& folder) {
  if (::geteuid() != 0) return std::vector<std::string>();
  const passwd* user = ::getpwnam(name.c_str());
  if (user == nullptr) {
    return absl::NotFoundError(absl::StrCat("there is no user ", name));
  }
  if (::chown(folder.c_str(), user->pw_uid, user->pw_gid) != 0) {
    return absl::InternalError(absl::StrCat(folder, " cannot be given away"));
  }
  return std::vector<std::string>{"setpriv",
                                  absl::StrCat("--reuid=", user->pw_uid),
                                  "--clear-groups",
                                  absl::StrCat("--regid=", user->pw_gid),
                                  "--pdeathsig",
                                  "INT",
                                  "--"};
}

absl::Status MakeCluster(std::vector<std::string> command,
                         const std::string& programs, const std::string& data) {
  for (const std::string& argument :
       {programs + "/initdb", std::string("--pgdata=") + data,
        std::string("--username=peer"), std::string("--auth=trust"),
        std::string("--encoding=UTF8"), std::string("--locale=C"),
        std::string("--no-sync")}) {
    command.push_back(argument);
  }
  const testing::Finished made = testing::RunProgram(command, kStartLimit);
  if (made.code == 0) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("initdb failed: ", made.output));
}

}  // namespace

const std::map<std::string, std::string>& PostgresCluster::Settings() {
  static const auto& settings = *new std::map<std::string, std::string>{
      {"fsync", "on"},
      {"synchronous_commit", "on"},
      // Room, so that a short measurement meets no checkpoint of its own.
      {"shared_buffers", "1GB"},
      {"max_wal_size", "8GB"},
      {"checkpoint_timeout", "30min"},
      // Totals of all regions are grouped in memory.
      {"work_mem", "1GB"},
      {"max_parallel_workers_per_gather", "2"},
      {"max_connections", "110"},
      {"default_toast_compression", "lz4"}};
  return settings;
}

PostgresCluster::PostgresCluster(std::unique_ptr<ScratchFolder> folder,
                                 std::unique_ptr<testing::Process> server)
    : folder_(std::move(folder)), server_(std::move(server)) {}

PostgresCluster::~PostgresCluster() {
  server_pid = 0;  // Once it has ended, its number may be another's.
  ::kill(server_->pid(), SIGINT);
  server_->Wait(kStopLimit);
}

absl::StatusOr<std::unique_ptr<PostgresCluster>> PostgresCluster::Start(
    const Options& options) {
  if (!std::filesystem::exists(options.programs + "/postgres")) {
    return absl::NotFoundError(
        absl::StrCat("there is no PostgreSQL server in ", options.programs,
                     "; tools/setup --bench installs it"));
  }
  HandleSignals();
  auto folder = ScratchFolder::Make(options.parent);
  if (!folder.ok()) return folder.status();
  const std::string& path = (*folder)->path();
  const std::string data = path + "/data";
  auto command = AsUser(options.user, path);
  if (!command.ok()) return command.status();
  absl::Status made = MakeCluster(*command, options.programs, data);
  if (!made.ok()) return made;
  if (interrupted) return absl::CancelledError("told to end");

  for (const std::string& argument :
       {options.programs + "/postgres", std::string("-D"), data,
        std::string("-c"), std::string("listen_addresses="), std::string("-c"),
        "unix_socket_directories=" + path}) {
    command->push_back(argument);
  }
  for (const auto& [name, value] : Settings()) {
    command->push_back("-c");
    command->push_back(absl::StrCat(name, "=", value));
  }
  auto server = std::make_unique<testing::Process>(*command);
  server_pid = server->pid();
  const bool ready =
      server->WaitForLine("ready to accept connections", kStartLimit)
          .has_value();
  if (!ready) {
    server_pid = 0;
    return absl::InternalError(
        absl::StrCat("PostgreSQL did not start: ", server->output()));
  }
  std::unique_ptr<PostgresCluster> cluster(
      new PostgresCluster(*std::move(folder), std::move(server)));
  if (interrupted) return absl::CancelledError("told to end");
  return cluster;
}

absl::StatusOr<std::unique_ptr<PostgresConnection>> PostgresCluster::Connect()
    const {
  return PostgresConnection::Open(
      absl::StrCat("host=", folder_->path(),
                   " user=peer dbname=postgres connect_timeout=60"));
}

}  // namespace disclosure::bench
