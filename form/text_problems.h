// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What is wrong with a file of text, by line. Internal to this folder.

#ifndef DISCLOSURE_FORM_TEXT_PROBLEMS_H_
#define DISCLOSURE_FORM_TEXT_PROBLEMS_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace disclosure::form {

class TextProblems {
 public:
  // `file` is the name that people know the file by.
  explicit TextProblems(std::string_view file) : file_(file) {}

  // `field` is what a program would call the place; may be empty. Line 0: the
  // whole file.
  void Add(int line, std::string_view field, std::string_view en,
           std::string_view zh);

  bool empty() const { return problems_.empty(); }

  // INVALID_ARGUMENT (REPORT_FILE_UNREADABLE): the first problems, a line each,
  // and how many there are. Must not be empty.
  absl::Status ToStatus() const;

 private:
  struct Problem {
    int line;
    std::string field;
    std::string en;
    std::string zh;
  };

  std::string file_;
  std::vector<Problem> problems_;
};

// The few of `names` that are most like `name`, best first; none if no name is
// like it.
std::vector<std::string> NearNames(std::string_view name,
                                   const std::vector<std::string>& names);

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_TEXT_PROBLEMS_H_
