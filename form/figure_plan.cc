// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/figure_plan.h"

#include <utility>

namespace disclosure::form {

FigurePlan::FigurePlan(const google::protobuf::Descriptor& figures,
                       const Form& form) {
  for (const form::Table& compiled : form.tables) {
    Table table;
    table.field = figures.FindFieldByName(compiled.name);
    for (const form::Row& compiled_row : compiled.rows) {
      Row row;
      row.field =
          table.field->message_type()->FindFieldByName(compiled_row.name);
      for (int cell : compiled_row.cells) {
        const std::string& column =
            compiled.columns[form.cells[cell].column].name;
        const auto* field = row.field->message_type()->FindFieldByName(column);
        row.columns.push_back(field);
        row.cells.push_back(cell);
        row.cell_by_number.Set(field->number(), cell);
      }
      table.row_by_number.Set(row.field->number(),
                              static_cast<int>(table.rows.size()));
      table.rows.push_back(std::move(row));
    }
    table_by_number.Set(table.field->number(), static_cast<int>(tables.size()));
    tables.push_back(std::move(table));
  }
}

}  // namespace disclosure::form
