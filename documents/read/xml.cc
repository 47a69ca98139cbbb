// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

#include "documents/read/xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"

#include "base/absl_strings.h"
#include "documents/read/limits.h"
#include "documents/read/refusal.h"

namespace disclosure::documents {
namespace {

// libxml2 hands an attribute out as name, prefix, namespace, and the begin and
// end of its value.
constexpr int kPointersPerAttribute = 5;

std::string_view View(const xmlChar* text) {
  return text == nullptr ? std::string_view()
                         : reinterpret_cast<const char*>(text);
}

struct Parsing {
  XmlHandler& handler;
  xmlParserCtxt* parser;
  int depth = 0;
  bool has_document_type = false;

  // After each event.
  void StopIfRefused() {
    if (depth > kDepthMax || has_document_type || !handler.status().ok()) {
      xmlStopParser(parser);
    }
  }
};

Parsing& Self(void* context) { return *static_cast<Parsing*>(context); }

void OnStart(void* context, const xmlChar* name, const xmlChar* /*prefix*/,
             const xmlChar* space, int /*namespaces*/,
             const xmlChar** /*namespace_pairs*/, int attributes,
             int /*defaulted*/, const xmlChar** attribute_pointers) {
  Parsing& self = Self(context);
  if (++self.depth <= kDepthMax) {
    self.handler.Start(
        XmlElement(View(name), View(space), attributes, attribute_pointers));
  }
  self.StopIfRefused();
}

void OnEnd(void* context, const xmlChar* name, const xmlChar* /*prefix*/,
           const xmlChar* /*space*/) {
  Parsing& self = Self(context);
  --self.depth;
  self.handler.End(View(name));
  self.StopIfRefused();
}

void OnText(void* context, const xmlChar* text, int size) {
  Parsing& self = Self(context);
  self.handler.Text(std::string_view(reinterpret_cast<const char*>(text),
                                     static_cast<size_t>(size)));
  self.StopIfRefused();
}

void OnDocumentType(void* context, const xmlChar* /*name*/,
                    const xmlChar* /*external*/, const xmlChar* /*system*/) {
  Self(context).has_document_type = true;
  Self(context).StopIfRefused();
}

xmlSAXHandler Callbacks() {
  xmlSAXHandler callbacks = {};
  callbacks.initialized = XML_SAX2_MAGIC;
  callbacks.startElementNs = OnStart;
  callbacks.endElementNs = OnEnd;
  callbacks.characters = OnText;
  callbacks.ignorableWhitespace = OnText;
  callbacks.cdataBlock = OnText;
  callbacks.internalSubset = OnDocumentType;
  return callbacks;
}

}  // namespace

const unsigned char** XmlElement::Find(std::string_view name) const {
  for (int i = 0; i < count_; ++i) {
    const xmlChar** const attribute = attributes_ + i * kPointersPerAttribute;
    if (View(attribute[0]) == name) {
      return attribute;
    }
  }
  return nullptr;
}

std::string_view XmlElement::Attribute(std::string_view name) const {
  const xmlChar** const attribute = Find(name);
  return attribute == nullptr
             ? std::string_view()
             : std::string_view(
                   reinterpret_cast<const char*>(attribute[3]),
                   static_cast<size_t>(attribute[4] - attribute[3]));
}

bool XmlElement::HasAttribute(std::string_view name) const {
  return Find(name) != nullptr;
}

absl::Status ParseXml(std::string_view bytes, std::string_view part,
                      XmlHandler& handler) {
  const std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)> parser(
      xmlNewParserCtxt(), xmlFreeParserCtxt);
  if (parser == nullptr || bytes.size() > kPartBytesMax) {
    return TooLarge({"bytes in a part", "单个部件字节数"}, kPartBytesMax);
  }
  Parsing parsing = {.handler = handler, .parser = parser.get()};
  *parser->sax = Callbacks();
  parser->userData = &parsing;
  xmlCtxtReadMemory(parser.get(), bytes.data(), static_cast<int>(bytes.size()),
                    nullptr, nullptr,
                    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  if (!handler.status().ok()) {
    return handler.status();
  }
  if (parsing.depth > kDepthMax) {
    return TooLarge({"elements within each other", "嵌套层数"}, kDepthMax);
  }
  if (parsing.has_document_type || parser->wellFormed == 0) {
    const std::string name(part.substr(0, 100));
    return Damaged({absl::StrCat("its part ", name, " is not valid XML"),
                    absl::StrCat("其中的 ", name, " 不是有效的 XML")});
  }
  return absl::OkStatus();
}

}  // namespace disclosure::documents
