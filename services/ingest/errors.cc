// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/ingest/errors.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_strings.h"
#include "base/clock.h"
#include "base/error.h"
#include "registry/names.h"
#include "registry/year_tree.h"
#include "registry/years.h"

namespace disclosure::ingest {
namespace {

using absl::StatusCode;
using base::ErrorDetails;
using base::MakeError;

// An error about one field of the request.
absl::Status FieldError(const std::string& reason, const std::string& field,
                        const std::string& en, const std::string& zh) {
  ErrorDetails details;
  details.reason = reason;
  details.zh = zh;
  details.metadata["field"] = field;
  details.violations.push_back({.field = field, .en = en, .zh = zh});
  return MakeError(StatusCode::kInvalidArgument, en, std::move(details));
}

// 天坛街道办事处 419001004-01（河南省 济源市）: the region's own name only
// where the office's does not hold it.
std::string DescribeOffice(const registry::YearTree& tree, int number,
                           bool zh) {
  const registry::YearTree::Office& office = tree.offices()[number];
  std::string above;
  for (const std::string& name : tree.Path(office.region())) {
    absl::StrAppend(&above, above.empty() ? "" : " ", name);
  }
  const std::string& own = tree.regions()[office.region()].name();
  if (office.name().find(own) == std::string::npos) {
    absl::StrAppend(&above, above.empty() ? "" : " ", own);
  }
  return absl::StrCat(base::ToAbsl(office.name()), " ",
                      base::ToAbsl(office.id()), zh ? "（" : " (", above,
                      zh ? "）" : ")");
}

// Appends the offices whose names are like `text`, if there are any.
void AddSimilar(const registry::NameIndex& names, const std::string& text,
                std::string* en, std::string* zh) {
  constexpr int kLimit = 3;
  std::string near_en;
  std::string near_zh;
  for (int number : names.SearchOffices(text, kLimit)) {
    const registry::YearTree& tree = names.tree();
    absl::StrAppend(&near_en, near_en.empty() ? "" : ", ",
                    DescribeOffice(tree, number, false));
    absl::StrAppend(&near_zh, near_zh.empty() ? "" : "、",
                    DescribeOffice(tree, number, true));
  }
  if (near_en.empty()) return;
  absl::StrAppend(en, " Similar: ", near_en, ".");
  absl::StrAppend(zh, "名称相近：", near_zh, "。");
}

}  // namespace

absl::Status FieldMissing(const std::string& field) {
  return FieldError("FIELD_MISSING", field,
                    absl::StrCat("The field ", field, " must be filled in."),
                    absl::StrCat("请填写 ", field, "。"));
}

absl::Status FieldInvalid(const std::string& field, const std::string& en,
                          const std::string& zh) {
  return FieldError("FIELD_INVALID", field, absl::StrCat(field, ": ", en),
                    absl::StrCat(field, "：", zh));
}

absl::Status FieldTooLong(const std::string& field, size_t bytes,
                          size_t limit) {
  return FieldError(
      "FIELD_TOO_LONG", field,
      absl::StrCat("The field ", field, " has ", bytes, "; at most ", limit,
                   " are allowed."),
      absl::StrCat(field, " 为 ", bytes, "，超过上限 ", limit, "。"));
}

absl::Status RequestUnreadable(const std::string& en, const std::string& zh) {
  return MakeError(
      StatusCode::kInvalidArgument, "REQUEST_UNREADABLE",
      absl::StrCat("The request cannot be read: ", en, ". Nothing was stored."),
      absl::StrCat("无法读取请求：", zh, "。未保存任何内容。"));
}

absl::Status ReportTooLarge(size_t bytes, size_t limit) {
  return FieldError(
      "REPORT_TOO_LARGE", "report",
      absl::StrCat("The report has ", bytes, " bytes; at most ", limit,
                   " are allowed. Shorten its narrative or its evidence."),
      absl::StrCat("报告大小为 ", bytes, " 字节，超过上限 ", limit,
                   " 字节。请精简文字部分或取数依据。"));
}

absl::Status BatchTooLarge(const std::string& unit, size_t found,
                           size_t limit) {
  return FieldError(
      "BATCH_TOO_LARGE", "submissions",
      absl::StrCat("The message has ", found, " ", unit, "; at most ", limit,
                   " are allowed. Send several messages."),
      absl::StrCat("一次报送 ", found, " ", unit, "，超过上限 ", limit,
                   "。请分多次报送。"));
}

absl::Status YearOutOfRange(int year, int first, int last) {
  return FieldError(
      "YEAR_OUT_OF_RANGE", "year",
      absl::StrCat("The year ", year,
                   " is not one that can be reported on: reports exist for ",
                   first, " to ", last, ". Correct the field year."),
      absl::StrCat("年度 ", year, " 不可报送：可报送 ", first, " 至 ", last,
                   " 年度。请更正 year 一栏。"));
}

absl::Status OfficeUnknown(const registry::Registry& registry,
                           const std::string& field, const std::string& office,
                           int year, bool name_similar) {
  ErrorDetails details;
  details.reason = "OFFICE_UNKNOWN";
  details.metadata["office"] = office;
  details.metadata["year"] = absl::StrCat(year);
  std::string en;
  std::string zh;
  const registry::OfficeRows& rows = registry.OfficeRowsOf(office);
  if (!rows.empty()) {
    std::vector<registry::YearRange> years;
    for (const auto& row : rows) years.push_back(registry::YearsOf(*row));
    en = absl::StrCat("The office ", office, " is registered for ",
                      registry::YearsEn(years), ", not for ", year,
                      ". Correct the year, or the registry.");
    zh = absl::StrCat("填报单位 ", office, " 登记的有效年度为",
                      registry::YearsZh(years), "，不含 ", year,
                      " 年。请更正年度，或更新单位登记。");
  } else {
    en = absl::StrCat("There is no office with the id \"", office, "\" in ",
                      year, ".");
    zh = absl::StrCat("没有编号为 “", office, "” 的填报单位。");
    if (name_similar) {
      AddSimilar(*registry.NamesForYear(year), office, &en, &zh);
    }
    absl::StrAppend(&en, " Put the id into the field ", field, ".");
    absl::StrAppend(&zh, "请在 ", field, " 一栏填编号。");
  }
  details.zh = zh;
  details.violations.push_back({.field = field, .en = en, .zh = zh});
  return MakeError(StatusCode::kInvalidArgument, en, std::move(details));
}

absl::Status ScopeNotExpected(const std::string& office_name,
                              const ReportKey& report) {
  return FieldError(
      "SCOPE_NOT_EXPECTED", "scope",
      absl::StrCat("No ", ScopeEn(report.scope), " report of ", report.year,
                   " is expected of ", office_name, " (", report.office,
                   "). Correct the field scope, or the column `reports` of "
                   "the registry."),
      absl::StrCat(office_name, "（", report.office, "）", report.year,
                   " 年度不需要报送", ScopeZh(report.scope),
                   "报告。请更正 scope 一栏，或单位登记的 reports 一栏。"));
}

absl::Status ReportHasErrors(const std::vector<v1::Finding>& findings) {
  ErrorDetails details;
  details.reason = "REPORT_HAS_ERRORS";
  for (const v1::Finding& finding : findings) {
    if (finding.severity() != v1::SEVERITY_ERROR) continue;
    details.violations.push_back({.field = finding.suspect(),
                                  .en = finding.message().en(),
                                  .zh = finding.message().zh()});
  }
  size_t errors = details.violations.size();
  details.metadata["errors"] = absl::StrCat(errors);
  details.zh =
      absl::StrCat("报告有 ", errors, " 个错误，不能报送。请改正后重新核对。");
  return MakeError(StatusCode::kInvalidArgument,
                   absl::StrCat("The report has ", errors,
                                errors == 1 ? " error" : " errors",
                                " and is refused. Correct and check it "
                                "again."),
                   std::move(details));
}

absl::Status FormNewerThanServer(const std::string& message_name) {
  ErrorDetails details;
  details.reason = "FORM_NEWER_THAN_SERVER";
  details.metadata["message"] = message_name;
  details.zh = absl::StrCat("报告含有本服务不认识的栏目（", message_name,
                            "），未受理，以免遗漏。请先升级服务。");
  return MakeError(
      StatusCode::kFailedPrecondition,
      absl::StrCat("The report has fields that this server does not know (in ",
                   message_name,
                   "); it is refused rather than cut. Upgrade the server."),
      std::move(details));
}

absl::Status RequestIdReused(const std::string& request_id) {
  ErrorDetails details;
  details.reason = "REQUEST_ID_REUSED";
  details.metadata["request_id"] = request_id;
  details.zh = absl::StrCat("请求编号 “", request_id,
                            "” 已用于另一内容。请换用新的编号。");
  return MakeError(StatusCode::kFailedPrecondition,
                   absl::StrCat("The request id \"", request_id,
                                "\" was used for other content. Take a new "
                                "one."),
                   std::move(details));
}

absl::Status RevisionMismatch(const ReportKey& report, const HeadRecord* head,
                              int64_t expected) {
  ErrorDetails details;
  details.reason = "REVISION_MISMATCH";
  int current = head == nullptr ? 0 : head->revision();
  details.metadata["office"] = report.office;
  details.metadata["year"] = absl::StrCat(report.year);
  details.metadata["current_revision"] = absl::StrCat(current);
  details.metadata["expected_revision"] = absl::StrCat(expected);
  std::string en;
  if (head == nullptr) {
    en = absl::StrCat("The report does not exist yet, and revision ", expected,
                      " of it was expected. Leave the field revision out.");
    details.zh = absl::StrCat("该报告尚未报送，而您要更正的是第 ", expected,
                              " 版。请去掉 revision 一栏。");
    return MakeError(StatusCode::kAborted, en, std::move(details));
  }
  std::string when =
      base::FormatShanghai(absl::FromUnixMicros(head->committed_at_micros()));
  en = absl::StrCat("The report has revision ", current, " (", when, ", by ",
                    head->subject(), "), ");
  details.zh = absl::StrCat("该报告已有第 ", current, " 版（", when, " ",
                            head->subject(),
                            head->withdrawn() ? " 的撤回），" : " 的更正），");
  if (expected == 0) {
    absl::StrAppend(&en,
                    "and this is other content without saying which "
                    "revision it replaces. ");
    absl::StrAppend(&details.zh, "内容不同，且未注明更正的是哪一版。");
  } else {
    absl::StrAppend(&en, "and this is made for revision ", expected, ". ");
    absl::StrAppend(&details.zh, "您修改的是第 ", expected, " 版。");
  }
  absl::StrAppend(&en, "Get the newest by `disclosure report` first.");
  absl::StrAppend(&details.zh, "请先 disclosure report 取最新版再改。");
  return MakeError(StatusCode::kAborted, en, std::move(details));
}

absl::Status RegistryRevisionMismatch(int64_t current, int64_t expected) {
  ErrorDetails details;
  details.reason = "REVISION_MISMATCH";
  details.metadata["current_revision"] = absl::StrCat(current);
  details.metadata["expected_revision"] = absl::StrCat(expected);
  details.zh = absl::StrCat("单位登记已是第 ", current, " 版，您修改的是第 ",
                            expected, " 版。请取最新版再改。");
  return MakeError(StatusCode::kAborted,
                   absl::StrCat("The registry has revision ", current,
                                ", and this is made for revision ", expected,
                                ". Read it again first."),
                   std::move(details));
}

absl::Status ReportNotFound(const ReportKey& report) {
  ErrorDetails details;
  details.reason = "REPORT_NOT_FOUND";
  details.metadata["office"] = report.office;
  details.metadata["year"] = absl::StrCat(report.year);
  details.zh = absl::StrCat(report.office, " 没有 ", report.year, " 年度",
                            ScopeZh(report.scope), "的报告。");
  return MakeError(
      StatusCode::kNotFound,
      absl::StrCat("There is no ", ScopeEn(report.scope), " report of ",
                   report.office, " for ", report.year, "."),
      std::move(details));
}

absl::Status RevisionNotFound(const ReportKey& report, int revision,
                              int current) {
  ErrorDetails details;
  details.reason = "REVISION_NOT_FOUND";
  details.metadata["office"] = report.office;
  details.metadata["year"] = absl::StrCat(report.year);
  details.metadata["current_revision"] = absl::StrCat(current);
  details.zh = absl::StrCat("该报告没有第 ", revision, " 版，当前为第 ",
                            current, " 版。");
  return MakeError(StatusCode::kNotFound,
                   absl::StrCat("The report has no revision ", revision,
                                "; its current revision is ", current, "."),
                   std::move(details));
}

absl::Status LogUnknown(const std::string& log, const v1::LogInfo& own) {
  ErrorDetails details;
  details.reason = "LOG_UNKNOWN";
  details.metadata["log"] = own.id();
  details.zh = absl::StrCat("日志 ", log, " 不在本服务；本服务的日志为 ",
                            own.name(), "（", own.id(), "）。请重新建立。");
  return MakeError(
      StatusCode::kFailedPrecondition,
      absl::StrCat("The log ", log, " is not the one here, ", own.name(), " (",
                   own.id(), "). Rebuild from this log."),
      std::move(details));
}

absl::Status PositionAhead(int64_t from, int64_t head) {
  ErrorDetails details;
  details.reason = "POSITION_AHEAD";
  details.metadata["head_sequence"] = absl::StrCat(head);
  details.zh = absl::StrCat("请求从序号 ", from, " 开始，而日志只到 ", head,
                            "，历史不一致。请重新建立。");
  return MakeError(
      StatusCode::kOutOfRange,
      absl::StrCat("The log ends at ", head, " and was asked for ", from,
                   " on: the follower has seen a history that "
                   "this log does not have. Rebuild from it."),
      std::move(details));
}

absl::Status PageTokenInvalid() {
  return FieldError("PAGE_TOKEN_INVALID", "page_token",
                    "The page token does not belong to this request. Begin "
                    "with the first page.",
                    "page_token 与本次请求不符，请从第一页开始。");
}

std::string ScopeZh(v1::Scope scope) {
  return scope == v1::SCOPE_AREA ? "本地区（全口径）" : "本机关";
}

std::string ScopeEn(v1::Scope scope) {
  return scope == v1::SCOPE_AREA ? "area" : "own";
}

}  // namespace disclosure::ingest
