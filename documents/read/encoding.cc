// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/encoding.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <optional>

#include "absl/strings/ascii.h"

#include "base/text.h"
#include "documents/read/refusal.h"

namespace disclosure::documents {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
// One undecodable character among this many is borne.
constexpr int64_t kReadablePerDamaged = 20;
// What is nearly UTF-8: characters of several bytes for each broken one.
constexpr int64_t kGoodPerBad = 10;
// How far zero bytes are looked for.
constexpr size_t kSampleBytes = 4096;

struct EncodingMark {
  std::string_view bytes;
  const char* encoding;
};
// The longer before those they begin with.
constexpr std::array<EncodingMark, 5> kEncodingMarks = {{
    {"\xEF\xBB\xBF", "UTF-8"},
    {std::string_view("\xFF\xFE\0\0", 4), "UTF-32LE"},
    {std::string_view("\0\0\xFE\xFF", 4), "UTF-32BE"},
    {"\xFF\xFE", "UTF-16LE"},
    {"\xFE\xFF", "UTF-16BE"},
}};

// The names that documents give, lower case, and those of iconv. GB18030
// contains the older ones.
struct EncodingName {
  std::string_view declared;
  const char* encoding;
};
constexpr EncodingName kEncodingNames[] = {
    {"gb2312", "GB18030"},        {"gbk", "GB18030"},
    {"gb18030", "GB18030"},       {"gb_2312-80", "GB18030"},
    {"x-gbk", "GB18030"},         {"cp936", "GB18030"},
    {"windows-936", "GB18030"},   {"big5", "BIG5-HKSCS"},
    {"big5-hkscs", "BIG5-HKSCS"},
};

class Converter {
 public:
  explicit Converter(const char* from) : iconv_(iconv_open("UTF-8", from)) {}
  ~Converter() {
    if (valid()) {
      iconv_close(iconv_);
    }
  }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  bool valid() const { return iconv_ != reinterpret_cast<iconv_t>(-1); }

  // Bytes that `from` does not have become U+FFFD.
  std::string Convert(std::string_view bytes) {
    std::string text;
    std::array<char, 4096> buffer;
    // iconv does not write through this pointer.
    char* in = const_cast<char*>(bytes.data());
    size_t left = bytes.size();
    while (left > 0) {
      char* out = buffer.data();
      size_t room = buffer.size();
      const size_t result = iconv(iconv_, &in, &left, &out, &room);
      const int error = result == static_cast<size_t>(-1) ? errno : 0;
      text.append(buffer.data(), buffer.size() - room);
      if (error == EILSEQ || error == EINVAL) {
        text.append(kReplacement);
        ++in;
        --left;
      } else if (error != 0 && error != E2BIG) {
        break;
      }
    }
    return text;
  }

 private:
  const iconv_t iconv_;
};

// Nothing if this machine's iconv lacks `encoding`.
std::optional<std::string> Decode(std::string_view bytes,
                                  const char* encoding) {
  Converter converter(encoding);
  if (!converter.valid()) {
    return std::nullopt;
  }
  return converter.Convert(bytes);
}

// UTF-16 without a mark: ASCII characters and line ends have a zero byte, all
// on the same side.
const char* Utf16Shown(std::string_view bytes) {
  bytes = bytes.substr(0, kSampleBytes);
  std::array<size_t, 2> zeros = {0, 0};
  for (size_t i = 0; i < bytes.size(); ++i) {
    zeros[i % 2] += bytes[i] == '\0' ? 1 : 0;
  }
  if (zeros[0] == 0 && zeros[1] > bytes.size() / 64) {
    return "UTF-16LE";
  }
  if (zeros[1] == 0 && zeros[0] > bytes.size() / 64) {
    return "UTF-16BE";
  }
  return nullptr;
}

std::string Utf8Lossy(std::string_view bytes) {
  return base::IsValidUtf8(bytes) ? std::string(bytes)
                                  : base::EncodeUtf8(base::DecodeUtf8(bytes));
}

// Text in another encoding hardly ever looks like UTF-8, not even nearly.
bool IsNearlyUtf8(std::string_view bytes) {
  if (base::IsValidUtf8(bytes)) {
    return true;
  }
  int64_t good = 0;
  int64_t bad = 0;
  for (const char32_t c : base::DecodeUtf8(bytes)) {
    bad += c == 0xFFFD ? 1 : 0;
    good += c >= 0x80 && c != 0xFFFD ? 1 : 0;
  }
  return bad * kGoodPerBad <= good;
}

std::string Unmarked(std::string_view bytes, std::string_view declared) {
  const char* encoding = Utf16Shown(bytes);
  if (encoding == nullptr && IsNearlyUtf8(bytes)) {
    return Utf8Lossy(bytes);
  }
  if (encoding == nullptr) {
    encoding = "GB18030";
    const std::string lower =
        absl::AsciiStrToLower(std::string(declared.substr(0, 32)));
    for (const EncodingName& name : kEncodingNames) {
      encoding = lower == name.declared ? name.encoding : encoding;
    }
  }
  std::optional<std::string> text = Decode(bytes, encoding);
  return text.has_value() ? *std::move(text) : Utf8Lossy(bytes);
}

}  // namespace

absl::StatusOr<std::string> ToUtf8(std::string_view bytes,
                                   std::string_view declared_encoding) {
  std::string text;
  const auto mark = std::find_if(kEncodingMarks.begin(), kEncodingMarks.end(),
                                 [&](const EncodingMark& known) {
                                   return bytes.starts_with(known.bytes);
                                 });
  if (mark == kEncodingMarks.end()) {
    text = Unmarked(bytes, declared_encoding);
  } else {
    bytes.remove_prefix(mark->bytes.size());
    text = Decode(bytes, mark->encoding).value_or(Utf8Lossy(bytes));
  }

  int64_t characters = 0;
  int64_t damaged = 0;
  std::string clean;
  clean.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    characters += (c & 0xC0) != 0x80 ? 1 : 0;
    if (c == '\v') {
      clean.push_back('\n');
    } else if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f') ||
               c == 0x7F) {
      clean.append(kReplacement);
      ++damaged;
    } else {
      damaged += text.compare(i, kReplacement.size(), kReplacement) == 0;
      clean.push_back(text[i]);
    }
  }
  if (damaged * kReadablePerDamaged > characters) {
    return Damaged({"it is not a text in UTF-8, UTF-16, GB18030 or Big5",
                    "不是 UTF-8、UTF-16、GB18030 或 Big5 编码的文本"});
  }
  return clean;
}

}  // namespace disclosure::documents
