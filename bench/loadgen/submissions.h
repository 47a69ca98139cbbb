// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0

// Requests that submit reports, and what their answers say.

#ifndef DISCLOSURE_BENCH_LOADGEN_SUBMISSIONS_H_
#define DISCLOSURE_BENCH_LOADGEN_SUBMISSIONS_H_

#include <cstdint>
#include <functional>

#include "bench/loadgen/load.h"
#include "bench/loadgen/world.h"

namespace disclosure::loadgen {

inline constexpr char kSubmitReportMethod[] =
    "/disclosure.v1.IngestService/SubmitReport";
inline constexpr char kSubmitReportsMethod[] =
    "/disclosure.v1.IngestService/SubmitReports";

// Which report is the i-th one sent.
using NameOf = std::function<ReportName(int64_t)>;

// A message with the submissions `first` to `end` - 1; with one of them it
// serves both methods.
grpc::ByteBuffer MakeSubmissions(const World& world, int64_t first, int64_t end,
                                 const NameOf& name);

// ReadAnswer of the two methods: items are receipts.
void ReadReceipt(int64_t number, const grpc::ByteBuffer& answer,
                 LoadResult* result);
void ReadReceipts(int64_t number, const grpc::ByteBuffer& answer,
                  LoadResult* result);

}  // namespace disclosure::loadgen

#endif  // DISCLOSURE_BENCH_LOADGEN_SUBMISSIONS_H_
