// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Packages for tests: valid ones, and what a test wants to be wrong in them.

#ifndef DISCLOSURE_DOCUMENTS_READ_TESTING_MAKE_PACKAGE_H_
#define DISCLOSURE_DOCUMENTS_READ_TESTING_MAKE_PACKAGE_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace disclosure::documents {

using Parts = std::vector<std::pair<std::string, std::string>>;

// A zip of these parts, in this order.
std::string MakeZip(const Parts& parts);

// The body of a Word document (w:p, w:tbl ...) as a package.
std::string MakeDocx(std::string_view body);

// A workbook. Each sheet is the content of its <worksheet>; `more` are further
// parts, or parts that take the place of one made here.
struct Sheet {
  std::string name;
  std::string xml;
  bool hidden = false;
};
std::string MakeXlsx(const std::vector<Sheet>& sheets, const Parts& more = {});

std::string Times(int count, std::string_view piece);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_TESTING_MAKE_PACKAGE_H_
