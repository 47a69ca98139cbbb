// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// disclosure template: the blank form to fill in, for one office or for every
// office of a region that has not filed.

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/output_folder.h"
#include "cli/progress.h"
#include "cli/resolve.h"
#include "cli/template_names.h"
#include "disclosure/v1/query_service.grpc.pb.h"
#include "documents/write/template.h"
#include "form/editions.h"

namespace disclosure::cli {
namespace {

// How long a server may take to be there before the form is made without it.
constexpr absl::Duration kServerWait = absl::Seconds(1);

// The editions of every table: the one asked for, else the one in force.
v1::Editions EditionsOf(const form::Catalog& catalog, int edition, int year) {
  v1::Editions editions;
  const v1::Edition chosen = edition == 2019   ? v1::EDITION_2019
                             : edition == 2021 ? v1::EDITION_2021
                                               : v1::EDITION_UNSPECIFIED;
  const auto& fields = *v1::Editions::descriptor();
  for (int i = 0; chosen != v1::EDITION_UNSPECIFIED && i < fields.field_count();
       ++i) {
    editions.GetReflection()->SetEnumValue(&editions, fields.field(i), chosen);
  }
  return form::CompleteEditions(catalog, editions, form::FigureVector(catalog),
                                year);
}

class Template {
 public:
  Template(Session& session, const TemplateOptions& options)
      : session_(session),
        options_(options),
        editions_(EditionsOf(session.catalog(), options.edition,
                             options.report.year)) {}

  int RunOne();
  int RunMissing();

 private:
  absl::Status Collect(const std::string& region);
  absl::StatusOr<v1::OfficeEntry> FindOffice();
  absl::StatusOr<v1::Level> LevelOf(const v1::OfficeEntry& office, bool area);
  absl::StatusOr<std::string> Make(const v1::OfficeEntry& office, bool area);
  int WriteAll(const std::filesystem::path& folder);
  void Say(std::string_view zh, std::string_view en) const {
    std::cerr << session_.Say(zh, en) << std::endl;
  }

