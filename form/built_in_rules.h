// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// proto/disclosure/v1/form_rules.txtpb as it was at build time.

#ifndef DISCLOSURE_FORM_BUILT_IN_RULES_H_
#define DISCLOSURE_FORM_BUILT_IN_RULES_H_

namespace disclosure::form {

extern const char kBuiltInRules[];

}  // namespace disclosure::form

#endif  // DISCLOSURE_FORM_BUILT_IN_RULES_H_
