// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "services/query/paging.h"

#include <algorithm>
#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/absl_strings.h"
#include "base/sha256.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "services/query/errors.h"

namespace disclosure::query {
namespace {

// A token is base64 of: 8 bytes of the binding, then the key.
constexpr size_t kBindingBytes = 8;

// The arguments that the pages of one list share.
std::string Binding(const google::protobuf::Message& request) {
  std::unique_ptr<google::protobuf::Message> arguments(request.New());
  arguments->CopyFrom(request);
  for (const char* name : {"page_size", "page_token", "min_position"}) {
    const auto* field = request.GetDescriptor()->FindFieldByName(name);
    if (field != nullptr)
      arguments->GetReflection()->ClearField(arguments.get(), field);
  }
  std::string bytes = absl::StrCat(request.GetDescriptor()->full_name(), "\n");
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    arguments->SerializeToCodedStream(&coded);
  }
  return base::Sha256Of(bytes).substr(0, kBindingBytes);
}

}  // namespace

absl::StatusOr<int> PageSize(int wanted, int usual, int most) {
  if (wanted < 0) {
    return FieldInvalid(
        "PAGE_SIZE_INVALID", "page_size",
        absl::StrCat("A page cannot have ", wanted, " entries."),
        absl::StrCat("每页条数不能是 ", wanted, "。"));
  }
  return wanted == 0 ? usual : std::min(wanted, most);
}

absl::StatusOr<std::string> ReadPageToken(
    const google::protobuf::Message& request, std::string_view token) {
  if (token.empty()) return std::string();
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(base::ToAbsl(token), &bytes) ||
      bytes.size() <= kBindingBytes ||
      bytes.substr(0, kBindingBytes) != Binding(request)) {
    return FieldInvalid(
        "PAGE_TOKEN_INVALID", "page_token",
        "It is not the next_page_token of this list with these arguments. "
        "Begin again without a token.",
        "它不是同一查询条件下返回的 next_page_token，请从第一页重新开始。");
  }
  return bytes.substr(kBindingBytes);
}

std::string NextPageToken(const google::protobuf::Message& request,
                          std::string_view last_key) {
  return absl::WebSafeBase64Escape(
      absl::StrCat(Binding(request), std::string(last_key)));
}

}  // namespace disclosure::query
