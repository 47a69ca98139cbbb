// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Pages of a list. A token says after which key the next page begins, and is
// bound to the arguments of the list: it cannot be used for another one. It
// holds no position: a list that changes between two pages goes on after the
// same key. Pure functions.

#ifndef DISCLOSURE_SERVICES_QUERY_PAGING_H_
#define DISCLOSURE_SERVICES_QUERY_PAGING_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"

namespace disclosure::query {

// The size of a page: 0 is `usual`, more than `most` is lowered to that.
// INVALID_ARGUMENT (PAGE_SIZE_INVALID) if negative.
absl::StatusOr<int> PageSize(int wanted, int usual, int most);

// The key in `token` after which the page begins; empty for no token.
// `request` is what the token came with. INVALID_ARGUMENT
// (PAGE_TOKEN_INVALID) if it was not made by NextPageToken for a request that
// differs in page_size, page_token and min_position at most.
absl::StatusOr<std::string> ReadPageToken(
    const google::protobuf::Message& request, std::string_view token);

// The token for the page after `last_key`, which must not be empty.
std::string NextPageToken(const google::protobuf::Message& request,
                          std::string_view last_key);

}  // namespace disclosure::query

#endif  // DISCLOSURE_SERVICES_QUERY_PAGING_H_
