// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The registry in testdata/, for tests. Only tests include this; they run in
// the root of the repository.

#ifndef DISCLOSURE_REGISTRY_TEST_REGISTRY_H_
#define DISCLOSURE_REGISTRY_TEST_REGISTRY_H_

#include <memory>
#include <string>

#include "base/file.h"
#include "gtest/gtest.h"
#include "registry/csv.h"
#include "registry/registry.h"

namespace disclosure::registry {

inline std::string TestFile(const std::string& path) {
  const absl::StatusOr<std::string> text = base::ReadFile(path);
  EXPECT_TRUE(text.ok()) << text.status();
  return text.ok() ? *text : "";
}

inline RegistryFiles TestFiles() {
  RegistryFiles files;
  for (const std::string path :
       {"testdata/regions.csv", "testdata/offices.csv"}) {
    for (const FileProblem& problem :
         ReadRegistryCsv(path, TestFile(path), files)) {
      ADD_FAILURE() << problem.place.file << ":" << problem.place.line << " "
                    << problem.en;
    }
  }
  return files;
}

inline std::shared_ptr<const Registry> TestRegistry() {
  const RegistryFiles files = TestFiles();
  const absl::StatusOr<Applied> applied = Registry::Empty()->Apply(files.rows);
  EXPECT_TRUE(applied.ok()) << applied.status();
  for (const Problem& problem : applied->problems) {
    const FileProblem found = InFile(files, problem);
    ADD_FAILURE() << found.place.file << ":" << found.place.line << " "
                  << found.en;
  }
  return applied->registry;
}

}  // namespace disclosure::registry

#endif  // DISCLOSURE_REGISTRY_TEST_REGISTRY_H_
