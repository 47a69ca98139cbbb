// Copyright The disclosure authors.
// SPDX-License-Identifier: Apache-2.0
