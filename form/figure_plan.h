// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Where each cell stands in a message and in its bytes: the descriptors of a
// form, flattened once so that conversions look nothing up by name. Internal to
// this folder.

#ifndef DISCLOSURE_FORM_FIGURE_PLAN_H_
#define DISCLOSURE_FORM_FIGURE_PLAN_H_

#include <array>
#include <cstdint>
#include <vector>

#include "form/model.h"
#include "google/protobuf/descriptor.h"

namespace disclosure::form {

// Positions by field number; -1: no such field.
class FieldIndex {
 public:
  FieldIndex() { index_.fill(-1); }
  void Set(int field_number, int position) {
    index_[field_number] = static_cast<int16_t>(position);
  }
  int Find(uint32_t field_number) const {
    return field_number < index_.size() ? index_[field_number] : -1;
  }

 private:
  std::array<int16_t, 256> index_;
};

struct FigurePlan {
  struct Row {
    const google::protobuf::FieldDescriptor* field;
    std::vector<const google::protobuf::FieldDescriptor*> columns;
    // The cell of each column.
    std::vector<int> cells;
    FieldIndex cell_by_number;
  };
  struct Table {
    const google::protobuf::FieldDescriptor* field;
    std::vector<Row> rows;
    FieldIndex row_by_number;
  };

  // `form` must be compiled from `figures` and sound.
  FigurePlan(const google::protobuf::Descriptor& figures, const Form& form);

  std::vector<Table> tables;
  FieldIndex table_by_number;
};

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_FIGURE_PLAN_H_
