// SPDX-License-Identifier: Apache-2.0

/// How one sandbox behaves: what its data look like and what its server does.
///
/// `SandboxSetting.all` is the table behind the names, ranges and help of these values.
package struct SandboxSettings: Sendable, Hashable {
    /// The root of all data, keys and tokens.
    package var seed = 1
    /// Movements per ledger and day of the topic `funds`, on average.
    package var entriesPerDay = 5_000
    /// How many ledgers the accounting key sees.
    package var ledgers = 3
    /// Entries per page of the dates endpoint.
    package var pageSize = 1_000
    /// The open date, at noon; nil: the machine's date and time decide.
    package var today: SandboxDate?
    /// Life of a token; nil: as the vendor has it, a day for standard and 15 minutes for
    /// specialised keys.
    package var tokenSeconds: Int?
    /// Wait before every answer.
    package var latencyMilliseconds = 0
    /// Bound of the rendered answers that are kept.
    package var cacheMegabytes = 64
    /// Names of the faults to produce, in turn; empty for none.
    package var faults: [String] = []
    /// Every how many requests a fault strikes.
    package var faultEvery = 10

    /// The defaults.
    package init() {}
}
