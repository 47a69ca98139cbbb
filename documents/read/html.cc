// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/html.h"

#include <libxml/HTMLparser.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"

#include "documents/read/characters.h"
#include "documents/read/document_builder.h"
#include "documents/read/encoding.h"
#include "documents/read/html_elements.h"
#include "documents/read/limits.h"
#include "documents/read/refusal.h"

namespace disclosure::documents {
namespace {

// Browsers look no further either.
constexpr size_t kCharsetSearchBytes = 4096;
constexpr size_t kConditionBytesMax = 256;
// Old pages leave hundreds of inline elements open, which is no nesting; tables
// within each other are the builder's to count.
constexpr int kOpenElementsMax = 4096;
// Bytes, each times the elements open there: libxml2 looks through all of these
// for each end tag that fits none. An ordinary page has a hundredth.
constexpr int64_t kWorkMax = 200'000'000;
// The longest span that a reader needs to tell apart from a shorter one.
constexpr int kSpanMax = 100'000;

// Names and values in turn, ended by null.
class HtmlAttributes {
 public:
  explicit HtmlAttributes(const xmlChar** pairs) : pairs_(pairs) {}

  bool Has(std::string_view name) const { return Find(name) != nullptr; }

  // Empty if there is no such attribute.
  std::string_view Get(std::string_view name) const {
    const xmlChar** const pair = Find(name);
    return pair == nullptr || pair[1] == nullptr
               ? std::string_view()
               : reinterpret_cast<const char*>(pair[1]);
  }

  // The digits it begins with, as browsers read spans.
  int Number(std::string_view name, int otherwise) const {
    std::string text(Get(name));
    absl::StripLeadingAsciiWhitespace(&text);
    int number = 0;
    size_t digits = 0;
    for (; digits < text.size() && absl::ascii_isdigit(text[digits]);
         ++digits) {
      number = std::min(number * 10 + (text[digits] - '0'), kSpanMax);
    }
    return digits == 0 ? otherwise : number;
  }

 private:
  const xmlChar** Find(std::string_view name) const {
    for (const xmlChar** pair = pairs_; pair != nullptr && *pair != nullptr;
         pair += 2) {
      if (name == reinterpret_cast<const char*>(pair[0])) {
        return pair;
      }
    }
    return nullptr;
  }

  const xmlChar** const pairs_;
};

bool IsHidden(const HtmlAttributes& attributes) {
  if (attributes.Has("hidden")) {
    return true;
  }
  std::string style =
      absl::AsciiStrToLower(std::string(attributes.Get("style")));
  std::erase_if(style, [](char c) { return absl::ascii_isspace(c); });
  return style.find("display:none") != std::string::npos ||
         style.find("visibility:hidden") != std::string::npos;
}

bool IsTextField(const HtmlAttributes& attributes) {
  const std::string type =
      absl::AsciiStrToLower(std::string(attributes.Get("type")));
  return type.empty() || type == "text" || type == "number" || type == "tel";
}

// What libxml2 meets, as calls of a DocumentBuilder.
class HtmlHandler {
 public:
  explicit HtmlHandler(HtmlOptions options)
      : lines_(options.lines), builder_("text/html") {}

  bool refused() const { return !refusal_.ok() || !builder_.status().ok(); }

  absl::StatusOr<Document> Finish() {
    return refusal_.ok() ? std::move(builder_).Finish() : refusal_;
  }

  void Start(std::string_view name, const HtmlAttributes& attributes) {
    if (++depth_ > kOpenElementsMax) {
      RefuseNesting();
    }
    if (refused() || hidden_since_ > 0) {
      return;
    }
    const HtmlRole role = HtmlRoleOf(name);
    if (role == HtmlRole::kHidden || IsHidden(attributes)) {
      hidden_since_ = depth_;
      return;
    }
    StartShown(role, attributes);
  }

  void End(std::string_view name) {
    const int depth = depth_;
    depth_ = std::max(0, depth_ - 1);
    if (hidden_since_ > 0) {
      hidden_since_ = depth == hidden_since_ ? 0 : hidden_since_;
      return;
    }
    if (!refused()) {
      EndShown(HtmlRoleOf(name));
    }
  }

