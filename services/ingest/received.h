// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
//
// From a report as it is received (received.proto) to the one that is checked,
// and back to be stored. Texts and lists are moved, not copied.
//
// Pure functions.

#ifndef DISCLOSURE_SERVICES_INGEST_RECEIVED_H_
#define DISCLOSURE_SERVICES_INGEST_RECEIVED_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "disclosure/v1/report.pb.h"
#include "form/figures.h"
#include "services/ingest/received.pb.h"

namespace disclosure::ingest {

// FORM_NEWER_THAN_SERVER if there is a field, of whatever kind, that is not
// known here, apart from the figures; FIELD_INVALID for a text that is not
// UTF-8.
absl::Status CheckReceived(const ReceivedReport& received);

// The figures: FORM_NEWER_THAN_SERVER, FIGURES_DAMAGED.
absl::StatusOr<form::FigureVector> ReadFigures(const form::Catalog& catalog,
                                               const ReceivedReport& received);

// Moves all but the figures.
v1::AnnualReport TakeReport(ReceivedReport* received);

// Moves all but the message's figures, whose place `figures` take. Serialised,
// it is the same bytes as the whole report.
ReceivedReport MakeReceived(const form::FigureVector& figures,
                            v1::AnnualReport* report);

}  // namespace disclosure::ingest

#endif  // DISCLOSURE_SERVICES_INGEST_RECEIVED_H_
