// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/html_elements.h"

#include <algorithm>
#include <iterator>

namespace disclosure::documents {
namespace {

struct Element {
  std::string_view name;
  HtmlRole role;
};
// By name; what is not here is inline.
constexpr Element kElements[] = {
    {"address", HtmlRole::kBlock},
    {"article", HtmlRole::kBlock},
    {"aside", HtmlRole::kBlock},
    {"blockquote", HtmlRole::kBlock},
    {"body", HtmlRole::kBlock},
    {"br", HtmlRole::kBreak},
    {"button", HtmlRole::kHidden},
    {"caption", HtmlRole::kBlock},
    {"center", HtmlRole::kBlock},
    {"dd", HtmlRole::kBlock},
    {"del", HtmlRole::kHidden},
    {"div", HtmlRole::kBlock},
    {"dl", HtmlRole::kBlock},
    {"dt", HtmlRole::kBlock},
    {"fieldset", HtmlRole::kBlock},
    {"figcaption", HtmlRole::kBlock},
    {"figure", HtmlRole::kBlock},
    {"footer", HtmlRole::kBlock},
    {"form", HtmlRole::kBlock},
    {"h1", HtmlRole::kBlock},
    {"h2", HtmlRole::kBlock},
    {"h3", HtmlRole::kBlock},
    {"h4", HtmlRole::kBlock},
    {"h5", HtmlRole::kBlock},
    {"h6", HtmlRole::kBlock},
    {"head", HtmlRole::kHidden},
    {"header", HtmlRole::kBlock},
    {"hr", HtmlRole::kBlock},
    {"iframe", HtmlRole::kHidden},
    {"input", HtmlRole::kField},
    {"legend", HtmlRole::kBlock},
    {"li", HtmlRole::kBlock},
    {"listing", HtmlRole::kPreformatted},
    {"main", HtmlRole::kBlock},
    {"nav", HtmlRole::kBlock},
    {"noscript", HtmlRole::kHidden},
    {"object", HtmlRole::kHidden},
    {"ol", HtmlRole::kBlock},
    {"option", HtmlRole::kHidden},
    {"p", HtmlRole::kBlock},
    {"pre", HtmlRole::kPreformatted},
    {"rp", HtmlRole::kHidden},
    {"rt", HtmlRole::kHidden},
    {"s", HtmlRole::kHidden},
    {"script", HtmlRole::kHidden},
    {"section", HtmlRole::kBlock},
    {"select", HtmlRole::kHidden},
    {"strike", HtmlRole::kHidden},
    {"style", HtmlRole::kHidden},
    {"sup", HtmlRole::kRaised},
    {"svg", HtmlRole::kHidden},
    {"table", HtmlRole::kTable},
    {"tbody", HtmlRole::kSection},
    {"td", HtmlRole::kCell},
    {"template", HtmlRole::kHidden},
    {"textarea", HtmlRole::kHidden},
    {"tfoot", HtmlRole::kSection},
    {"th", HtmlRole::kCell},
    {"thead", HtmlRole::kSection},
    {"title", HtmlRole::kHidden},
    {"tr", HtmlRole::kRow},
    {"ul", HtmlRole::kBlock},
    {"xml", HtmlRole::kHidden},
};

}  // namespace

HtmlRole HtmlRoleOf(std::string_view name) {
  const auto found =
      std::lower_bound(std::begin(kElements), std::end(kElements), name,
                       [](const Element& element, std::string_view wanted) {
                         return element.name < wanted;
                       });
  return found != std::end(kElements) && found->name == name
             ? found->role
             : HtmlRole::kInline;
}

}  // namespace disclosure::documents
