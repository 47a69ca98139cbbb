// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Any bytes as a serialised Figures message, read by the scanner and by
// protobuf; and as packed figures.
//
// What the scanner refuses and protobuf takes is exactly what has a field that
// the form does not have, or one of another wire type, anywhere: it says which.
// It stops at the first such field, so that behind it there may be damage that
// only protobuf meets.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/error.h"
#include "base/text.h"
#include "disclosure/v1/figures.pb.h"
#include "form/figures.h"
#include "form/testdata/figures_by_reflection.h"

namespace disclosure::form {
namespace {

void CheckRefusal(const absl::Status& status, bool is_message,
                  const testdata::ReflectedFigures& expected) {
  const base::ErrorDetails details = base::GetErrorDetails(status);
  if (details.reason == "FIGURES_DAMAGED") {
    DISCLOSURE_CHECK(!is_message);
    return;
  }
  DISCLOSURE_CHECK(details.reason == "FORM_NEWER_THAN_SERVER");
  if (!is_message) return;
  const auto number = base::ParseInt64(details.metadata.at("field_number"));
  DISCLOSURE_CHECK(expected.unknown.contains(
      {details.metadata.at("path"), static_cast<int>(number.value())}));
}

void CompareWithProtobuf(const Catalog& catalog, std::string_view bytes) {
  v1::Figures message;
  const bool is_message =
      message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
  const testdata::ReflectedFigures expected =
      testdata::FiguresByReflection(message);
  const absl::StatusOr<FigureVector> scanned = FromWire(catalog, bytes);
  DISCLOSURE_CHECK(scanned.ok() == (is_message && expected.unknown.empty()));
  if (is_message) {
    const absl::StatusOr<FigureVector> read = FromMessage(catalog, message);
    DISCLOSURE_CHECK(read.ok() == scanned.ok());
    DISCLOSURE_CHECK(!read.ok() || *read == expected.figures);
  }
  if (!scanned.ok())
    return CheckRefusal(scanned.status(), is_message, expected);
  DISCLOSURE_CHECK(*scanned == expected.figures);

  // The same figures, written anew in every form, are the same again.
  const std::string written = ToWire(catalog, *scanned);
  DISCLOSURE_CHECK(message.ParseFromString(written));
  DISCLOSURE_CHECK(testdata::FiguresByReflection(message).figures == *scanned);
  DISCLOSURE_CHECK(*FromWire(catalog, written) == *scanned);
  DISCLOSURE_CHECK(*Unpack(catalog, Pack(catalog, *scanned)) == *scanned);
}

void ReadAsPacked(const Catalog& catalog, std::string_view bytes) {
  const absl::StatusOr<FigureVector> unpacked = Unpack(catalog, bytes);
  if (!unpacked.ok()) {
    DISCLOSURE_CHECK(!base::GetErrorDetails(unpacked.status()).reason.empty());
    return;
  }
  DISCLOSURE_CHECK(*Unpack(catalog, Pack(catalog, *unpacked)) == *unpacked);
}

}  // namespace
}  // namespace disclosure::form

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace form = disclosure::form;
  const form::Catalog& catalog = **form::Catalog::BuiltIn();
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  form::CompareWithProtobuf(catalog, bytes);
  form::ReadAsPacked(catalog, bytes);
  return 0;
}
