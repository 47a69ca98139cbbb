// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/errors.h"

#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "base/error.h"

namespace disclosure::query {
namespace {

using base::ErrorDetails;
using base::MakeError;

constexpr absl::Duration kRetryAfter = absl::Milliseconds(200);

ErrorDetails Details(std::string_view reason, std::string zh,
                     std::map<std::string, std::string> metadata) {
  ErrorDetails details;
  details.reason = std::string(reason);
  details.zh = std::move(zh);
  details.metadata = std::move(metadata);
  return details;
}

}  // namespace

absl::Status LineUnknown(std::string_view line, int year,
                         const std::vector<std::string>& near) {
  const std::string text(line);
  std::string en =
      absl::StrCat("No office has the line \"", text, "\" in ", year, ".");
  std::string zh = absl::StrCat(year, " 年没有 “", text, "” 这一条线。");
  if (!near.empty()) {
    absl::StrAppend(&en, " Near names: ", absl::StrJoin(near, ", "), ".");
    absl::StrAppend(&zh, "名称相近：", absl::StrJoin(near, "、"), "。");
  }
  return MakeError(absl::StatusCode::kNotFound, en,
                   Details("LINE_UNKNOWN", std::move(zh),
                           {{"line", text}, {"year", absl::StrCat(year)}}));
}

absl::Status FieldInvalid(std::string_view reason, std::string_view field,
                          std::string_view en, std::string_view zh) {
  ErrorDetails details = Details(reason, std::string(zh), {});
  details.violations.push_back(
      {std::string(field), std::string(en), std::string(zh)});
  return MakeError(absl::StatusCode::kInvalidArgument,
                   absl::StrCat(std::string(field), ": ", std::string(en)),
                   std::move(details));
}

absl::Status FieldTooLong(std::string_view field, size_t bytes, size_t limit) {
  return FieldInvalid(
      "FIELD_TOO_LONG", field,
      absl::StrCat("The text has ", bytes, " bytes; at most ", limit,
                   " are allowed."),
      absl::StrCat("文字为 ", bytes, " 字节，超过上限 ", limit, " 字节。"));
}

absl::Status YearInvalid(std::string_view field, int64_t year, int first,
                         int last) {
  return FieldInvalid("YEAR_INVALID", field,
                      absl::StrCat("There are totals of the years ", first,
                                   " to ", last, ", not of ", year, "."),
                      absl::StrCat("只有 ", first, " 至 ", last,
                                   " 年的数据，没有 ", year, " 年的。"));
}

absl::Status RequestUnreadable() {
  return MakeError(absl::StatusCode::kInvalidArgument, "REQUEST_UNREADABLE",
                   "The bytes of the request are not the message that this "
                   "method takes.",
                   "请求的内容不是本方法所用的消息。");
}

absl::Status LogUnknown(std::string_view wanted, std::string_view served) {
  return MakeError(
      absl::StatusCode::kFailedPrecondition,
      absl::StrCat("min_position is of the log \"", std::string(wanted),
                   "\", but these totals are of the log \"",
                   std::string(served),
                   "\". Take a position from a new receipt or answer."),
      Details("LOG_UNKNOWN",
              absl::StrCat("min_position 属于日志 “", std::string(wanted),
                           "”，而本服务的数据来自日志 “", std::string(served),
                           "”。请使用新的回执或查询结果中的数据序号。"),
              {{"log", std::string(wanted)}, {"served", std::string(served)}}));
}

absl::Status NotReady() {
  ErrorDetails details =
      Details("NOT_READY", "查询服务正在装入汇总数据，请稍后再试。", {});
  details.retry_after = kRetryAfter;
  return MakeError(absl::StatusCode::kUnavailable,
                   "The totals are still being loaded from aggregate. Try "
                   "again in a moment.",
                   std::move(details));
}

absl::Status TooManyWaiting(int64_t limit) {
  ErrorDetails details =
      Details("TOO_MANY_WAITING",
              absl::StrCat("已有 ", limit, " 个请求在等待，请稍后再试。"), {});
  details.retry_after = kRetryAfter;
  return MakeError(
      absl::StatusCode::kResourceExhausted,
      absl::StrCat(limit, " calls are waiting already. Try again in a moment."),
      std::move(details));
}

absl::Status FiguresUnreadable(const absl::Status& cause) {
  return MakeError(
      absl::StatusCode::kInternal, "FIGURES_UNREADABLE",
      absl::StrCat("Figures from aggregate cannot be read: ", cause.ToString()),
      "无法读取汇总服务送来的数据。");
}

absl::Status CatalogDiffers(std::string_view own, std::string_view fed) {
  return MakeError(
      absl::StatusCode::kFailedPrecondition,
      absl::StrCat("Aggregate uses the form catalogue ", std::string(fed),
                   ", query has ", std::string(own),
                   ". Run both from the same release."),
      Details("CATALOG_DIFFERS",
              absl::StrCat("汇总服务使用的表式 ", std::string(fed),
                           " 与查询服务的 ", std::string(own),
                           " 不同，请使用同一版本的程序。"),
              {{"own", std::string(own)}, {"fed", std::string(fed)}}));
}

absl::Status FeedBroken(std::string_view what) {
  return MakeError(absl::StatusCode::kDataLoss, "FEED_BROKEN",
                   absl::StrCat("The feed of aggregate makes no sense: ",
                                std::string(what), "."),
                   "汇总服务送来的数据不完整。");
}

absl::Status PositionWentBack(std::string_view what) {
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "POSITION_WENT_BACK",
      absl::StrCat("An update of the feed was refused: ", std::string(what),
                   ". The totals stay as they are."),
      "汇总服务送来的数据序号倒退，已拒绝，现有数据保持不变。");
}

}  // namespace disclosure::query
