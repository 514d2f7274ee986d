// SPDX-License-Identifier: Apache-2.0

/// How records are written.
public enum RecordFormat: Sendable, Hashable {
    case json(JSONDecodePlan.Records)
    case csv(CSVDialect)
}
