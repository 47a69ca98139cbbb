// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/received.h"

#include <utility>

#include <google/protobuf/message.h>

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "services/ingest/errors.h"

namespace disclosure::ingest {
namespace {

bool HasUnknownFields(const google::protobuf::Message& message) {
  return !message.GetReflection()->GetUnknownFields(message).empty();
}

// A part of the report that has a field not known here, or null.
const google::protobuf::Message* FindUnknownPart(const ReceivedReport& report) {
  for (const google::protobuf::Message* part :
       {static_cast<const google::protobuf::Message*>(&report),
        static_cast<const google::protobuf::Message*>(&report.editions()),
        static_cast<const google::protobuf::Message*>(&report.narrative()),
        static_cast<const google::protobuf::Message*>(
            &report.source_document())}) {
    if (HasUnknownFields(*part)) return part;
  }
  for (const auto& part : report.supplementary()) {
    if (HasUnknownFields(part)) return &part;
  }
  for (const auto& part : report.evidence()) {
    if (HasUnknownFields(part)) return &part;
  }
  for (const auto& part : report.confirmations()) {
    if (HasUnknownFields(part)) return &part;
  }
  return nullptr;
}

// The name that the part has in the API.
std::string ApiName(const google::protobuf::Message& part) {
  const std::string& name = part.GetDescriptor()->name();
  if (name == ReceivedReport::descriptor()->name()) {
    return v1::AnnualReport::descriptor()->name();
  }
  if (name == ReceivedNarrative::descriptor()->name()) {
    return v1::Narrative::descriptor()->name();
  }
  return name;
}

absl::Status CheckText(const char* field, const std::string& text) {
  if (base::IsValidUtf8(text)) return absl::OkStatus();
  return FieldInvalid(absl::StrCat("narrative.", field),
                      "it is not UTF-8. Send the text in UTF-8.",
                      "不是 UTF-8 编码的文本。请以 UTF-8 编码发送。");
}

// Both kinds of report name their fields alike.
template <typename From, typename To>
void MoveNarrative(From* from, To* to) {
  to->mutable_overview()->swap(*from->mutable_overview());
  to->mutable_problems_and_improvements()->swap(
      *from->mutable_problems_and_improvements());
  to->mutable_other_matters()->swap(*from->mutable_other_matters());
}

template <typename From, typename To>
void MoveAllButFigures(From* from, To* to) {
  to->mutable_office()->swap(*from->mutable_office());
  to->mutable_office_name()->swap(*from->mutable_office_name());
  to->set_year(from->year());
  to->set_scope(from->scope());
  if (from->has_editions()) {
    to->mutable_editions()->Swap(from->mutable_editions());
  }
  if (from->has_revision()) to->set_revision(from->revision());
  if (from->has_narrative()) {
    MoveNarrative(from->mutable_narrative(), to->mutable_narrative());
  }
  to->mutable_supplementary()->Swap(from->mutable_supplementary());
  if (from->has_source_document()) {
    to->mutable_source_document()->Swap(from->mutable_source_document());
  }
  to->mutable_evidence()->Swap(from->mutable_evidence());
  to->mutable_confirmations()->Swap(from->mutable_confirmations());
}

}  // namespace

absl::Status CheckReceived(const ReceivedReport& received) {
  if (const google::protobuf::Message* part = FindUnknownPart(received)) {
    return FormNewerThanServer(ApiName(*part));
  }
  const ReceivedNarrative& narrative = received.narrative();
  absl::Status valid = CheckText("overview", narrative.overview());
  if (valid.ok()) {
    valid = CheckText("problems_and_improvements",
                      narrative.problems_and_improvements());
  }
  if (valid.ok()) valid = CheckText("other_matters", narrative.other_matters());
  return valid;
}

absl::StatusOr<form::FigureVector> ReadFigures(const form::Catalog& catalog,
                                               const ReceivedReport& received) {
  if (received.figures_size() == 1) {
    return form::FromWire(catalog, received.figures(0));
  }
  std::string bytes;
  for (const std::string& piece : received.figures()) bytes += piece;
  return form::FromWire(catalog, bytes);
}

v1::AnnualReport TakeReport(ReceivedReport* received) {
  v1::AnnualReport report;
  MoveAllButFigures(received, &report);
  return report;
}

ReceivedReport MakeReceived(const form::FigureVector& figures,
                            v1::AnnualReport* report) {
  ReceivedReport received;
  MoveAllButFigures(report, &received);
  if (figures.count() > 0) {
    received.add_figures(form::ToWire(figures.catalog(), figures));
  }
  return received;
}

}  // namespace disclosure::ingest
