// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The zip package that a DOCX or XLSX is: parts with names, and relationships
// between them. Everything happens in memory, names are only ever looked up.

#ifndef DISCLOSURE_DOCUMENTS_READ_PACKAGE_H_
#define DISCLOSURE_DOCUMENTS_READ_PACKAGE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

struct zip;

namespace disclosure::documents {

struct Relationship {
  std::string id;
  // The last step of its type, which the strict and the transitional form of
  // the format share: `officeDocument`, `worksheet`, `sharedStrings`.
  std::string type;
  // A part's name.
  std::string target;
};

// Used by one thread at a time.
class Package {
 public:
  // `bytes` must outlive the package. DOCUMENT_DAMAGED, DOCUMENT_TOO_LARGE.
  static absl::StatusOr<Package> Open(std::string_view bytes);

  // All names, as stored.
  std::vector<std::string> Names() const;

  bool Has(const std::string& part) const;

  // A part's content, unpacked; upper and lower case are not told apart. At
  // most kPartBytesMax, whatever its head says, and four times that from one
  // package. DOCUMENT_DAMAGED (not there, cannot be unpacked),
  // DOCUMENT_TOO_LARGE, DOCUMENT_ENCRYPTED.
  absl::StatusOr<std::string> Read(const std::string& part);

  // Those of a part, or of the package if `part` is empty; none if there is no
  // list of them. What lies outside the package is left out.
  absl::StatusOr<std::vector<Relationship>> Relationships(
      const std::string& part);

  // The target of the package's first relationship of this type, if it is
  // there; otherwise `usual`.
  absl::StatusOr<std::string> Find(const std::string& part,
                                   std::string_view type,
                                   const std::string& usual);

 private:
  struct Free {
    void operator()(zip* archive) const;
  };
  explicit Package(zip* archive) : archive_(archive) {}

  std::unique_ptr<zip, Free> archive_;
  int64_t bytes_read_ = 0;
};

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_PACKAGE_H_
