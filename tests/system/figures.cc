// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "tests/system/figures.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace disclosure::testing {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Calls visit(path, table, row, column) for every figure of the form.
template <class Visit>
void ForEachFigure(Visit visit) {
  const Descriptor* form = v1::Figures::descriptor();
  for (int t = 0; t < form->field_count(); ++t) {
    const FieldDescriptor* table = form->field(t);
    for (int r = 0; r < table->message_type()->field_count(); ++r) {
      const FieldDescriptor* row = table->message_type()->field(r);
      for (int c = 0; c < row->message_type()->field_count(); ++c) {
        const FieldDescriptor* column = row->message_type()->field(c);
        visit(
            absl::StrCat(table->name(), ".", row->name(), ".", column->name()),
            table, row, column);
      }
    }
  }
}

}  // namespace

FigureMap ToMap(const v1::Figures& figures) {
  FigureMap map;
  const auto* reflection = figures.GetReflection();
  ForEachFigure([&](const std::string& path, const FieldDescriptor* table,
                    const FieldDescriptor* row, const FieldDescriptor* column) {
    if (!reflection->HasField(figures, table)) return;
    const Message& in_table = reflection->GetMessage(figures, table);
    if (!in_table.GetReflection()->HasField(in_table, row)) return;
    const Message& in_row = in_table.GetReflection()->GetMessage(in_table, row);
    if (!in_row.GetReflection()->HasField(in_row, column)) return;
    map[path] = in_row.GetReflection()->GetInt64(in_row, column);
  });
  return map;
}

v1::Figures FromMap(const FigureMap& map) {
  v1::Figures figures;
  size_t set = 0;
  ForEachFigure([&](const std::string& path, const FieldDescriptor* table,
                    const FieldDescriptor* row, const FieldDescriptor* column) {
    const auto found = map.find(path);
    if (found == map.end()) return;
    Message* in_table =
        figures.GetReflection()->MutableMessage(&figures, table);
    Message* in_row = in_table->GetReflection()->MutableMessage(in_table, row);
    in_row->GetReflection()->SetInt64(in_row, column, found->second);
    ++set;
  });
  DISCLOSURE_CHECK(set == map.size());
  return figures;
}

std::vector<std::string> AskedPaths(const v1::Editions& editions) {
  const bool publication_2019 = editions.publication() == v1::EDITION_2019;
  const bool requests_2019 = editions.requests() == v1::EDITION_2019;
  std::vector<std::string> paths;
  ForEachFigure([&](const std::string& path, const FieldDescriptor* table,
                    const FieldDescriptor* row, const FieldDescriptor*) {
    if (table->name() == "publication_2019" && !publication_2019) return;
    if (table->name() == "publication_2021" && publication_2019) return;
    if (row->name() == "other_undivided" && !requests_2019) return;
    if ((row->name() == "other_not_supplemented" ||
         row->name() == "other_fee_not_paid" ||
         row->name() == "other_remaining") &&
        requests_2019) {
      return;
    }
    paths.push_back(path);
  });
  return paths;
}

void Add(FigureMap* sum, const FigureMap& figures) {
  for (const auto& [path, value] : figures) (*sum)[path] += value;
}

std::string Print(const FigureMap& map) {
  std::string text;
  for (const auto& [path, value] : map) {
    absl::StrAppend(&text, "  ", path, " ", value, "\n");
  }
  return text;
}

std::string PrintDifferences(const FigureMap& expected,
                             const FigureMap& found) {
  FigureMap all = expected;
  all.insert(found.begin(), found.end());
  const auto value_in = [](const FigureMap& map, const std::string& path) {
    const auto it = map.find(path);
    return it == map.end() ? std::string("blank") : absl::StrCat(it->second);
  };
  std::string text;
  for (const auto& [path, value] : all) {
    const std::string left = value_in(expected, path);
    const std::string right = value_in(found, path);
    if (left == right) continue;
    absl::StrAppend(&text, "  ", path, " expected ", left, ", found ", right,
                    "\n");
  }
  return text;
}

}  // namespace disclosure::testing
