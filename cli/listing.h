// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Lists that a server hands out in pages, as a person or a program wants them.

#ifndef DISCLOSURE_CLI_LISTING_H_
#define DISCLOSURE_CLI_LISTING_H_

#include <string>
#include <vector>

#include "base/csv.h"
#include "cli/json.h"
#include "cli/session.h"
#include "grpcpp/client_context.h"

namespace disclosure::cli {

// Calls `page(context, request, &response)` with one request after another
// until there is no next page; `take(response)` sees each response.
template <typename Response, typename Request, typename Page, typename Take>
absl::Status ForEachPage(const Session& session, Request request,
                         const Page& page, const Take& take) {
  for (;;) {
    Response response;
    const absl::Status status = session.Call([&](grpc::ClientContext* context) {
      response.Clear();
      return page(context, request, &response);
    });
    if (!status.ok()) return status;
    take(response);
    if (response.next_page_token().empty()) return absl::OkStatus();
    request.set_page_token(response.next_page_token());
  }
}

// Rows with a head, printed as the session's format says. In a table, columns
// of numbers stand right. CSV has a byte order mark, so that spreadsheets read
// it right; JSON is one line a row, made by the caller.
class Listing {
 public:
  Listing(const Session& session, std::vector<std::string> heads);

  // `json` is used with Format::kJson only.
  void Add(std::vector<std::string> cells, const std::string& json);

  std::string Print() const;

 private:
  const Session& session_;
  std::vector<std::string> heads_;
  std::vector<std::vector<std::string>> rows_;
  std::string text_;
};

}  // namespace disclosure::cli

#endif  // DISCLOSURE_CLI_LISTING_H_
