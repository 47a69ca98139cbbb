// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// The errors of errors.h that are no fault of the request: the store and the
// queue before it.

#include <string>
#include <utility>

#include "base/error.h"
#include "services/ingest/errors.h"

namespace disclosure::ingest {

using absl::StatusCode;
using base::ErrorDetails;
using base::MakeError;

absl::Status QueueFull(absl::Duration retry_after) {
  ErrorDetails details;
  details.reason = "QUEUE_FULL";
  details.zh = "报送繁忙，本次未保存，请稍后重试。";
  details.retry_after = retry_after;
  return MakeError(StatusCode::kResourceExhausted,
                   "The queue has no more room, or no more for this client. "
                   "Nothing was stored; repeat in a moment.",
                   std::move(details));
}

absl::Status OutcomeUnknown(const absl::Status& cause) {
  ErrorDetails details;
  details.reason = "OUTCOME_UNKNOWN";
  details.metadata["cause"] = base::GetErrorDetails(cause).reason;
  details.zh =
      "写入未得到确认，不知是否已保存。请用同一请求编号重新报送，不会重复。";
  details.retry_after = absl::Seconds(1);
  return MakeError(StatusCode::kUnavailable,
                   "The write failed and may or may not have been stored. "
                   "Repeat it with the same request id.",
                   std::move(details));
}

absl::Status StoreUnavailable(const absl::Status& cause) {
  ErrorDetails details;
  details.reason = "STORE_UNAVAILABLE";
  details.metadata["cause"] = base::GetErrorDetails(cause).reason;
  details.retry_after = absl::Seconds(1);
  std::string en =
      "The store is not available at the moment; nothing was "
      "stored. Repeat in a moment.";
  details.zh = "数据库暂时不可用，未保存任何内容。请稍后重试。";
  if (absl::IsResourceExhausted(cause)) {
    en += " The server's disk is full: its operator must free some space.";
    details.zh += "服务器磁盘已满，请通知运维腾出空间。";
  } else if (absl::IsDataLoss(cause)) {
    en += " Its files are damaged: its operator must restore the last backup.";
    details.zh += "数据文件已损坏，请通知运维从最近的备份恢复。";
  }
  return MakeError(StatusCode::kUnavailable, en, std::move(details));
}

absl::Status ShuttingDown() {
  ErrorDetails details;
  details.reason = "SHUTTING_DOWN";
  details.zh = "服务正在停止，未保存。请稍后重试。";
  details.retry_after = absl::Seconds(1);
  return MakeError(StatusCode::kUnavailable,
                   "The server is stopping; nothing was stored. Repeat in a "
                   "moment.",
                   std::move(details));
}

}  // namespace disclosure::ingest
