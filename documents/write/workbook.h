// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// A workbook in the making, and its bytes. Used by one thread at a time.

#ifndef DISCLOSURE_DOCUMENTS_WRITE_WORKBOOK_H_
#define DISCLOSURE_DOCUMENTS_WRITE_WORKBOOK_H_

#include <string>

#include "absl/status/statusor.h"
#include "xlsxwriter.h"

namespace disclosure::documents {

// libxlsxwriter writes to a file only: it lies in a folder of its own below the
// folder of temporary files and is gone when the object is.
class Workbook {
 public:
  // FAILED_PRECONDITION (FILE_NOT_WRITABLE).
  static absl::StatusOr<Workbook> Create();

  Workbook(Workbook&& other) noexcept;
  Workbook& operator=(Workbook&&) = delete;
  ~Workbook();

  lxw_workbook* get() const { return workbook_; }

  // Notes what a call of the library returned; Finish reports the first that
  // failed. What is passed in is of our own making, so this is for bugs.
  void Note(lxw_error error) {
    if (error_ == LXW_NO_ERROR) error_ = error;
  }

  // The bytes; the last call. INTERNAL (WORKBOOK_NOT_WRITTEN), or as Create.
  absl::StatusOr<std::string> Finish();

 private:
  Workbook(std::string folder, lxw_workbook* workbook)
      : folder_(std::move(folder)), workbook_(workbook) {}

  std::string folder_;
  lxw_workbook* workbook_ = nullptr;
  lxw_error error_ = LXW_NO_ERROR;
};

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_WRITE_WORKBOOK_H_
