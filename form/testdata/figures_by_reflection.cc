// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/testdata/figures_by_reflection.h"

#include <vector>

#include "google/protobuf/unknown_field_set.h"

namespace disclosure::form::testdata {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::vector<const FieldDescriptor*> FieldsOf(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  return fields;
}

void NoteUnknown(const Message& message, const std::string& path,
                 ReflectedFigures* read) {
  const auto& unknown = message.GetReflection()->GetUnknownFields(message);
  for (int i = 0; i < unknown.field_count(); ++i) {
    read->unknown.emplace("figures" + path, unknown.field(i).number());
  }
}

}  // namespace

ReflectedFigures FiguresByReflection(const v1::Figures& message) {
  const Catalog& catalog = **Catalog::BuiltIn();
  ReflectedFigures read{.figures = FigureVector(catalog), .unknown = {}};
  NoteUnknown(message, "", &read);
  for (const FieldDescriptor* table : FieldsOf(message)) {
    const Message& rows = message.GetReflection()->GetMessage(message, table);
    NoteUnknown(rows, "." + table->name(), &read);
    for (const FieldDescriptor* row : FieldsOf(rows)) {
      const Message& columns = rows.GetReflection()->GetMessage(rows, row);
      const std::string path = table->name() + "." + row->name();
      NoteUnknown(columns, "." + path, &read);
      for (const FieldDescriptor* column : FieldsOf(columns)) {
        read.figures.Set(catalog.FindPath(path + "." + column->name())->index,
                         columns.GetReflection()->GetInt64(columns, column));
      }
    }
  }
  return read;
}

}  // namespace disclosure::form::testdata
