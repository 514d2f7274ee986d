// SPDX-License-Identifier: Apache-2.0

/// What a ledger date takes over from the dates before it.
///
/// Each part has a bounded look-back, so that any date can be made on its own:
/// - `opening` goes back to the last payout, overdraft or debt: a day under daily settlement, a
///   week or a month under the others;
/// - `feesOpening` goes back to the first of the month, because a month ends with an invoice;
/// - `reserve` is a share of the turnover of 14 dates, cut short by the last date that ended below
///   zero, because such a date uses the reserve up;
/// - `debt` looks ahead at the nine dates that must not lift it.
struct CarriedState: Sendable {
    /// Balance of funds before the first entry.
    var opening: Int64 = 0
    /// The payout of the date before if it comes back on this one.
    var abortedPayout: (number: Int, amount: Int64)?
    /// Balance of fees before the first entry; 0 under net settlement.
    var feesOpening: Int64 = 0
    /// What a payout leaves on the ledger.
    var reserve: Int64 = 0
    /// How far below zero a date of the kind `sinksIntoDebt` ends.
    var debt: Int64 = 0
}
