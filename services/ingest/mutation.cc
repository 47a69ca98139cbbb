// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/mutation.h"

#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"

namespace disclosure::ingest {
namespace {

// Hashes a list of texts so that no two lists have the same bytes.
class TextHash {
 public:
  TextHash& Add(std::string_view text) {
    hash_.Update(absl::StrCat(text.size(), ":"));
    hash_.Update(text);
    return *this;
  }
  TextHash& Add(std::optional<int64_t> number) {
    return Add(number ? absl::StrCat(*number) : std::string());
  }
  TextHash& Add(const ReportKey& report) {
    Add(report.office);
    Add(std::optional<int64_t>(report.year));
    return Add(std::optional<int64_t>(report.scope));
  }
  std::string Finish() { return hash_.Finish(); }

 private:
  base::Sha256 hash_;
};

struct Sealer {
  TextHash* hash;

  // Each kind begins with another letter.
  size_t operator()(const ReportSubmission& submission) const {
    hash->Add("s")
        .Add(submission.report)
        .Add(submission.digest)
        .Add(submission.expected_revision)
        .Add(submission.as_published ? "published" : "");
    return submission.figures_part.size() + submission.packed_narrative.size();
  }
  size_t operator()(const Withdrawal& withdrawal) const {
    hash->Add("w").Add(withdrawal.report).Add(withdrawal.expected_revision);
    return 0;
  }
  size_t operator()(const RegistryUpdate& update) const {
    std::string rows = update.rows.SerializeAsString();
    hash->Add("r").Add(rows).Add(update.expected_revision);
    return rows.size();
  }
};

}  // namespace

void SealContent(Mutation* mutation) {
  // Keys, head, revision and receipt beside the content.
  constexpr size_t kRecordBytes = 500;
  TextHash hash;
  hash.Add(mutation->on_behalf_of).Add(mutation->note);
  size_t content_bytes = std::visit(Sealer{&hash}, mutation->what);
  if (!mutation->request_id.empty()) mutation->content = hash.Finish();
  mutation->bytes = kRecordBytes + content_bytes + mutation->note.size();
}

}  // namespace disclosure::ingest
