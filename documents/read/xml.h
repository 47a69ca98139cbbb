// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// XML parts of a package, as events. Nothing is loaded, and a document type,
// which such parts never have and through which entities explode, is refused.
// ParseXml is thread-safe; a handler is used by one thread.

#ifndef DISCLOSURE_DOCUMENTS_READ_XML_H_
#define DISCLOSURE_DOCUMENTS_READ_XML_H_

#include <string_view>

#include "absl/status/status.h"

namespace disclosure::documents {

// Valid during the call it is given to.
class XmlElement {
 public:
  // `attributes` as libxml2's SAX2 hands them out, five pointers each.
  XmlElement(std::string_view name, std::string_view space, int count,
             const unsigned char** attributes)
      : name_(name), space_(space), count_(count), attributes_(attributes) {}

  // Without a prefix.
  std::string_view name() const { return name_; }
  // The namespace; empty: none.
  std::string_view space() const { return space_; }

  // The attribute of this name in any namespace, or empty.
  std::string_view Attribute(std::string_view name) const;
  bool HasAttribute(std::string_view name) const;

 private:
  const unsigned char** Find(std::string_view name) const;

  const std::string_view name_;
  const std::string_view space_;
  const int count_;
  const unsigned char** const attributes_;
};

class XmlHandler {
 public:
  virtual ~XmlHandler() = default;

  virtual void Start(const XmlElement& element) = 0;
  virtual void End(std::string_view name) = 0;
  // Part of a text; valid UTF-8.
  virtual void Text(std::string_view text) = 0;
  // Not OK: no further events are wanted.
  virtual absl::Status status() const = 0;
};

// Returns the handler's refusal, if any. Otherwise DOCUMENT_DAMAGED, with
// `part` named, for what is not well-formed (events of what comes before have
// been sent), DOCUMENT_TOO_LARGE for elements too deep within each other.
absl::Status ParseXml(std::string_view bytes, std::string_view part,
                      XmlHandler& handler);

}  // namespace disclosure::documents

#endif  // DISCLOSURE_DOCUMENTS_READ_XML_H_
