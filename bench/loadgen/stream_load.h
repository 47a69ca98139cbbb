// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Many messages over a few bidirectional streams of one method, where each
// message is answered by one, in order; by bytes, as
// bench/loadgen/unary_load.h.

#ifndef DISCLOSURE_BENCH_LOADGEN_STREAM_LOAD_H_
#define DISCLOSURE_BENCH_LOADGEN_STREAM_LOAD_H_

#include <string>

#include "bench/loadgen/load.h"
#include "bench/loadgen/progress.h"

namespace disclosure::loadgen {

// Runs a load: `options.clients` streams, `options.window` messages ahead on
// each. In an open loop message i belongs to stream i modulo their number, and
// waits there while the window is full. When a stream breaks, its messages
// without an answer are errors and it takes no further ones; in an open loop,
// so are those that it should have sent. `read` may be empty.
LoadResult RunStreams(const Channels& channels, const std::string& method,
                      const LoadOptions& options, const MakeRequest& make,
                      const ReadAnswer& read, Progress* progress);

}  // namespace disclosure::loadgen

#endif  // DISCLOSURE_BENCH_LOADGEN_STREAM_LOAD_H_
