// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/write/zip_writer.h"

#include <zip.h>

#include <memory>

#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace disclosure::documents {
namespace {

struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct Free {
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};

absl::Status NotWritten(zip_error_t* error) {
  const std::string why = zip_error_strerror(error);
  return base::MakeError(
      absl::StatusCode::kInternal, "ZIP_NOT_WRITTEN",
      absl::StrCat("The document's package cannot be made: ", why,
                   ". Free memory and try again, else report it."),
      absl::StrCat("无法生成文档包：", why,
                   "。请释放内存后重试，仍不成功请反馈。"));
}

absl::Status AddPart(zip_t* archive, const std::string& name,
                     const std::string& content) {
  // 1980-01-01, the first day that the format knows.
  constexpr zip_uint16_t kFirstDay = (1 << 5) | 1;
  std::unique_ptr<zip_source_t, Free> part(
      zip_source_buffer(archive, content.data(), content.size(), 0));
  if (part == nullptr) return NotWritten(zip_get_error(archive));
  const zip_int64_t at =
      zip_file_add(archive, name.c_str(), part.get(), ZIP_FL_ENC_UTF_8);
  if (at < 0) return NotWritten(zip_get_error(archive));
  part.release();
  if (zip_file_set_dostime(archive, static_cast<zip_uint64_t>(at), 0, kFirstDay,
                           0) != 0) {
    return NotWritten(zip_get_error(archive));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadAll(zip_source_t* source) {
  zip_stat_t info;
  if (zip_source_stat(source, &info) != 0 || zip_source_open(source) != 0) {
    return NotWritten(zip_source_error(source));
  }
  std::string bytes(info.size, '\0');
  const zip_int64_t read = zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  if (read != static_cast<zip_int64_t>(bytes.size())) {
    return NotWritten(zip_source_error(source));
  }
  return bytes;
}

}  // namespace

absl::StatusOr<std::string> WriteZip(
    const std::vector<std::pair<std::string, std::string>>& parts) {
  zip_error_t error;
  zip_error_init(&error);
  std::unique_ptr<zip_source_t, Free> memory(
      zip_source_buffer_create(nullptr, 0, 0, &error));
  if (memory == nullptr) return NotWritten(&error);
  std::unique_ptr<zip_t, Discard> archive(
      zip_open_from_source(memory.get(), ZIP_TRUNCATE, &error));
  if (archive == nullptr) return NotWritten(&error);
  // The archive takes one reference, the other is kept to read the bytes.
  zip_source_keep(memory.get());
  for (const auto& [name, content] : parts) {
    const absl::Status added = AddPart(archive.get(), name, content);
    if (!added.ok()) return added;
  }
  if (zip_close(archive.get()) != 0) {
    return NotWritten(zip_get_error(archive.get()));
  }
  archive.release();
  return ReadAll(memory.get());
}

}  // namespace disclosure::documents
