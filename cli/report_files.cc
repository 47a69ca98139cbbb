// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "cli/report_files.h"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "base/error.h"
#include "base/file.h"
#include "documents/read/read_document.h"
#include "documents/read/template.h"
#include "form/report_file.h"

namespace disclosure::cli {
namespace {

namespace fs = std::filesystem;

constexpr size_t kFilesMax = 100'000;

// A workbook begins like any zip package.
constexpr std::string_view kPackageMark = "PK\x03\x04";

bool IsReportFile(const fs::path& path) {
  return path.extension() == ".json" || path.extension() == ".csv" ||
         path.extension() == ".xlsx";
}

// Web pages, PDF files and documents of older kinds.
bool IsOtherDocument(std::string_view content) {
  return content.starts_with("<") || content.starts_with("%PDF") ||
         content.starts_with("\xD0\xCF\x11\xE0");
}

absl::Status NoFilledForm(const std::string& path) {
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "NOT_A_FILLED_FORM",
      path +
          " is no form made by `disclosure template`; read it with "
          "`disclosure import` first.",
      path +
          " 不是 disclosure template 生成的填报表，"
          "请先用 disclosure import 读入。");
}

// A blank form that was filled in; see `disclosure template`. Other documents
// are for `import`, since a person has to look at what it read.
absl::StatusOr<v1::AnnualReport> ReadFilledForm(const form::Catalog& catalog,
                                                const std::string& path,
                                                const std::string& content) {
  const auto document = documents::ReadDocument(path, content);
  if (!document.ok()) return document.status();
  auto report = documents::ReadTemplate(catalog, *document);
  if (!report.ok()) return report.status();
  if (!report->has_value()) return NoFilledForm(path);
  std::string cells;
  for (const v1::Evidence& evidence : (*report)->evidence()) {
    if (evidence.state() != v1::EVIDENCE_STATE_UNREADABLE &&
        evidence.state() != v1::EVIDENCE_STATE_AMBIGUOUS) {
      continue;
    }
    cells += "\n  " + evidence.figure() + "  “" + evidence.raw_text() + "”";
  }
  if (cells.empty()) return **std::move(report);
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "REPORT_FILE_UNREADABLE",
      path + ": these cells hold no number; correct them and save:" + cells,
      path + "：以下单元格不是数字，请改正后保存：" + cells);
}

absl::Status NoFiles(const std::string& folder) {
  return base::MakeError(
      absl::StatusCode::kInvalidArgument, "NO_REPORT_FILES",
      "The folder " + folder + " has no report file (.json, .csv or .xlsx).",
      "目录 " + folder + " 中没有报告文件（.json、.csv 或 .xlsx）。");
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
  if (IsOtherDocument(*content)) {
    file.status = NoFilledForm(path);
    return file;
  }
  if (content->starts_with(kPackageMark)) {
    auto report = ReadFilledForm(catalog, path, *content);
    file.status = report.status();
    if (report.ok()) file.reports.push_back(*std::move(report));
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
