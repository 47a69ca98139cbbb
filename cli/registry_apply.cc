// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// disclosure registry apply: regions.csv and offices.csv to ingest, as a whole
// or not at all, with every problem at its file and line.

#include <iostream>

#include "base/error.h"
#include "base/file.h"
#include "base/random_id.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/resolve.h"
#include "disclosure/v1/registry_service.grpc.pb.h"
#include "grpcpp/client_context.h"
#include "registry/csv.h"

namespace disclosure::cli {
namespace {

using registry::FileProblem;
using registry::RegistryFiles;

// What one request holds; see ApplyRegistryRequest.
constexpr size_t kRequestBytesMax = 4'000'000;

int FailWith(const Session& session, const std::vector<FileProblem>& problems) {
  for (const FileProblem& problem : problems) {
    std::cerr << problem.place.file << ":" << problem.place.line << ": "
              << session.Say(problem.zh, problem.en) << "\n";
  }
  const std::string n = std::to_string(problems.size());
  return session.Fail(
      kDataErrors,
      session.Say(n + " 处问题，登记表未作任何改动。",
                  n + (problems.size() == 1 ? " problem" : " problems") +
                      "; the registry was not changed."));
}

std::vector<FileProblem> InFiles(const RegistryFiles& files,
                                 const v1::ApplyRegistryResponse& response) {
  std::vector<FileProblem> problems;
  for (const v1::RegistryProblem& problem : response.problems()) {
    problems.push_back(registry::InFile(
        files, problem.row(), problem.message().en(), problem.message().zh()));
  }
  return problems;
}

absl::Status Apply(const Session& session, const RegistryFiles& files,
                   const RegistryApplyOptions& options, bool validate_only,
                   v1::ApplyRegistryResponse* response) {
  v1::ApplyRegistryRequest request;
  *request.mutable_rows() = files.rows;
  request.set_note(options.note);
  request.set_validate_only(validate_only);
  request.set_request_id(base::RandomId());
  const auto stub = v1::RegistryService::NewStub(session.ingest());
  return session.Call([&](grpc::ClientContext* context) {
    return stub->ApplyRegistry(context, request, response);
  });
}

std::string Print(const Session& session,
                  const v1::ApplyRegistryResponse& response, bool dry_run) {
  const std::string regions = std::to_string(response.regions_changed());
  const std::string offices = std::to_string(response.offices_changed());
  const std::string revision = std::to_string(response.revision());
  if (response.unchanged()) {
    return session.Say("登记表与第 " + revision + " 版相同，未产生新版本。\n",
                       "The registry is as in revision " + revision +
                           "; nothing was changed.\n");
  }
  if (dry_run) {
    return session.Say("可以应用：地区 " + regions + " 行，填报单位 " +
                           offices + " 行有变化。未作改动。\n",
                       "Can be applied: " + regions + " region rows and " +
                           offices +
                           " office rows would change. Nothing was changed.\n");
  }
  const std::string position =
      PrintPosition(response.position(), response.log());
  return session.Say(
      "登记表第 " + revision + " 版：地区 " + regions + " 行，填报单位 " +
          offices + " 行有变化  序号 " + position + "\n",
      "Registry revision " + revision + ": " + regions + " region rows and " +
          offices + " office rows changed  position " + position + "\n");
}

}  // namespace

int RunRegistryApply(Session& session, const RegistryApplyOptions& options) {
  RegistryFiles files;
  std::vector<FileProblem> problems;
  for (const std::string& path : options.files) {
    const auto text = base::ReadFile(path);
    if (!text.ok()) return session.Fail(text.status());
    for (FileProblem& problem : registry::ReadRegistryCsv(path, *text, files)) {
      problems.push_back(std::move(problem));
    }
  }
  if (!problems.empty()) return FailWith(session, problems);

  const size_t bytes = files.rows.ByteSizeLong();
  if (bytes > kRequestBytesMax) {
    const std::string mb = std::to_string(bytes / 1'000'000);
    return session.Fail(
        kCallWrong,
        session.Say("登记表共 " + mb +
                        " MB，一次最多 4 MB。请按省份分成几份，"
                        "先应用上级地区，再应用下级地区和填报单位。",
                    "The registry has " + mb +
                        " MB, one call takes 4 MB. "
                        "Split it, by province for instance, and apply the "
                        "upper regions first, then what is below them."));
  }

  v1::ApplyRegistryResponse response;
  absl::Status status =
      Apply(session, files, options, options.dry_run, &response);
  const bool invalid =
      base::GetErrorDetails(status).reason == "REGISTRY_INVALID";
  if (invalid) status = Apply(session, files, options, true, &response);
  if (!status.ok()) return session.Fail(status);
  if (response.problems_size() > 0) {
    return FailWith(session, InFiles(files, response));
  }
  if (session.format() == Format::kJson) {
    return session.Write(ToJson(response) + "\n");
  }
  return session.Write(Print(session, response, options.dry_run));
}

}  // namespace disclosure::cli
