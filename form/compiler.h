// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// How the catalogue is made: from descriptors to form/model.h, in three steps
// that each report everything wrong they see. Internal to this folder.

#ifndef DISCLOSURE_FORM_COMPILER_H_
#define DISCLOSURE_FORM_COMPILER_H_

#include <string>
#include <vector>

#include "disclosure/v1/form_rules.pb.h"
#include "form/model.h"
#include "google/protobuf/descriptor.h"

namespace disclosure::form {

// What is wrong with the form, one line each; empty: nothing.
using Problems = std::vector<std::string>;

// Tables, rows, columns and cells.
void CompileTables(const google::protobuf::Descriptor& figures, Form* form,
                   Problems* problems);

// Equations from `part_of` and `equations`; needs the tables.
void CompileEquations(const google::protobuf::Descriptor& figures,
                      const v1::FormRules& rules, Form* form,
                      Problems* problems);

// Everything else in `rules`; needs the tables.
void ResolveRules(const v1::FormRules& rules, Form* form, Problems* problems);

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_COMPILER_H_
