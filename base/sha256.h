// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// SHA-256, the one hash of the product: of a revision's content, of the chain
// of changes, of the form's fingerprint.
//
// A Sha256 is used by one thread at a time; the functions are thread-safe.
// Nothing here fails.

#ifndef DISCLOSURE_BASE_SHA256_H_
#define DISCLOSURE_BASE_SHA256_H_

#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace disclosure::base {

// The size of a hash in bytes.
inline constexpr int kSha256Size = 32;

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void Update(std::string_view bytes);

  // The hash of everything given to Update, as 32 raw bytes. The object then
  // begins anew.
  std::string Finish();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

// The hash of `bytes`, as 32 raw bytes.
std::string Sha256Of(std::string_view bytes);

// Two lower-case hexadecimal digits for each byte.
std::string Hex(std::string_view bytes);

}  // namespace disclosure::base

#endif  // DISCLOSURE_BASE_SHA256_H_
