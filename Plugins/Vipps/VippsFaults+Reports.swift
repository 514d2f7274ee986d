// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension ErrorCode {
    static let invalidHandle = ErrorCode("vipps-invalid-handle")
    static let unknownHandle = ErrorCode("vipps-unknown-handle")
    static let transactionsGone = ErrorCode("vipps-transactions-gone")
    static let invalidPayout = ErrorCode("vipps-invalid-payout")
}

/// Handles.
extension VippsFault {
    static func emptyHandleList(_ options: StageOptions) -> PipelineError {
        options.fault(
            .invalidHandle,
            in: "handles",
            "'handles' lists no sales unit",
            fix: "remove 'handles' to read all ledgers, or list sales units, such as 'api:718204'"
        )
    }

    static func noHandle(_ text: String, _ options: StageOptions) -> PipelineError {
        options.fault(
            .invalidHandle,
            in: "handles",
            "'\(text)' is no handle of a sales unit",
            fix:
                "write 'api:' and the MSN, or the country and a VM-number, such as 'api:718204' or "
                + "'NO:61234'"
        )
    }

    static func unknownHandle(
        _ handle: String,
        known: [String],
        _ options: StageOptions
    ) -> PipelineError {
        let nearest = Suggestion.nearest(to: handle, among: known).map { "did you mean '\($0)'? " }
        return options.fault(
            .unknownHandle,
            in: "handles",
            "no ledger settles for '\(handle)', or these keys have no access to it",
            fix: "\(nearest ?? "")\(settled(known)); the merchant grants access in the portal"
        )
    }

    private static func settled(_ known: [String]) -> String {
        switch known.count {
        case 0: "the ledgers that were looked at settle for no sales unit that is named"
        case 1...8: "the ledgers settle for " + known.joined(separator: ", ")
        default:
            "the ledgers settle for \(known.count) sales units, which a pipeline with "
                + "'fetch: vipps.ledgers' lists"
        }
    }
}

/// Feeds.
extension VippsFault {
    static func missingFeedCursor(page: Int) -> PipelineError {
        PipelineError(
            .unexpectedAnswer,
            at: .data(DataPlace(page: page)),
            "the page of the feed names no cursor, so that the next run could not go on behind it",
            fix: runAgain
        )
    }

    static func vanishedFeed(page: Int) -> PipelineError {
        PipelineError(
            .unexpectedAnswer,
            at: .data(DataPlace(page: page)),
            "the feed began well, but its next page is not found (404)",
            fix: runAgain
        )
    }

    static func stuckFeed(page: Int, attemptCount: Int) -> PipelineError {
        PipelineError(
            .unexpectedAnswer,
            at: .data(DataPlace(page: page)),
            "the feed says that there is more, but its cursor did not move in \(attemptCount) answers in a "
                + "row",
            fix: runAgain
        )
    }
}

/// What the stages have to say beside their rows.
enum VippsFinding {
    static let noLedgers = Finding(
        .notice,
        rule: "no-ledgers",
        "these keys have access to no ledger; a merchant grants it in the portal, under Reports, Accounting "
            + "partners"
    )

    static func repeats(_ count: Int) -> Finding {
        Finding(
            .notice,
            rule: "feed-repeats",
            count == 1
                ? "the feed gave 1 entry twice; it was taken once"
                : "the feed gave \(count) entries more than once; each was taken once",
            count: count
        )
    }

    static func feedNotFound(_ feed: String) -> Finding {
        Finding(
            .warning,
            rule: "feed-not-found",
            "the feed \(feed) is not found (404), though its ledger is on the list: none of its entries were "
                + "read; the next run asks again"
        )
    }

    static func heldBack(_ count: Int, feed: String) -> Finding {
        Finding(
            .notice,
            rule: "feed-held-back",
            "the feed \(feed) gave \(count == 1 ? "1 entry" : "\(count) entries") without moving its "
                + "cursor; a later run takes them, with the answer that moves it",
            count: count
        )
    }
}

