// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// The single fields of a report (office, year, narrative.overview, ...) as text
// in CSV. Internal to this folder.

#ifndef DISCLOSURE_FORM_REPORT_CSV_FIELDS_H_
#define DISCLOSURE_FORM_REPORT_CSV_FIELDS_H_

#include <string>
#include <vector>

#include "disclosure/v1/report.pb.h"
#include "google/protobuf/descriptor.h"

namespace disclosure::form {

// A single value in a report, figures excepted.
struct ReportField {
  // As written in CSV: `office`, `editions.requests`.
  std::string path;
  // The message that holds it; nullptr: the report itself.
  const google::protobuf::FieldDescriptor* outer = nullptr;
  const google::protobuf::FieldDescriptor* field = nullptr;
};

// All of them, in the order of report.proto.
const std::vector<ReportField>& ReportFields();

// nullptr if there is none of this path.
const ReportField* FindReportField(const std::string& path);

// What `text` may be, in words; empty: it was understood and set.
struct Expectation {
  std::string en;
  std::string zh;
};
Expectation SetReportField(const ReportField& field, const std::string& text,
                           v1::AnnualReport* report);

// Empty if it is not set.
std::string ReportFieldText(const ReportField& field,
                            const v1::AnnualReport& report);

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_REPORT_CSV_FIELDS_H_
