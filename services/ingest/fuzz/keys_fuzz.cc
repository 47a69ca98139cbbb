// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Any bytes as a key or a value of the store: what is taken for one is what its
// encoding makes of it, byte for byte.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/check.h"
#include "services/ingest/chain.h"
#include "services/ingest/keys.h"
#include "services/ingest/packed_text.h"

namespace disclosure::ingest {
namespace {

void CheckKeys(std::string_view bytes) {
  if (const auto report = ParseHeadKey(bytes)) {
    DISCLOSURE_CHECK(HeadKey(*report) == bytes);
    DISCLOSURE_CHECK(OfficeBegin(report->office) <= bytes);
    DISCLOSURE_CHECK(bytes < OfficeEnd(report->office));
  }
  if (const auto key = ParseRevisionKey(bytes)) {
    DISCLOSURE_CHECK(RevisionKey(key->report, key->revision) == bytes);
  }
  if (const auto sequence = ParseSequence(bytes)) {
    DISCLOSURE_CHECK(SequenceKey(*sequence) == bytes);
  }
  if (const auto request = ParseRequestKey(bytes)) {
    DISCLOSURE_CHECK(RequestKeyBytes(*request) == bytes);
  }
}

void CheckChangeValue(std::string_view bytes) {
  const std::optional<ChangeValue> value = ParseChangeValue(bytes);
  if (!value.has_value()) return;
  DISCLOSURE_CHECK(EncodeChangeValue(*value) == bytes);
  // Damage in a part is found by whoever reads the part.
  JoinReport(value->figures_part, value->change);
}

void CheckPackedText(std::string_view bytes) {
  const std::optional<std::string> part = UnpackText(std::string(bytes));
  // No serialised message begins with 01.
  if (!part.has_value() || part->starts_with('\1')) return;
  DISCLOSURE_CHECK(UnpackText(PackText(*part)) == part);
}

}  // namespace
}  // namespace disclosure::ingest

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  disclosure::ingest::CheckKeys(bytes);
  disclosure::ingest::CheckChangeValue(bytes);
  disclosure::ingest::CheckPackedText(bytes);
  return 0;
}
