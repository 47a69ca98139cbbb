// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Calls as they go over the wire, kept in files: a folder with a list of them,
// and for each the bytes of what was sent and of what was answered. They are
// sent again as they are, whatever has become of the protos.
//
//   calls.txt     one line for each: number method outcome except what
//   NN.request    messages
//   NN.answer     messages; of a call that was refused a google.rpc.Status
//
//   messages = *( size message )   size: 4 bytes, big-endian
//   outcome  = OK, or the reason of the refusal
//   except   = - or fields (disclosure.v1.Receipt.committed_at,...) that are
//              not the same each time
//   what     = in words, to the end of the line

#ifndef DISCLOSURE_TESTS_COMPAT_CAPTURE_H_
#define DISCLOSURE_TESTS_COMPAT_CAPTURE_H_

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "grpcpp/channel.h"

namespace disclosure::testing {

struct Capture {
  // disclosure.v1.IngestService.SubmitReport
  std::string method;
  std::string what;
  std::set<std::string> except;
  std::vector<std::string> requests;
  std::string outcome;
  std::vector<std::string> answers;
};

// Sends the requests of the capture and puts what comes back in place of its
// outcome and answers. A feed is read up to the head that it has.
void Send(const std::shared_ptr<grpc::Channel>& channel, Capture* capture);

// A folder of captures, in the order of their numbers. A test failure and what
// was read so far if it is not as described above.
std::vector<Capture> ReadCaptures(const std::string& folder);
void WriteCaptures(const std::string& folder,
                   const std::vector<Capture>& captures);

// What an answer of today does not say as it was captured: one line each. Every
// field that was there has to be there with the same value; others may be
// added.
std::vector<std::string> FindLosses(const Capture& captured,
                                    const Capture& now);

}  // namespace disclosure::testing

#endif  // DISCLOSURE_TESTS_COMPAT_CAPTURE_H_
