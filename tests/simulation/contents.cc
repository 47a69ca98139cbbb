// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/simulation/contents.h"

#include <utility>

#include "base/check.h"
#include "tests/system/reports.h"

namespace disclosure::simulation {
namespace {

constexpr int kContents = 40;
// Every so many is wrong.
constexpr int kWrongEvery = 8;

std::vector<Content> MakeContents() {
  const form::Catalog& catalog = BuiltInCatalog();
  testing::Random random(1);
  std::vector<Content> contents;
  for (int i = 0; i < kContents; ++i) {
    Content content;
    content.wrong = i % kWrongEvery == 0;
    content.report = testing::RandomReport(random, "", 0, v1::SCOPE_OWN);
    if (content.wrong) testing::Break(&content.report);
    content.figures = content.report.figures().SerializeAsString();
    content.asked = catalog.AskedCells(content.report.editions());
    content.values.resize(catalog.cells().size());
    content.filled.resize(catalog.cells().size());
    for (const auto& [path, value] : testing::ToMap(content.report.figures())) {
      const form::Cell* cell = catalog.FindPath(path);
      DISCLOSURE_CHECK(cell != nullptr);
      content.values[static_cast<size_t>(cell->index)] = value;
      content.filled[static_cast<size_t>(cell->index)] = true;
    }
    contents.push_back(std::move(content));
  }
  return contents;
}

}  // namespace

const form::Catalog& BuiltInCatalog() {
  auto catalog = form::Catalog::BuiltIn();
  DISCLOSURE_CHECK(catalog.ok());
  return **catalog;
}

const std::vector<Content>& Contents() {
  static const auto& contents = *new std::vector<Content>(MakeContents());
  return contents;
}

}  // namespace disclosure::simulation
