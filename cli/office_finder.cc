// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "cli/office_finder.h"

#include <algorithm>
#include <utility>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "cli/resolve.h"
#include "disclosure/v1/query_service.grpc.pb.h"
#include "grpcpp/client_context.h"
#include "registry/csv.h"
#include "registry/names.h"
#include "registry/registry.h"
#include "registry/year_tree.h"

namespace disclosure::cli {
namespace {

constexpr int kCandidatesMax = 10;
// How long to look for a service.
constexpr absl::Duration kServerWait = absl::Milliseconds(400);

class ServiceFinder : public OfficeFinder {
 public:
  explicit ServiceFinder(Session& session)
      : session_(session), stub_(v1::QueryService::NewStub(session.query())) {}

  absl::StatusOr<OfficeCandidates> Find(const std::string& name,
                                        int year) override {
    v1::QueryServiceListOfficesRequest request;
    request.set_text(name);
    request.set_year(year);
    request.set_page_size(kCandidatesMax);
    v1::QueryServiceListOfficesResponse response;
    const absl::Status status =
        session_.Call([&](grpc::ClientContext* context) {
          return stub_->ListOffices(context, request, &response);
        });
    if (!status.ok()) return status;
    OfficeCandidates found;
    found.exact = response.exact();
    for (const v1::OfficeEntry& office : response.offices()) {
      std::string place = PrintPath(office.region());
      if (!place.empty()) place += " ";
      found.offices.push_back(
          {office.id(), office.name(), place + office.region().name()});
    }
    return found;
  }

 private:
  Session& session_;
  const std::unique_ptr<v1::QueryService::Stub> stub_;
};

class FileFinder : public OfficeFinder {
 public:
  explicit FileFinder(std::shared_ptr<const registry::Registry> registry)
      : registry_(std::move(registry)) {}

  absl::StatusOr<OfficeCandidates> Find(const std::string& name,
                                        int year) override {
    if (year == 0) year = base::ShanghaiYear(base::SystemClock().Now());
    const auto names = registry_->NamesForYear(year);
    const registry::YearTree& tree = names->tree();
    OfficeCandidates found;
    for (int office :
         names->SearchOffices(name, kCandidatesMax, &found.exact)) {
      const auto& row = tree.offices()[static_cast<size_t>(office)];
      std::string place;
      for (const std::string& above : tree.Path(row.region())) {
        place += above + " ";
      }
      place += tree.regions()[static_cast<size_t>(row.region())].name();
      found.offices.push_back(
          {std::string(row.id()), std::string(row.name()), place});
    }
    return found;
  }

 private:
  const std::shared_ptr<const registry::Registry> registry_;
};

// The first of many problems says enough to find the others.
absl::Status Unsound(const std::string& place, const std::string& en,
                     const std::string& zh, size_t count) {
  const std::string more =
      count > 1 ? " (" + std::to_string(count) + ")" : std::string();
  return base::MakeError(absl::StatusCode::kInvalidArgument,
                         "REGISTRY_FILE_UNREADABLE", place + ": " + en + more,
                         place + "：" + zh + more);
}

}  // namespace

absl::StatusOr<std::unique_ptr<OfficeFinder>> OfficeFinder::Create(
    Session& session, const std::vector<std::string>& registry_files) {
  if (registry_files.empty()) {
    if (!session.IngestAnswers(kServerWait)) {
      return std::unique_ptr<OfficeFinder>();
    }
    return std::make_unique<ServiceFinder>(session);
  }
  registry::RegistryFiles files;
  for (const std::string& path : registry_files) {
    const auto text = base::ReadFile(path);
    if (!text.ok()) return text.status();
    const auto problems = registry::ReadRegistryCsv(path, *text, files);
    if (problems.empty()) continue;
    const registry::FileProblem& first = problems.front();
    return Unsound(first.place.file + ":" + std::to_string(first.place.line),
                   first.en, first.zh, problems.size());
  }
  const auto applied = registry::Registry::Empty()->Apply(files.rows);
  if (!applied.ok()) return applied.status();
  if (!applied->problems.empty()) {
    const auto problem = registry::InFile(files, applied->problems.front());
    return Unsound(
        problem.place.file + ":" + std::to_string(problem.place.line),
        problem.en, problem.zh, applied->problems.size());
  }
  return std::make_unique<FileFinder>(applied->registry);
}

}  // namespace disclosure::cli
