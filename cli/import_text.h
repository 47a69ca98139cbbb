// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// What an import read and what a person has to look at, as text.

#ifndef DISCLOSURE_CLI_IMPORT_TEXT_H_
#define DISCLOSURE_CLI_IMPORT_TEXT_H_

#include <string>

#include "cli/session.h"
#include "disclosure/v1/report.pb.h"
#include "documents/extract/report_reader.h"

namespace disclosure::cli {

// The figures of one report, or of one table of it, by what became of them.
struct ImportCounts {
  int asked = 0;
  int read = 0;
  // Of those read: an equation speaks for them.
  int confirmed = 0;
  int blank = 0;
  int ambiguous = 0;
  int unreadable = 0;
  int absent = 0;
  // Read, and a person should look at them.
  int doubted = 0;

  int NeedPerson() const { return ambiguous + unreadable + absent; }
};

// `table` is an index into the catalogue's tables; -1: all.
ImportCounts CountImported(const form::Catalog& catalog,
                           const v1::AnnualReport& report, int table);

// The report's name, a line per table, then every figure that needs a person,
// cells of one row in one line, then the remarks.
std::string PrintImported(const Session& session,
                          const documents::ImportedReport& imported,
                          const std::string& file);

}  // namespace disclosure::cli

#endif  // DISCLOSURE_CLI_IMPORT_TEXT_H_
