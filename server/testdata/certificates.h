// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// An authority for tests: certificates made on the spot, so none lies in the
// repository and none expires.

#ifndef DISCLOSURE_SERVER_TESTDATA_CERTIFICATES_H_
#define DISCLOSURE_SERVER_TESTDATA_CERTIFICATES_H_

#include <memory>
#include <string>

namespace disclosure::server::testing {

struct CertificateFiles {
  std::string cert;
  std::string key;
};

class TestAuthority {
 public:
  // Files are written below `folder`, which exists.
  explicit TestAuthority(const std::string& folder);
  ~TestAuthority();

  // The authority's own certificate.
  const std::string& ca() const { return ca_; }

  // `alternative_names` as OpenSSL writes them ("DNS:localhost,IP:127.0.0.1"),
  // empty for none.
  CertificateFiles Issue(const std::string& common_name,
                         const std::string& alternative_names);

 private:
  struct Keys;

  const std::string folder_;
  std::string ca_;
  std::unique_ptr<Keys> keys_;
  int serial_ = 1;
};

}  // namespace disclosure::server::testing

#endif  // DISCLOSURE_SERVER_TESTDATA_CERTIFICATES_H_
