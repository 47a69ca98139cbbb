// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Any bytes as the files of a registry, one after the other with a form feed
// between them. What is read is the same when it is written and read again;
// what a registry takes is the same however the registry is made.

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/text.h"
#include "registry/csv.h"
#include "registry/registry.h"
#include "registry/year_tree.h"

namespace disclosure::registry {
namespace {

void CheckText(std::string_view text) {
  DISCLOSURE_CHECK(!text.empty());
  DISCLOSURE_CHECK(base::IsValidUtf8(text));
}

RegistryFiles ReadFiles(std::string_view bytes) {
  RegistryFiles files;
  for (bool more = true; more;) {
    const size_t end = bytes.find('\f');
    for (const FileProblem& problem :
         ReadRegistryCsv("fuzz.csv", bytes.substr(0, end), files)) {
      CheckText(problem.en);
      CheckText(problem.zh);
    }
    more = end != std::string_view::npos;
    if (more) bytes.remove_prefix(end + 1);
  }
  DISCLOSURE_CHECK(std::ssize(files.regions) == files.rows.regions_size());
  DISCLOSURE_CHECK(std::ssize(files.offices) == files.rows.offices_size());
  return files;
}

// Everything but due dates, which have no file.
void CheckWritten(const v1::RegistryRows& rows) {
  RegistryFiles again;
  for (const std::string& text :
       {WriteRegionsCsv(rows), WriteOfficesCsv(rows)}) {
    DISCLOSURE_CHECK(ReadRegistryCsv("again.csv", text, again).empty());
  }
  DISCLOSURE_CHECK(again.rows.SerializeAsString() == rows.SerializeAsString());
}

void CheckApplied(const RegistryFiles& files) {
  const auto applied = Registry::Empty()->Apply(files.rows);
  DISCLOSURE_CHECK(applied.ok());
  for (const Problem& problem : applied->problems) {
    const FileProblem found = InFile(files, problem);
    DISCLOSURE_CHECK(found.place.line > 0);
    CheckText(found.en);
    CheckText(found.zh);
  }
  if (!applied->problems.empty()) {
    DISCLOSURE_CHECK(applied->registry->region_row_count() == 0);
    DISCLOSURE_CHECK(applied->registry->office_row_count() == 0);
    return;
  }
  const v1::RegistryRows rows = applied->registry->ToRows();
  const auto twice = applied->registry->Apply(files.rows);
  DISCLOSURE_CHECK(twice.ok() && twice->unchanged());
  const auto restored = Registry::Restore(ToAllRows(rows));
  DISCLOSURE_CHECK(restored != nullptr);
  DISCLOSURE_CHECK(restored->ToRows().SerializeAsString() ==
                   rows.SerializeAsString());
  for (const v1::RegionRow& row : rows.regions()) {
    const auto tree = applied->registry->ForYear(row.first_year());
    DISCLOSURE_CHECK(tree->FindRegion(row.code()) >= 0);
  }
  CheckWritten(rows);
}

}  // namespace
}  // namespace disclosure::registry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace registry = disclosure::registry;
  const registry::RegistryFiles files =
      registry::ReadFiles({reinterpret_cast<const char*>(data), size});
  registry::CheckWritten(files.rows);
  registry::CheckApplied(files);
  return 0;
}
