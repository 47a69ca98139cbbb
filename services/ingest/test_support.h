// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// What the tests of ingest share: a small registry, whole reports, and answers
// printed so that one comparison says everything.

#ifndef DISCLOSURE_SERVICES_INGEST_TEST_SUPPORT_H_
#define DISCLOSURE_SERVICES_INGEST_TEST_SUPPORT_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "disclosure/v1/ingest_service.pb.h"
#include "disclosure/v1/registry.pb.h"
#include "disclosure/v1/report.pb.h"
#include "form/catalog.h"
#include "registry/registry.h"
#include "services/ingest/committer.h"
#include "services/ingest/mutation.h"
#include "services/ingest/prepare.h"

namespace disclosure::ingest {

// 15 January 2021, noon in Shanghai: reports of 2020 are in time.
absl::Time InTime();
// 15 March 2021: they are late.
absl::Time TooLate();

const form::Catalog& BuiltInCatalog();

// Region 419001 with the offices o1 to o9, each of which files own reports,
// and the office `area`, which files own and area reports. Valid since ever.
v1::RegistryRows SmallRegistry();
std::shared_ptr<const registry::Registry> MakeRegistry(
    const v1::RegistryRows& rows);

// A row of an office of SmallRegistry, to be changed.
v1::OfficeRow OfficeOf419001(const std::string& id);

// A report of 2020 without errors; reports with another `variant` differ in a
// figure and in the narrative.
v1::AnnualReport MakeReport(const std::string& office, int variant = 0);
// The same with an equation that does not hold.
v1::AnnualReport MakeWrongReport(const std::string& office);

v1::Principal TestPrincipal();

// A submission of the report as the pipeline makes it. It must be fit to file.
Mutation Submit(const registry::Registry& registry,
                const v1::Submission& submission, absl::Time now);
Mutation Submit(const registry::Registry& registry, v1::AnnualReport report,
                const std::string& request_id = "");
Mutation Apply(v1::RegistryRows rows, const std::string& request_id = "");

// The judge that the committer needs.
JudgeAgain TestJudge();

// The reason of an error; "OK".
std::string Reason(const absl::Status& status);

// What a receipt says: "revision 2 at 5", then " unchanged", " replayed",
// " late", " withdrawn", " errors=1".
std::string Print(const v1::Receipt& receipt);
// The same of an answer: the reason of a refusal, "registry 1 at 3 unchanged"
// of the registry, "valid" if there is nothing.
std::string Print(const Answer& answer);

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_TEST_SUPPORT_H_
