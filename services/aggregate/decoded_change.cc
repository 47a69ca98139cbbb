// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/aggregate/decoded_change.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"
#include "disclosure/v1/report.pb.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"

namespace disclosure::aggregate {
namespace {

using ::google::protobuf::internal::WireFormatLite;
using ::google::protobuf::io::CodedInputStream;

absl::Status Unreadable(std::string_view what) {
  return base::MakeError(
      absl::StatusCode::kDataLoss, "CHANGE_UNREADABLE",
      absl::StrCat(std::string(what), " cannot be read"),
      absl::StrCat("无法读取变更内容（", std::string(what), "）"));
}

absl::Status UnknownCatalog(const std::string& found,
                            const std::string& expected) {
  base::ErrorDetails details;
  details.reason = "CATALOG_UNKNOWN";
  details.zh = absl::StrCat("该变更使用的指标目录为 ", found, "，本程序为 ",
                            expected, "，请升级本程序");
  details.metadata["catalog"] = found;
  return base::MakeError(
      absl::StatusCode::kFailedPrecondition,
      absl::StrCat("it was made with catalogue ", found, ", this program has ",
                   expected, ": run a version of the program that knows it"),
      details);
}

// Puts the bytes of the field `figures` of a serialised AnnualReport together,
// without making the message: it is most of the work of a change otherwise.
bool FindFigures(const std::string& report, std::string* figures) {
  CodedInputStream input(reinterpret_cast<const uint8_t*>(report.data()),
                         static_cast<int>(report.size()));
  const uint32_t wanted =
      WireFormatLite::MakeTag(v1::AnnualReport::kFiguresFieldNumber,
                              WireFormatLite::WIRETYPE_LENGTH_DELIMITED);
  while (uint32_t tag = input.ReadTag()) {
    if (tag != wanted) {
      if (!WireFormatLite::SkipField(&input, tag)) return false;
      continue;
    }
    uint32_t size = 0;
    std::string piece;
    if (!input.ReadVarint32(&size) ||
        !input.ReadString(&piece, static_cast<int>(size))) {
      return false;
    }
    // Pieces of one message, if there are several, are one after the other.
    *figures += piece;
  }
  return input.ConsumedEntireMessage();
}

absl::Status ReadReport(const FormLayout& layout,
                        const v1::ReportChange& report,
                        const std::string& figures_part,
                        std::optional<form::FigureVector>* figures) {
  // A withdrawal has no figures, so it was made with no catalogue.
  if (report.withdrawn()) return absl::OkStatus();
  const std::string& catalog = layout.catalog().fingerprint();
  if (report.catalog() != catalog) {
    return UnknownCatalog(report.catalog(), catalog);
  }
  std::string bytes;
  if (!FindFigures(figures_part, &bytes)) {
    return Unreadable("the figures of the report");
  }
  absl::StatusOr<form::FigureVector> read =
      form::FromWire(layout.catalog(), bytes);
  if (!read.ok()) return read.status();
  *figures = *std::move(read);
  return absl::OkStatus();
}

}  // namespace

DecodedChange Decode(const FormLayout& layout, v1::LoggedChange logged) {
  DecodedChange decoded;
  decoded.bytes = std::move(*logged.mutable_change());
  decoded.hash = std::move(*logged.mutable_hash());
  if (!decoded.change.ParseFromString(decoded.bytes)) {
    decoded.status = Unreadable("the change");
  } else if (decoded.change.has_report()) {
    decoded.status = ReadReport(layout, decoded.change.report(),
                                logged.figures_part(), &decoded.figures);
  } else if (!decoded.change.has_registry()) {
    decoded.status = Unreadable("the kind of the change");
  }
  return decoded;
}

}  // namespace disclosure::aggregate