  Session& session_;
  const TemplateOptions& options_;
  const v1::Editions editions_;
  std::vector<v1::MissingReport> missing_;
  std::map<std::string, v1::Level> levels_;  // By region, as asked for.
};

// What the server knows of the office; without one, what was typed.
absl::StatusOr<v1::OfficeEntry> Template::FindOffice() {
  v1::OfficeEntry typed;
  typed.set_id(options_.report.office);
  typed.set_name(options_.name);
  if (!options_.name.empty()) return typed;
  if (session_.QueryAnswers(kServerWait)) {
    return ResolveOffice(session_, options_.report.office,
                         options_.report.year);
  }
  Say("未连接服务：填报单位编号和名称按所填，未经核对。",
      "No server answers: the office is taken as typed and not checked.");
  typed.set_name(options_.report.office);
  return typed;
}

// Figures of an area may be larger where the region is.
absl::StatusOr<v1::Level> Template::LevelOf(const v1::OfficeEntry& office,
                                            bool area) {
  const std::string& code = office.region().code();
  if (!area || code.empty()) return v1::LEVEL_UNSPECIFIED;
  const auto known = levels_.find(code);
  if (known != levels_.end()) return known->second;
  const auto region = ResolveRegion(session_, code, options_.report.year);
  if (!region.ok()) return region.status();
  levels_[code] = region->level();
  return region->level();
}

absl::StatusOr<std::string> Template::Make(const v1::OfficeEntry& office,
                                           bool area) {
  const auto level = LevelOf(office, area);
  if (!level.ok()) return level.status();
  documents::TemplateReport report;
  report.office = office.id();
  report.office_name = office.name();
  report.year = options_.report.year;
  report.scope = area ? v1::SCOPE_AREA : v1::SCOPE_OWN;
  report.editions = editions_;
  report.level = *level;
  return documents::WriteTemplate(session_.catalog(), report);
}

int Template::RunOne() {
  const auto office = FindOffice();
  if (!office.ok()) return session_.Fail(office.status());
  const bool area = options_.report.area;
  const auto content = Make(*office, area);
  if (!content.ok()) return session_.Fail(content.status());
  std::string path = session_.options().output;
  if (path.empty()) {
    path = TemplateFileName(office->name(), "", options_.report.year, area);
    // It may be filled in; a name that was typed is meant.
    std::error_code error;
    if (std::filesystem::exists(path, error)) {
      return session_.Fail(
          kCallWrong,
          session_.Say("文件 " + path + " 已存在，未覆盖。请用 -o 另指定文件。",
                       "The file " + path +
                           " is there already and was not replaced. Name "
                           "another with -o."));
    }
  }
  const absl::Status status = base::WriteFile(path, *content);
  if (!status.ok()) return session_.Fail(status);
  const std::string year = std::to_string(options_.report.year);
  Say("已生成 " + path + "（" + office->name() + "，" + year + " 年度）",
      "Wrote " + path + " (" + office->name() + ", " + year + ")");
  return kDone;
}

absl::Status Template::Collect(const std::string& region) {
  v1::ListMissingRequest request;
  request.set_region(region);
  request.set_year(options_.report.year);
  request.set_page_size(1000);
  const auto stub = v1::QueryService::NewStub(session_.query());
  return ForEachPage<v1::ListMissingResponse>(
      session_, request,
      [&](grpc::ClientContext* context, const auto& page, auto* response) {
        return stub->ListMissing(context, page, response);
      },
      [&](const v1::ListMissingResponse& response) {
        missing_.insert(missing_.end(), response.missing().begin(),
                        response.missing().end());
      });
}

int Template::WriteAll(const std::filesystem::path& folder) {
  std::vector<TemplateFile> files;
  for (const v1::MissingReport& missing : missing_) {
    files.push_back({.id = missing.office().id(),
                     .name = missing.office().name(),
                     .area = missing.scope() == v1::SCOPE_AREA});
  }
  const auto names = TemplateFileNames(files, options_.report.year);
  const size_t all = missing_.size();
  size_t made = 0;
  for (size_t i = 0; i < all; ++i) {
    const std::string path = (folder / names[i]).string();
    std::error_code error;
    if (!std::filesystem::exists(path, error)) {
      const auto content = Make(missing_[i].office(), files[i].area);
      if (!content.ok()) return session_.Fail(content.status());
      const absl::Status status = base::WriteFile(path, *content);
      if (!status.ok()) return session_.Fail(status);
      ++made;
    }
    ShowProgress(i + 1, all);
  }
  const std::string n = std::to_string(made);
  const std::string kept = std::to_string(all - made);
  Say("已生成 " + n + " 份空白表，存入 " + folder.string() +
          (made == all ? "" : "；已有 " + kept + " 份，未覆盖"),
      n + " blank forms written to " + folder.string() +
          (made == all ? "" : "; " + kept + " were there already and kept"));
  return kDone;
}

int Template::RunMissing() {
  const std::filesystem::path folder = session_.options().output;
  if (options_.region.empty() || folder.empty()) {
    return session_.Fail(
        kCallWrong, session_.Say("--missing 须同时给出 --region 和 -o 文件夹。",
                                 "--missing needs --region and -o FOLDER."));
  }
  const auto region =
      ResolveRegion(session_, options_.region, options_.report.year);
  if (!region.ok()) return session_.Fail(region.status());
  absl::Status status = Collect(region->region().code());
  if (status.ok()) status = MakeOutputFolder(folder.string());
  if (!status.ok()) return session_.Fail(status);
  return WriteAll(folder);
}

}  // namespace

int RunTemplate(Session& session, const TemplateOptions& options) {
  if (options.missing) return Template(session, options).RunMissing();
  if (options.report.office.empty()) {
    return session.Fail(
        kCallWrong, session.Say("须给出 --office，或 --missing 和 --region。",
                                "Give --office, or --missing with --region."));
  }
  return Template(session, options).RunOne();
}

}  // namespace disclosure::cli
