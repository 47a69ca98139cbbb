// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "cli/template_names.h"

#include <map>

namespace disclosure::cli {
namespace {

// With the id, the year and the rest it stays below 255 bytes.
constexpr size_t kNameBytesMax = 150;
constexpr size_t kIdBytesMax = 60;

std::string Clean(std::string_view text, size_t size) {
  std::string clean;
  for (const char c : text.substr(0, size)) {
    const auto byte = static_cast<unsigned char>(c);
    const bool forbidden =
        byte < 0x20 || byte == 0x7F ||
        std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos;
    clean += forbidden ? '_' : c;
  }
  if (text.size() <= size) return clean;
  // Whole characters only.
  size_t end = size;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
    --end;
  }
  clean.resize(end);
  return clean;
}

}  // namespace

std::string TemplateFileName(std::string_view name, std::string_view id,
                             int year, bool area) {
  std::string result = "填报表-" + Clean(name, kNameBytesMax);
  if (!id.empty()) result += "-" + Clean(id, kIdBytesMax);
  result += "-" + std::to_string(year);
  if (area) result += "-area";
  return result + ".xlsx";
}

std::vector<std::string> TemplateFileNames(
    const std::vector<TemplateFile>& files, int year) {
  std::map<std::string, int> count;
  for (const TemplateFile& file : files) {
    ++count[TemplateFileName(file.name, "", year, file.area)];
  }
  std::vector<std::string> names;
  for (const TemplateFile& file : files) {
    std::string name = TemplateFileName(file.name, "", year, file.area);
    if (count[name] > 1) {
      name = TemplateFileName(file.name, file.id, year, file.area);
    }
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace disclosure::cli
