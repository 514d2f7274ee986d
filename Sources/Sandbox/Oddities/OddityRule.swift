// SPDX-License-Identifier: Apache-2.0

/// One line of the table of oddities, from which the setting, the header and the help are derived.
struct OddityRule: Sendable {
    /// As it stands in the setting `oddities` and the header `Sandbox-Oddities`.
    let name: String
    /// One line without a full stop.
    let help: String
    let oddity: Oddities

    init(_ name: String, _ oddity: Oddities, _ help: String) {
        self.name = name
        self.oddity = oddity
        self.help = help
    }

    /// All oddities, sorted by name.
    static let all: [OddityRule] = (booking + writing + dates + feed + ledgers + others)
        .sorted { $0.name < $1.name }

    private static let booking = [
        OddityRule("aborted-payouts", .abortedPayouts, "About every fourth payout comes back"),
        OddityRule("corrections", .corrections, "Corrections on every other date"),
        OddityRule("credit-notes", .creditNotes, "Credit notes on the fees of every third date"),
        OddityRule("delayed-fees", .delayedFees, "Fees of late captures come a date later"),
        OddityRule("disputes", .disputes, "Disputes on nearly every date, most of them won"),
        OddityRule(
            "fee-corrections",
            .feeCorrections,
            "Corrections on the fees, some so large that fees retained are paid back"
        ),
        OddityRule("gap-dates", .gapDates, "Every fourth date has no entries"),
        OddityRule(
            "gross",
            .gross,
            "Gross settlement: fees are not retained but invoiced at the month's end"
        ),
        OddityRule("monthly", .monthly, "Payouts on the last date of each month only"),
        OddityRule(
            "negative-balance",
            .negativeBalance,
            "Below zero from the 10th of each month to the 20th, when a top-up ends it"
        ),
        OddityRule(
            "rolling-reserve",
            .rollingReserve,
            "Payouts leave 4 % of two weeks' turnover on the ledger"
        ),
        OddityRule("service-fees", .serviceFees, "A service fee on the first date of each month"),
        OddityRule("split-fees", .splitFees, "Three captures of a date have two rows of fees"),
        OddityRule("top-ups", .topUps, "The merchant pays in on every third date"),
        OddityRule("unknown-types", .unknownTypes, "Entry types that no document names"),
        OddityRule("weekly", .weekly, "Payouts on Sundays only"),
        OddityRule("zero-amounts", .zeroAmounts, "Two equal entries over nothing on every date"),
    ]

    private static let writing = [
        OddityRule(
            "broken-balance",
            .brokenBalance,
            "The second entry of every date does not follow the balance of the first"
        ),
        OddityRule("empty-references", .emptyReferences, "An empty text where reference is null"),
        OddityRule("key-order", .keyOrder, "Members in an order that changes by entry"),
        OddityRule("missing-nulls", .missingNulls, "Members that are null are missing"),
        OddityRule("null-handles", .nullHandles, "No entry names its recipient"),
        OddityRule(
            "null-personal-data",
            .nullPersonalData,
            "Personal data that do not exist are null when they are asked for"
        ),
        OddityRule(
            "offset-times",
            .offsetTimes,
            "Times with Z, +0100 or +01:00 and no to seven digits after the second"
        ),
        OddityRule(
            "old-fee-references",
            .oldFeeReferences,
            "The pspReference of a fee is not that of its capture"
        ),
        OddityRule("old-handles", .oldHandles, "Handles as msn/718204 and nor:61234"),
        OddityRule(
            "old-payouts",
            .oldPayouts,
            "Payouts are called scheduled-for-payout and have bare numbers, whatever the date"
        ),
        OddityRule("unknown-fields", .unknownFields, "Members that no document names"),
        OddityRule("vm-numbers", .vmNumbers, "All sales units are VM-numbers"),
    ]

    private static let dates = [
        OddityRule("empty-last-page", .emptyLastPage, "hasMore on the last entries, then no items"),
        OddityRule("late-closing", .lateClosing, "The two dates before the open one are open too"),
        OddityRule("ledger-404", .ledger404, "A ledger of the list is not found"),
        OddityRule("no-try-later", .noTryLater, "tryLater is missing where it would be false"),
        OddityRule("open-404", .open404, "Open dates are not found"),
        OddityRule("open-empty", .openEmpty, "Open dates show no entries"),
        OddityRule(
            "open-period",
            .openPeriod,
            "Dates stay open until the payout that they belong to"
        ),
        OddityRule("try-later-pages", .tryLaterPages, "tryLater wherever hasMore is true"),
    ]

    private static let feed = [
        OddityRule("feed-empty-pages", .feedEmptyPages, "Every other page of a feed is empty"),
        OddityRule("feed-end-empty", .feedEndEmpty, "Only an empty page ends a feed"),
        OddityRule("feed-new-cursors", .feedNewCursors, "New cursors even at the end of a feed"),
        OddityRule(
            "feed-overlap",
            .feedOverlap,
            "Pages of a feed begin with up to five entries of the page before"
        ),
        OddityRule("feed-stuck", .feedStuck, "No tryLater at the end of a feed"),
    ]

    private static let ledgers = [
        OddityRule(
            "ledgers-first-payout",
            .ledgersFirstPayout,
            "Ledgers have firstPayout and lastPayout, as they do while 'v1' is on"
        ),
        OddityRule("ledgers-missing-cursor", .ledgersMissingCursor, "No cursor on the last page"),
        OddityRule("ledgers-no-currency", .ledgersNoCurrency, "Ledgers name no currency"),
        OddityRule("ledgers-no-sales-units", .ledgersNoSalesUnits, "Ledgers list no sales units"),
        OddityRule("ledgers-none", .ledgersNone, "No merchant has granted access to a ledger"),
        OddityRule("ledgers-null-cursor", .ledgersNullCursor, "A null cursor on the last page"),
    ]
}
