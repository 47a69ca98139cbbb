// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The file names of blank forms. Pure functions, thread-safe.

#ifndef DISCLOSURE_CLI_TEMPLATE_NAMES_H_
#define DISCLOSURE_CLI_TEMPLATE_NAMES_H_

#include <string>
#include <string_view>
#include <vector>

namespace disclosure::cli {

// 填报表-<name>-<year>.xlsx, with -<id> after the name unless it is empty, and
// -area before the end for a report on an area. What a file name cannot hold on
// some system is replaced by _; a name of over 150 bytes is cut.
std::string TemplateFileName(std::string_view name, std::string_view id,
                             int year, bool area);

struct TemplateFile {
  std::string id;
  std::string name;
  bool area = false;
};

// A name for each, with the id where names alone would be the same.
std::vector<std::string> TemplateFileNames(
    const std::vector<TemplateFile>& files, int year);

}  // namespace disclosure::cli

#endif  // DISCLOSURE_CLI_TEMPLATE_NAMES_H_
