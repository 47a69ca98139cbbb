// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/chain.h"

#include <cstdint>
#include <utility>

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "base/check.h"
#include "base/sha256.h"

namespace disclosure::ingest {
namespace {

std::string Serialize(const google::protobuf::MessageLite& message) {
  std::string bytes;
  bytes.reserve(message.ByteSizeLong());
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream output(&stream);
  // Maps in a fixed order, should the form ever have one.
  output.SetSerializationDeterministic(true);
  bool written = message.SerializeToCodedStream(&output);
  output.Trim();
  DISCLOSURE_CHECK(written);
  return bytes;
}

void UpdateWithLength(std::string_view bytes, base::Sha256* hash) {
  std::string length;
  for (int shift = 56; shift >= 0; shift -= 8) {
    length.push_back(
        static_cast<char>(static_cast<uint64_t>(bytes.size()) >> shift));
  }
  hash->Update(length);
  hash->Update(bytes);
}

}  // namespace

ReportParts SplitReport(ReceivedReport report) {
  ReceivedReport rest;
  if (report.has_narrative()) {
    rest.mutable_narrative()->Swap(report.mutable_narrative());
    report.clear_narrative();
  }
  if (report.has_source_document()) {
    rest.mutable_source_document()->Swap(report.mutable_source_document());
    report.clear_source_document();
  }
  rest.mutable_evidence()->Swap(report.mutable_evidence());
  report.clear_revision();
  return {.figures = Serialize(report), .narrative = Serialize(rest)};
}

std::optional<v1::AnnualReport> JoinReport(std::string_view figures_part,
                                           std::string_view narrative_part) {
  v1::AnnualReport report;
  v1::AnnualReport rest;
  if (!report.ParseFromArray(figures_part.data(),
                             static_cast<int>(figures_part.size())) ||
      !rest.ParseFromArray(narrative_part.data(),
                           static_cast<int>(narrative_part.size()))) {
    return std::nullopt;
  }
  report.MergeFrom(rest);
  return report;
}

std::string DigestOf(std::string_view figures_part,
                     std::string_view narrative_part) {
  base::Sha256 hash;
  UpdateWithLength(figures_part, &hash);
  UpdateWithLength(narrative_part, &hash);
  return hash.Finish();
}

std::string FirstHash() { return std::string(base::kSha256Size, '\0'); }

std::string NextHash(std::string_view previous, std::string_view change) {
  base::Sha256 hash;
  hash.Update(previous);
  hash.Update(change);
  return hash.Finish();
}

}  // namespace disclosure::ingest
