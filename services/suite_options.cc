// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/suite_options.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/text.h"

namespace disclosure {
namespace {

constexpr size_t kLogNameBytesMax = 64;

struct TargetPlace {
  Target target;
  const char* name;
  int port;
  int admin_port;
};
constexpr TargetPlace kTargets[] = {
    {Target::kAll, "all", 17000, 17090},
    {Target::kIngest, "ingest", 17001, 17091},
    {Target::kAggregate, "aggregate", 17002, 17092},
    {Target::kQuery, "query", 17003, 17093},
};

const TargetPlace& PlaceOf(Target target) {
  for (const TargetPlace& place : kTargets) {
    if (place.target == target) return place;
  }
  return kTargets[0];
}

absl::Status Missing(Target target, const std::string& flag,
                     const std::string& example) {
  const std::string name = TargetName(target);
  return base::MakeError(absl::StatusCode::kInvalidArgument, "FLAG_MISSING",
                         absl::StrCat("--target=", name, " needs ", flag,
                                      ", such as ", flag, "=", example),
                         absl::StrCat("--target=", name, " 须给出 ", flag,
                                      "，例如 ", flag, "=", example, "。"));
}

absl::Status Unused(Target target, const std::string& flag) {
  const std::string name = TargetName(target);
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "FLAG_UNUSED",
      absl::StrCat(flag, " has no meaning with --target=", name,
                   ", which does not connect there; leave it out"),
      absl::StrCat("--target=", name, " 不需要 ", flag, "，请去掉。"));
}

// The address of a service that this process may need.
absl::Status CheckPeer(const SuiteOptions& options, bool needed,
                       const std::string& flag, const std::string& address,
                       const std::string& example) {
  if (!needed) {
    return address.empty() ? absl::OkStatus() : Unused(options.target, flag);
  }
  if (address.empty()) return Missing(options.target, flag, example);
  return server::Validate(ConnectionTo(options, address));
}

// Whether `inner` is `outer` or lies in it.
bool LiesIn(const std::filesystem::path& inner,
            const std::filesystem::path& outer) {
  const auto [end, rest] =
      std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end());
  return end == outer.end();
}

// Without links, dots and slashes at the end.
std::filesystem::path Plain(const std::string& path) {
  std::error_code error;
  std::filesystem::path plain = std::filesystem::weakly_canonical(path, error);
  if (error) plain = std::filesystem::path(path).lexically_normal();
  return plain.has_filename() ? plain : plain.parent_path();
}

absl::Status CheckBackupDir(const SuiteOptions& options) {
  const std::string& folder = options.backup_dir;
  if (folder.empty()) return absl::OkStatus();
  if (!RunsIngest(options.target)) {
    return Unused(options.target, "--backup-dir");
  }
  const std::filesystem::path backups = Plain(folder);
  const std::filesystem::path data = Plain(options.data_dir);
  if (!LiesIn(backups, data) && !LiesIn(data, backups)) return absl::OkStatus();
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "BACKUP_DIR_IN_DATA",
      absl::StrCat("--backup-dir=", folder,
                   " and --data-dir=", options.data_dir,
                   " lie in one another: what takes one would take both; "
                   "name a folder on another disk"),
      absl::StrCat("--backup-dir=", folder, " 与 --data-dir=", options.data_dir,
                   " 互相包含，一旦损坏将同时丢失；请使用另一块磁盘上的"
                   "目录。"));
}

}  // namespace

std::optional<Target> ParseTarget(std::string_view name) {
  for (const TargetPlace& place : kTargets) {
    if (name == place.name) return place.target;
  }
  return std::nullopt;
}

std::string TargetName(Target target) { return PlaceOf(target).name; }

std::string DefaultListenAddress(Target target) {
  return absl::StrCat("127.0.0.1:", PlaceOf(target).port);
}

std::string DefaultAdminAddress(Target target) {
  return absl::StrCat("127.0.0.1:", PlaceOf(target).admin_port);
}

server::ClientOptions ConnectionTo(const SuiteOptions& options,
                                   const std::string& address) {
  server::ClientOptions client = options.client;
  client.address = address;
  return client;
}

absl::Status CheckLogName(const std::string& name) {
  // It is printed before a colon and a number: main:5.
  if (name.size() <= kLogNameBytesMax && base::IsValidUtf8(name) &&
      name.find_first_of(": \t\r\n") == std::string::npos) {
    return absl::OkStatus();
  }
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "LOG_NAME_INVALID",
      absl::StrCat("--log-name has at most ", kLogNameBytesMax,
                   " bytes, without blanks and colons"),
      absl::StrCat("--log-name 不超过 ", kLogNameBytesMax,
                   " 字节，不得含空格和冒号。"));
}

absl::Status Validate(const SuiteOptions& options) {
  const Target target = options.target;
  if (target != Target::kQuery && options.data_dir.empty()) {
    return Missing(target, "--data-dir", "/var/lib/disclosure");
  }
  absl::Status status = server::Validate(options.server);
  if (!status.ok()) return status;
  status = CheckPeer(
      options, target == Target::kAggregate || target == Target::kQuery,
      "--ingest", options.ingest, DefaultListenAddress(Target::kIngest));
  if (!status.ok()) return status;
  status =
      CheckPeer(options, target == Target::kQuery, "--aggregate",
                options.aggregate, DefaultListenAddress(Target::kAggregate));
  if (!status.ok()) return status;
  status = CheckBackupDir(options);
  if (!status.ok()) return status;
  if (!options.log_name.empty() && !RunsIngest(target)) {
    return Unused(target, "--log-name");
  }
  return CheckLogName(options.log_name);
}

}  // namespace disclosure
