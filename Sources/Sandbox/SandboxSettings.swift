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
    /// Wait of the fault `slow`.
    package var slowMilliseconds = 5_000
    /// Which generation of the Management API answers.
    package var management = ManagementGeneration.latest
    /// Whether endpoints exist that the vendor has only proposed.
    package var ideas = OnOff.on
    /// How the Management API writes MSNs.
    package var msnType = MSNType.string
    /// Names of the oddities of data and answers, `gross` or `gross@418207`; empty for none.
    package var oddities: [String] = []
    /// Ledgers per page of their list.
    package var ledgerPageSize = 100
    /// The oldest date of the feed; nil: 31 days before today.
    package var feedStart: SandboxDate?
    /// Entries of the open date that a call at the end of a feed uncovers; 0: all there are.
    package var growth = 0
    /// Whether version 1 of the Report API answers.
    package var v1 = TransactionsV1.gone

    /// The defaults.
    package init() {}
}
