// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/write/workbook.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "base/file.h"

namespace disclosure::documents {
namespace {

namespace fs = std::filesystem;

std::string FileIn(const std::string& folder) {
  return folder + "/workbook.xlsx";
}

absl::Status NotWritten(lxw_error error) {
  const std::string why = lxw_strerror(error);
  return base::MakeError(
      absl::StatusCode::kInternal, "WORKBOOK_NOT_WRITTEN",
      absl::StrCat("The workbook cannot be written: ", why,
                   " See whether the folder of temporary files is full, and "
                   "report the rest."),
      absl::StrCat("无法生成工作簿：", why,
                   "。请查看临时文件夹是否已满，其他情况请反馈。"));
}

}  // namespace

absl::StatusOr<Workbook> Workbook::Create() {
  std::error_code error;
  std::string folder = fs::temp_directory_path(error) / "disclosure-XXXXXX";
  if (error || mkdtemp(folder.data()) == nullptr) {
    return base::MakeError(
        absl::StatusCode::kFailedPrecondition, "FILE_NOT_WRITABLE",
        absl::StrCat("No folder ", folder,
                     " can be made; set TMPDIR to a folder that takes files."),
        absl::StrCat("无法创建临时文件夹 ", folder,
                     "，请把 TMPDIR 设为可写的文件夹。"));
  }
  lxw_workbook_options options = {
      .constant_memory = 0, .tmpdir = folder.data(), .use_zip64 = 0};
  lxw_workbook* workbook = workbook_new_opt(FileIn(folder).c_str(), &options);
  Workbook made(std::move(folder), workbook);
  if (workbook == nullptr) return NotWritten(LXW_ERROR_MEMORY_MALLOC_FAILED);
  return made;
}

Workbook::Workbook(Workbook&& other) noexcept
    : folder_(std::exchange(other.folder_, "")),
      workbook_(std::exchange(other.workbook_, nullptr)),
      error_(other.error_) {}

Workbook::~Workbook() {
  // The library has no way to drop a workbook but to write it.
  if (workbook_ != nullptr) workbook_close(workbook_);
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

absl::StatusOr<std::string> Workbook::Finish() {
  const lxw_error closed = workbook_close(std::exchange(workbook_, nullptr));
  Note(closed);
  if (error_ != LXW_NO_ERROR) return NotWritten(error_);
  return base::ReadFile(FileIn(folder_));
}

}  // namespace disclosure::documents
