// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The registry as two files for spreadsheets, regions.csv and offices.csv:
//
//   code,name,kind,level,parent,run_by,counted_by,first_year,last_year
//   419001004,天坛街道,subdistrict,township,419001,,parts,2008,
//
//   id,name,region,line,kind,reports,counts,first_year,last_year,credit_code,
//       aliases,contact
//   419001004-01,天坛街道办事处,419001004,街道乡镇,subdistrict_office,own,yes,2008,,,,
//
// Columns may come in any order; those that may be empty may be left out.
// Which file is which is told by its header: regions have a `code`, offices an
// `id`. Several names in one field (aliases, successor) are separated by ";".
//
// Functions here are pure and may be called from any thread.

#ifndef DISCLOSURE_REGISTRY_CSV_H_
#define DISCLOSURE_REGISTRY_CSV_H_

#include <string>
#include <string_view>
#include <vector>

#include "disclosure/v1/registry.pb.h"
#include "registry/problem.h"

namespace disclosure::registry {

struct FilePlace {
  std::string file;
  // From 1.
  int line = 0;
};

// One thing that is wrong in a file. The texts do not repeat the place.
struct FileProblem {
  FilePlace place;
  std::string en;
  std::string zh;
};

// Rows read from files, and where each stands.
struct RegistryFiles {
  v1::RegistryRows rows;
  // Parallel to rows.regions() and rows.offices().
  std::vector<FilePlace> regions;
  std::vector<FilePlace> offices;
};

// Reads one file and appends its rows to `files`. Returns everything that is
// wrong with its form (columns, words, years), at most kProblemsMax; rows with
// a problem are left out. Whether rows agree with each other is for
// Registry::Apply to say. `name` is the file's name in messages.
std::vector<FileProblem> ReadRegistryCsv(std::string_view name,
                                         std::string_view text,
                                         RegistryFiles& files);

// Where the row of a problem stands; `row` as the API names it (regions[3]).
// An empty file if it stands in none.
FilePlace PlaceOf(const RegistryFiles& files, std::string_view row);

// A problem that Registry::Apply or the API found, with its place; rows that
// its texts speak of are named by their place too.
FileProblem InFile(const RegistryFiles& files, std::string_view row,
                   std::string_view en, std::string_view zh);
FileProblem InFile(const RegistryFiles& files, const Problem& problem);

// The rows as files, with a byte order mark. Reading them back gives the same
// rows. Columns that no row uses are left out if they may be.
std::string WriteRegionsCsv(const v1::RegistryRows& rows);
std::string WriteOfficesCsv(const v1::RegistryRows& rows);

}  // namespace disclosure::registry

#endif  // DISCLOSURE_REGISTRY_CSV_H_