  // Before the next `bytes` are parsed.
  void Prepare(size_t bytes) {
    work_ += static_cast<int64_t>(bytes) * depth_;
    if (work_ > kWorkMax) {
      RefuseNesting();
    }
  }

  // Blanks run together but where the page says that they do not.
  void Text(std::string_view text) {
    if (refused() || hidden_since_ > 0) {
      return;
    }
    const bool keep = preformatted_ > 0 || (lines_ && tables_ == 0);
    std::string line;
    for (size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (text.compare(i, 2, "\xC2\xA0") == 0) {
        line.push_back(' ');
        ++i;
        after_blank_ = false;
      } else if (!absl::ascii_isspace(c)) {
        line.push_back(c);
        after_blank_ = false;
      } else if (keep && c == '\n') {
        AddText(line);
        line.clear();
        builder_.BreakLine();
      } else if (keep && c != '\r') {
        line.push_back(c);
      } else if (!after_blank_) {
        line.push_back(' ');
        after_blank_ = true;
      }
    }
    AddText(line);
  }

 private:
  void RefuseNesting() {
    if (refusal_.ok()) {
      refusal_ = TooLarge({"elements within each other", "嵌套层数"},
                          kOpenElementsMax);
    }
  }

  void AddText(std::string_view text) {
    if (raised_ > 0) {
      builder_.AddText(RaiseDigits(text));
    } else {
      builder_.AddText(text);
    }
  }

  void StartShown(HtmlRole role, const HtmlAttributes& attributes) {
    switch (role) {
      case HtmlRole::kInline:
      case HtmlRole::kHidden:
        break;
      case HtmlRole::kBlock:
      case HtmlRole::kBreak:
        builder_.BreakLine();
        break;
      case HtmlRole::kPreformatted:
        builder_.BreakLine();
        ++preformatted_;
        break;
      case HtmlRole::kRaised:
        ++raised_;
        break;
      case HtmlRole::kField:
        if (IsTextField(attributes)) {
          Text(attributes.Get("value"));
        }
        break;
      case HtmlRole::kTable:
        ++tables_;
        builder_.BeginTable();
        break;
      case HtmlRole::kSection:
        builder_.EndSection();
        break;
      case HtmlRole::kRow:
        builder_.BeginRow();
        break;
      case HtmlRole::kCell:
        builder_.BeginCell({.rows = attributes.Number("rowspan", 1),
                            .columns = attributes.Number("colspan", 1)});
    }
  }

  void EndShown(HtmlRole role) {
    switch (role) {
      case HtmlRole::kInline:
      case HtmlRole::kHidden:
      case HtmlRole::kBreak:
      case HtmlRole::kField:
        break;
      case HtmlRole::kBlock:
        builder_.BreakLine();
        break;
      case HtmlRole::kPreformatted:
        builder_.BreakLine();
        --preformatted_;
        break;
      case HtmlRole::kRaised:
        --raised_;
        break;
      case HtmlRole::kTable:
        --tables_;
        builder_.EndTable();
        break;
      case HtmlRole::kSection:
        builder_.EndSection();
        break;
      case HtmlRole::kRow:
      case HtmlRole::kCell:
        builder_.EndCell();
    }
  }

