// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "cli/report_files.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/error.h"
#include "base/file.h"
#include "form/report_file.h"

namespace disclosure::cli {
namespace {

namespace fs = std::filesystem;

constexpr size_t kFilesMax = 100'000;

bool IsReportFile(const fs::path& path) {
  return path.extension() == ".json" || path.extension() == ".csv";
}

absl::Status NoFiles(const std::string& folder) {
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "NO_REPORT_FILES",
      "The folder " + folder + " has no report file (.json or .csv).",
      "目录 " + folder + " 中没有报告文件（.json 或 .csv）。");
}

}  // namespace

ReportFile ReadReportFile(const form::Catalog& catalog,
                          const std::string& path) {
  ReportFile file;
  file.path = path;
  auto content = base::ReadFile(path);
  if (!content.ok()) {
    file.status = content.status();
    return file;
  }
  auto reports = form::ReadReports(catalog, path, *content);
  if (!reports.ok()) {
    file.status = reports.status();
    return file;
  }
  file.reports = *std::move(reports);
  return file;
}

absl::StatusOr<std::vector<std::string>> ListReportFiles(
    const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      files.push_back(path);
      continue;
    }
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(path, error)) {
      if (entry.is_regular_file(error) && IsReportFile(entry.path())) {
        found.push_back(entry.path().string());
      }
    }
    if (found.empty()) return NoFiles(path);
    std::ranges::sort(found);
    files.insert(files.end(), found.begin(), found.end());
  }
  if (files.size() > kFilesMax) {
    return base::MakeError(absl::StatusCode::kInvalidArgument, "TOO_MANY_FILES",
                           "More than 100,000 files; name fewer.",
                           "文件超过 10 万个，请分批。");
  }
  return files;
}

form::Language FormLanguage(Language language) {
  return language == Language::kChinese ? form::Language::kZh
                                        : form::Language::kEn;
}

}  // namespace disclosure::cli
