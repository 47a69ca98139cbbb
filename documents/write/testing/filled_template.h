// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A blank form for tests: its parts, and cells filled in as a spreadsheet
// would. Used by one thread at a time.

#ifndef DISCLOSURE_DOCUMENTS_WRITE_TESTING_FILLED_TEMPLATE_H_
#define DISCLOSURE_DOCUMENTS_WRITE_TESTING_FILLED_TEMPLATE_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "documents/read/testing/make_package.h"

namespace disclosure::documents {

class FilledTemplate {
 public:
  // A record of the hidden sheet.
  struct Entry {
    std::string word;
    std::string part;  // xl/worksheets/sheet3.xml
    std::string cell;  // D7
    std::string text;
  };

  // `xlsx` must be a blank form, fresh or saved again by another program.
  explicit FilledTemplate(std::string_view xlsx);

  const std::vector<Entry>& entries() const { return entries_; }
  // Of an `input`, a `sum` or a `text`, by figure or field.
  const Entry& Find(std::string_view text) const;

  // The XML of a part.
  std::string& Part(const std::string& name);
  const Parts& parts() const { return parts_; }

  // The XML of a cell, empty if it has none.
  std::string Cell(const Entry& entry);

  // Puts a number (12, 20.299999999999997), or another text, into a cell.
  void Fill(const Entry& entry, const std::string& content);

  std::string Bytes() const { return MakeZip(parts_); }

 private:
  Parts parts_;
  std::vector<Entry> entries_;
};

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_WRITE_TESTING_FILLED_TEMPLATE_H_