  const bool lines_;
  DocumentBuilder builder_;
  absl::Status refusal_;
  int depth_ = 0;
  int64_t work_ = 0;
  // The depth of the element that hides what it holds; 0: none does.
  int hidden_since_ = 0;
  int preformatted_ = 0;
  int raised_ = 0;
  int tables_ = 0;
  bool after_blank_ = false;
};

HtmlHandler& HtmlSelf(void* context) {
  return *static_cast<HtmlHandler*>(context);
}

std::string_view HtmlView(const xmlChar* text) {
  return reinterpret_cast<const char*>(text);
}

void OnHtmlText(void* context, const xmlChar* text, int size) {
  HtmlSelf(context).Text(std::string_view(reinterpret_cast<const char*>(text),
                                          static_cast<size_t>(size)));
}

htmlSAXHandler HtmlCallbacks() {
  htmlSAXHandler callbacks = {};
  callbacks.startElement = [](void* context, const xmlChar* name,
                              const xmlChar** attributes) {
    HtmlSelf(context).Start(HtmlView(name), HtmlAttributes(attributes));
  };
  callbacks.endElement = [](void* context, const xmlChar* name) {
    HtmlSelf(context).End(HtmlView(name));
  };
  callbacks.characters = OnHtmlText;
  callbacks.ignorableWhitespace = OnHtmlText;
  return callbacks;
}

// What is left to parse. It ends early when the handler has refused: stopping
// libxml2's HTML parser from within a callback is not safe in all versions.
struct HtmlSource {
  static int Read(void* context, char* buffer, int room) {
    HtmlSource& self = *static_cast<HtmlSource*>(context);
    if (self.handler->refused()) {
      return 0;
    }
    const size_t size = std::min(self.rest.size(), static_cast<size_t>(room));
    std::memcpy(buffer, self.rest.data(), size);
    self.rest.remove_prefix(size);
    self.handler->Prepare(size);
    return static_cast<int>(size);
  }

  HtmlHandler* handler;
  std::string_view rest;
};

// Without `<![if !supportLists]>` and the like, which Word writes around the
// numbers of lists and which libxml2 takes for text. The end of a conditional
// comment, `<![endif]-->`, stays.
std::string WithoutConditions(std::string_view text) {
  std::string kept;
  size_t at = 0;
  for (size_t begin = text.find("<!["); begin != std::string_view::npos;
       begin = text.find("<![", at)) {
    kept.append(text.substr(at, begin - at));
    const std::string_view near = text.substr(begin, kConditionBytesMax);
    const size_t end = near.find('>');
    if (end == std::string_view::npos || near[end - 1] == '-') {
      kept.append(near.substr(0, 3));
      at = begin + 3;
    } else {
      at = begin + end + 1;
    }
  }
  kept.append(text.substr(at));
  return kept;
}

// The encoding named by <meta charset>, its older form, or <?xml encoding>.
std::string DeclaredEncoding(std::string_view bytes) {
  const std::string head =
      absl::AsciiStrToLower(std::string(bytes.substr(0, kCharsetSearchBytes)));
  for (const std::string_view key : {"charset", "encoding"}) {
    for (size_t at = head.find(key); at != std::string::npos;
         at = head.find(key, at + 1)) {
      const size_t first =
          head.find_first_not_of(" \t\r\n=\"'", at + key.size());
      const size_t end = head.find_first_of(" \t\r\n\"';>?/", first);
      if (first != std::string::npos && end != std::string::npos &&
          head.find('=', at) < first) {
        return head.substr(first, end - first);
      }
    }
  }
  return "";
}

}  // namespace

absl::StatusOr<Document> ReadHtml(std::string_view bytes, HtmlOptions options) {
  if (bytes.size() > kFileBytesMax) {
    return TooLarge({"bytes", "字节数"}, kFileBytesMax);
  }
  const absl::StatusOr<std::string> text =
      ToUtf8(bytes, DeclaredEncoding(bytes));
  if (!text.ok()) {
    return text.status();
  }
  const std::string markup = WithoutConditions(*text);
  const std::unique_ptr<htmlParserCtxt, decltype(&htmlFreeParserCtxt)> parser(
      htmlNewParserCtxt(), htmlFreeParserCtxt);
  if (parser == nullptr) {
    return TooLarge({"bytes of free memory", "可用内存"}, 0);
  }
  HtmlHandler handler(options);
  HtmlSource source = {.handler = &handler, .rest = markup};
  *parser->sax = HtmlCallbacks();
  parser->userData = &handler;
  htmlCtxtReadIO(parser.get(), HtmlSource::Read, nullptr, &source, nullptr,
                 "UTF-8",
                 HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
                     HTML_PARSE_IGNORE_ENC);
  if (!handler.refused() && !source.rest.empty()) {
    return Damaged(
        {"its markup cannot be parsed to the end", "网页标记无法解析到结尾"});
  }
  return handler.Finish();
}

}  // namespace disclosure::documents
