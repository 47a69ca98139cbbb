// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Messages of the feeds name the fingerprint of the catalogue, which changes
// with the form. Kept examples of them have a stand-in there, as many "@" as a
// fingerprint has digits: so their lengths hold, and they outlive the form.

#ifndef DISCLOSURE_FORM_TESTDATA_STAND_IN_FINGERPRINT_H_
#define DISCLOSURE_FORM_TESTDATA_STAND_IN_FINGERPRINT_H_

#include <string>
#include <string_view>

#include "form/catalog.h"

namespace disclosure::form::testdata {

// The bytes with the fingerprint where they have its stand-in.
inline std::string WithFingerprint(const Catalog& catalog,
                                   std::string_view bytes) {
  const std::string& fingerprint = catalog.fingerprint();
  const std::string stand_in(fingerprint.size(), '@');
  std::string result(bytes);
  for (size_t at = result.find(stand_in); at != std::string::npos;
       at = result.find(stand_in, at + stand_in.size())) {
    result.replace(at, stand_in.size(), fingerprint);
  }
  return result;
}

}  // namespace disclosure::form::testdata

#endif  // DISCLOSURE_FORM_TESTDATA_STAND_IN_FINGERPRINT_H_
