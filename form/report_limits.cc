// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "form/report_limits.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/error.h"

namespace disclosure::form {
namespace {

// More violations help nobody and do not fit into an answer.
constexpr size_t kViolationsMax = 20;

class Limits {
 public:
  void Bytes(const std::string& field, size_t size, int64_t max) {
    if (size <= static_cast<size_t>(max)) return;
    too_large_ = true;
    Add(field,
        absl::StrCat(field, ": ", size, " bytes, at most ", max,
                     " are possible"),
        absl::StrCat(field, "：", size, " 字节，最多 ", max, " 字节"));
  }

  void Count(const std::string& field, int size, int max) {
    if (size <= max) return;
    too_large_ = true;
    Add(field,
        absl::StrCat(field, ": ", size, " entries, at most ", max,
                     " are possible"),
        absl::StrCat(field, "：", size, " 项，最多 ", max, " 项"));
  }

  void Add(std::string field, std::string en, std::string zh) {
    if (violations_.size() == kViolationsMax) return;
    violations_.push_back({std::move(field), std::move(en), std::move(zh)});
  }

  absl::Status ToStatus() const {
    if (violations_.empty()) return absl::OkStatus();
    base::ErrorDetails details;
    details.reason = too_large_ ? "REPORT_TOO_LARGE" : "REPORT_INVALID";
    details.zh = violations_[0].zh;
    details.violations = violations_;
    return base::MakeError(absl::StatusCode::kInvalidArgument,
                           violations_[0].en, std::move(details));
  }

 private:
  bool too_large_ = false;
  std::vector<base::FieldViolation> violations_;
};

void CheckSupplementary(const v1::AnnualReport& report, Limits* limits) {
  limits->Count("supplementary", report.supplementary_size(),
                kSupplementaryMax);
  std::set<std::string> keys;
  for (int i = 0; i < report.supplementary_size(); ++i) {
    const v1::SupplementaryFigure& item = report.supplementary(i);
    const std::string where = absl::StrCat("supplementary[", i, "]");
    limits->Bytes(where + ".key", item.key().size(), kLabelBytesMax);
    limits->Bytes(where + ".label", item.label().size(), kLabelBytesMax);
    limits->Bytes(where + ".group", item.group().size(), kLabelBytesMax);
    limits->Bytes(where + ".unit", item.unit().size(), kLabelBytesMax);
    if (item.key().empty()) {
      limits->Add(where + ".key", where + ": the key is missing",
                  where + "：未填 key");
    } else if (!keys.insert(item.key()).second) {
      limits->Add(
          where + ".key",
          absl::StrCat(where, ": the key ", item.key(), " stands there twice"),
          absl::StrCat(where, "：key ", item.key(), " 重复"));
    }
  }
}

}  // namespace

absl::Status CheckReportLimits(const v1::AnnualReport& report) {
  Limits limits;
  limits.Bytes("office_name", report.office_name().size(), kLabelBytesMax);
  const v1::Narrative& narrative = report.narrative();
  limits.Bytes("narrative",
               narrative.overview().size() +
                   narrative.problems_and_improvements().size() +
                   narrative.other_matters().size(),
               kNarrativeBytesMax);
  CheckSupplementary(report, &limits);
  const v1::SourceDocument& document = report.source_document();
  limits.Bytes("source_document.name", document.name().size(), kLabelBytesMax);
  limits.Bytes("source_document.media_type", document.media_type().size(),
               kLabelBytesMax);
  limits.Count("evidence", report.evidence_size(), kEvidenceMax);
  for (int i = 0; i < report.evidence_size(); ++i) {
    const std::string where = absl::StrCat("evidence[", i, "]");
    limits.Bytes(where + ".figure", report.evidence(i).figure().size(),
                 kLabelBytesMax);
    limits.Bytes(where + ".raw_text", report.evidence(i).raw_text().size(),
                 kLabelBytesMax);
    limits.Count(where + ".candidates", report.evidence(i).candidates_size(),
                 kCandidatesMax);
  }
  limits.Count("confirmations", report.confirmations_size(), kConfirmationsMax);
  for (int i = 0; i < report.confirmations_size(); ++i) {
    const std::string where = absl::StrCat("confirmations[", i, "]");
    limits.Bytes(where + ".rule", report.confirmations(i).rule().size(),
                 kLabelBytesMax);
    limits.Bytes(where + ".reason", report.confirmations(i).reason().size(),
                 kReasonBytesMax);
    limits.Count(where + ".cells", report.confirmations(i).cells_size(),
                 kConfirmationsMax);
  }
  return limits.ToStatus();
}

}  // namespace disclosure::form