/// Transactions of the first version.
extension VippsFault {
    static var transactionsGone: PipelineError {
        PipelineError(
            .transactionsGone,
            "the vendor has removed this part of its API (410 Gone): transactions with their fees in the same "
                + "row are no more",
            fix:
                "use 'fetch: vipps.funds' for captures, refunds and payouts, 'fetch: vipps.fees' for fees, "
                + "joined on pspReference, and 'fetch: vipps.payouts' for what a payout is made of"
        )
    }

    static func twoPayouts(_ options: StageOptions) -> PipelineError {
        options.fault(
            .invalidPayout,
            in: "since_payout",
            "'in_payout' and 'since_payout' exclude one another",
            fix: "remove one of them; without both the window's ledger dates are read"
        )
    }

    static func noPayoutNumber(
        _ text: String,
        in option: String,
        _ options: StageOptions
    ) -> PipelineError {
        options.fault(
            .invalidPayout,
            in: option,
            "'\(text)' is no number of a payout",
            fix: "write the digits alone, as in '\(option): 2000010'"
        )
    }

    static func amountWithoutCurrency(_ text: String?, at place: DataPlace) -> PipelineError {
        PipelineError(
            ErrorCode("unknown-currency"),
            at: .data(place),
            text.map { "expected an ISO 4217 currency in 'currency', found the text \"\($0)\"" }
                ?? "an amount without a currency in 'currency'"
        )
    }

    static func inexactAmount(_ currency: Currency, at place: DataPlace) -> PipelineError {
        PipelineError(
            ErrorCode("inexact-number"),
            at: .data(place),
            "the amount has more decimals than \(currency) has, which is \(currency.fractionDigits)"
        )
    }

    static func tooLargeAmount(at place: DataPlace) -> PipelineError {
        PipelineError(
            ErrorCode("out-of-range"),
            at: .data(place),
            "the amount does not fit into money"
        )
    }
}

/// Payouts.
extension VippsFault {
    static func otherCurrency(
        _ currency: Currency,
        than known: Currency,
        ledger: String,
        row: Int
    ) -> RowError {
        RowError(
            row: row,
            code: ErrorCode("mixed-currencies"),
            message:
                "an entry in \(currency) on ledger \(ledger), whose entries before are in \(known)",
            fix: runAgain
        )
    }

    static func payoutTooLarge(_ payout: String, row: Int) -> RowError {
        RowError(
            row: row,
            code: ErrorCode("out-of-range"),
            message: "an amount of \(payout) does not fit into money"
        )
    }
}

extension PayoutRule {
    /// The finding about what breaks the rule.
    func finding(count: Int, examples: [String]) -> Finding {
        let (name, text) = wording(count)
        return Finding(.warning, rule: name, text, count: count, examples: examples)
    }

    private func wording(_ count: Int) -> (rule: String, message: String) {
        func number(_ one: String, _ many: String) -> String {
            count == 1 ? "1 \(one)" : "\(count) \(many)"
        }
        return switch self {
        case .doesNotAddUp:
            (
                "payout-balance",
                number("payout leaves", "payouts leave")
                    + " another balance than its entries come to; the row shows what the entries come to"
            )
        case .gap:
            (
                "payout-gap",
                number("payout opens", "payouts open")
                    + " with another balance than the payout before left: entries are missing between"
            )
        case .behindPayout:
            (
                "entry-behind-payout",
                number("entry stands", "entries stand")
                    + " behind the payout of the ledger date; it counts for the next payout"
            )
        case .secondPayout:
            (
                "second-payout",
                number("payout is", "payouts are")
                    + " not the first of the ledger date; each has a row"
            )
        case .noNumber:
            (
                "payout-number",
                number("payout names", "payouts name") + " no number; the column is null"
            )
        case .notNegative:
            (
                "payout-sign",
                number("payout takes", "payouts take")
                    + " nothing from the ledger; paidOut is zero or negative"
            )
        case .noBalance:
            (
                "payout-balance-missing",
                number("payout", "payouts")
                    + " without any balance in the entries; openingBalance and closingBalance are null"
            )
        case .missingAmount:
            (
                "entry-amount-missing",
                number("entry has", "entries have")
                    + " no amount; the difference of its balances was taken, or zero"
            )
        }
    }
}
