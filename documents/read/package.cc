// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/package.h"

#include <zip.h>

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"

#include "documents/read/limits.h"
#include "documents/read/refusal.h"
#include "documents/read/xml.h"

namespace disclosure::documents {
namespace {

constexpr int64_t kPackageBytesMax = 4 * kPartBytesMax;
constexpr size_t kRelationshipsMax = 10'000;
// Before each entry of a zip's directory.
constexpr std::string_view kEntryMark = "PK\1\2";
constexpr zip_flags_t kAnyCase = ZIP_FL_NOCASE | ZIP_FL_ENC_GUESS;

absl::Status BadPart(const std::string& part) {
  const std::string name = part.substr(0, 100);
  return Damaged({absl::StrCat("its part ", name, " cannot be unpacked"),
                  absl::StrCat("其中的 ", name, " 无法解压")});
}

// `target` as seen from the folder of `part`, without . and ..
std::string Resolve(const std::string& part, std::string_view target) {
  std::string path;
  if (!target.starts_with('/')) {
    path = part.substr(0, part.rfind('/') + 1);
  }
  path.append(target);
  std::vector<std::string> steps;
  for (size_t at = 0; at <= path.size();) {
    const size_t end = std::min(path.find('/', at), path.size());
    const std::string step = path.substr(at, end - at);
    if (step == ".." && !steps.empty()) {
      steps.pop_back();
    } else if (!step.empty() && step != "." && step != "..") {
      steps.push_back(step);
    }
    at = end + 1;
  }
  std::string resolved;
  for (const std::string& step : steps) {
    resolved.append(resolved.empty() ? "" : "/").append(step);
  }
  return resolved;
}

class RelationshipsHandler : public XmlHandler {
 public:
  RelationshipsHandler(const std::string& part,
                       std::vector<Relationship>& relationships)
      : part_(part), relationships_(relationships) {}

  void Start(const XmlElement& element) override {
    if (element.name() != "Relationship" ||
        element.Attribute("TargetMode") == "External") {
      return;
    }
    if (relationships_.size() >= kRelationshipsMax) {
      status_ = TooLarge({"relationships", "部件关系数"}, kRelationshipsMax);
      return;
    }
    const std::string_view type = element.Attribute("Type");
    relationships_.push_back(
        {.id = std::string(element.Attribute("Id")),
         .type = std::string(type.substr(type.rfind('/') + 1)),
         .target = Resolve(part_, element.Attribute("Target"))});
  }
  void End(std::string_view /*name*/) override {}
  void Text(std::string_view /*text*/) override {}
  absl::Status status() const override { return status_; }

 private:
  const std::string& part_;
  std::vector<Relationship>& relationships_;
  absl::Status status_;
};

}  // namespace

void Package::Free::operator()(zip* archive) const { zip_discard(archive); }

absl::StatusOr<Package> Package::Open(std::string_view bytes) {
  int entries = 0;
  for (size_t at = bytes.find(kEntryMark); at != std::string_view::npos;
       at = bytes.find(kEntryMark, at + 1)) {
    // Before libzip makes room for all of them.
    if (++entries > kPartsMax) {
      return TooLarge({"parts in the package", "压缩包部件数"}, kPartsMax);
    }
  }
  zip_source_t* const source =
      zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr);
  zip_t* const archive =
      source == nullptr ? nullptr
                        : zip_open_from_source(source, ZIP_RDONLY, nullptr);
  if (archive == nullptr) {
    zip_source_free(source);
    return Damaged(
        {"it begins like a zip package but cannot be opened as "
         "one; perhaps it was not copied to its end",
         "文件开头是压缩包，但无法打开，可能未完整复制"});
  }
  return Package(archive);
}

std::vector<std::string> Package::Names() const {
  std::vector<std::string> names;
  const zip_int64_t count = zip_get_num_entries(archive_.get(), 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    const char* const name = zip_get_name(
        archive_.get(), static_cast<zip_uint64_t>(i), ZIP_FL_ENC_GUESS);
    names.emplace_back(name == nullptr ? "" : name);
  }
  return names;
}

bool Package::Has(const std::string& part) const {
  return zip_name_locate(archive_.get(), part.c_str(), kAnyCase) >= 0;
}

absl::StatusOr<std::string> Package::Read(const std::string& part) {
  const zip_int64_t index =
      zip_name_locate(archive_.get(), part.c_str(), kAnyCase);
  zip_stat_t head;
  if (index < 0 ||
      zip_stat_index(archive_.get(), static_cast<zip_uint64_t>(index), 0,
                     &head) != 0) {
    const std::string name = part.substr(0, 100);
    return Damaged({absl::StrCat("its part ", name, " is missing"),
                    absl::StrCat("缺少其中的 ", name)});
  }
  if ((head.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 &&
      head.encryption_method != ZIP_EM_NONE) {
    return Encrypted();
  }
  const absl::Status too_large =
      TooLarge({"bytes in a part", "单个部件字节数"}, kPartBytesMax);
  if ((head.valid & ZIP_STAT_SIZE) != 0 && head.size > kPartBytesMax) {
    return too_large;
  }
  const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file(
      zip_fopen_index(archive_.get(), static_cast<zip_uint64_t>(index), 0),
      zip_fclose);
  if (file == nullptr) {
    return BadPart(part);
  }
  std::string content;
  std::array<char, 1 << 16> buffer;
  for (;;) {
    const zip_int64_t size =
        zip_fread(file.get(), buffer.data(), buffer.size());
    if (size == 0) {
      return content;
    }
    if (size < 0) {
      return BadPart(part);
    }
    content.append(buffer.data(), static_cast<size_t>(size));
    bytes_read_ += size;
    if (content.size() > kPartBytesMax) {
      return too_large;
    }
    if (bytes_read_ > kPackageBytesMax) {
      return TooLarge({"bytes unpacked", "解压后总字节数"}, kPackageBytesMax);
    }
  }
}

absl::StatusOr<std::vector<Relationship>> Package::Relationships(
    const std::string& part) {
  const size_t name = part.rfind('/') + 1;
  const std::string list =
      absl::StrCat(part.substr(0, name), "_rels/", part.substr(name), ".rels");
  std::vector<Relationship> relationships;
  if (!Has(list)) {
    return relationships;
  }
  const absl::StatusOr<std::string> xml = Read(list);
  if (!xml.ok()) {
    return xml.status();
  }
  RelationshipsHandler handler(part, relationships);
  const absl::Status parsed = ParseXml(*xml, list, handler);
  if (!parsed.ok()) {
    return parsed;
  }
  return relationships;
}

absl::StatusOr<std::string> Package::Find(const std::string& part,
                                          std::string_view type,
                                          const std::string& usual) {
  const absl::StatusOr<std::vector<Relationship>> all = Relationships(part);
  if (!all.ok()) {
    return all.status();
  }
  for (const Relationship& relationship : *all) {
    if (relationship.type == type && Has(relationship.target)) {
      return relationship.target;
    }
  }
  return usual;
}

}  // namespace disclosure::documents
