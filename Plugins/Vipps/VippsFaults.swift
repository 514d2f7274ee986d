// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension ErrorCode {
    static let keysDoNotFit = ErrorCode("vipps-keys-do-not-fit")
    static let keysCannotReach = ErrorCode("vipps-keys-cannot-reach")
    static let unknownLedger = ErrorCode("vipps-unknown-ledger")
    static let noLedgers = ErrorCode("vipps-no-ledgers")
    static let unexpectedAnswer = ErrorCode("vipps-unexpected-answer")
}

/// The wording of what can go wrong with the Vipps APIs beyond HTTP itself.
enum VippsFault {
    static func subscriptionKeyMissing(_ options: StageOptions, _ type: KeyType) -> PipelineError {
        options.fault(
            .keysDoNotFit,
            in: "key_type",
            "\(type.phrase) need a 'subscription_key'",
            fix: "add the Ocp-Apim-Subscription-Key from the portal, as in "
                + "'subscription_key: ${env:VIPPS_SUBSCRIPTION_KEY}'"
        )
    }

    static func subscriptionKeyNotWanted(_ options: StageOptions, _ type: KeyType) -> PipelineError
    {
        options.fault(
            .keysDoNotFit,
            in: "subscription_key",
            "\(type.phrase) take no 'subscription_key': the vendor refuses tokens when one is sent",
            fix:
                "remove 'subscription_key', or set 'key_type: sales_unit' if these are the keys of a "
                + "sales unit"
        )
    }

    static func serialNumberNotWanted(_ options: StageOptions, _ type: KeyType) -> PipelineError {
        options.fault(
            .keysDoNotFit,
            in: "merchant_serial_number",
            "\(type.phrase) take no 'merchant_serial_number': they do not belong to one sales unit",
            fix: type.readsLedgers
                ? "remove it; to read some ledgers only, list them in the stage's 'ledgers'"
                : "remove it"
        )
    }

    static func cannotReadLedgers(_ type: KeyType) -> PipelineError {
        PipelineError(
            .keysCannotReach,
            "\(type.phrase) cannot read ledgers",
            fix: "use accounting keys, or the keys of the sales unit whose ledger you want"
        )
    }

    static func emptyLedgerList(_ options: StageOptions) -> PipelineError {
        options.fault(
            .noLedgers,
            in: "ledgers",
            "'ledgers' lists no ledger",
            fix: "write 'ledgers: all', or the ids of the ledgers that you want"
        )
    }

    static func unknownLedger(
        _ ledger: String,
        known: [String],
        _ options: StageOptions
    ) -> PipelineError {
        let nearest = Suggestion.nearest(to: ledger, among: known).map { "did you mean '\($0)'? " }
        return options.fault(
            .unknownLedger,
            in: "ledgers",
            "there is no ledger '\(ledger)', or these keys have no access to it",
            fix: "\(nearest ?? "")\(reach(known)); the merchant grants access in the portal"
        )
    }

    private static func reach(_ known: [String]) -> String {
        guard known.count > longestReach else {
            return "the keys reach "
                + (known.count == 1 ? "ledger " : "the ledgers ") + known.joined(separator: ", ")
        }
        return
            "the keys reach \(known.count) ledgers, which a pipeline with 'fetch: vipps.ledgers' "
            + "lists"
    }

    private static let longestReach = 8

    static func noLedgers(_ type: KeyType) -> PipelineError {
        PipelineError(
            .noLedgers,
            "these keys have access to no ledger",
            fix: type == .accounting
                ? "ask the merchant to grant you access in the portal, under Reports, Accounting "
                    + "partners"
                : "check that they are the keys of a sales unit that takes payments: one for login "
                    + "only has no ledger"
        )
    }

    /// The fault with the advice that fits these APIs, where that for any server is too general.
    static func advised(_ error: PipelineError, about path: HTTPPath) -> PipelineError {
        var error = error
        switch error.code {
        case ErrorCode("forbidden") where path.text.hasPrefix("/management/v1/partners/"):
            error.fix = "use partner keys: this is what the vendor tells partners about themselves"
        case ErrorCode("forbidden") where path.text.hasPrefix("/management/"):
            error.fix = managementAccess
        case ErrorCode("forbidden"):
            error.fix =
                "accounting keys read what a merchant granted in the portal, under Reports, "
                + "Accounting partners; a sales unit's keys read its own ledger only"
        case ErrorCode("gone"):
            error.fix =
                "the vendor has switched this part of its API off: install a newer version of fjord"
        default: break
        }
        return error
    }

    static func missingCursor(page: Int) -> PipelineError {
        PipelineError(
            .unexpectedAnswer,
            at: .data(DataPlace(page: page)),
            "the page says that there is more, but names no cursor to go on with",
            fix: runAgain
        )
    }

    static func repeatedCursor(page: Int) -> PipelineError {
        PipelineError(
            .unexpectedAnswer,
            at: .data(DataPlace(page: page)),
            "the page names a cursor that was followed before, so that reading on would never end",
            fix: runAgain
        )
    }

    static func vanishedDate(page: Int) -> PipelineError {
        PipelineError(
            .unexpectedAnswer,
            at: .data(DataPlace(page: page)),
            "the ledger date began well, but its next page is not found (404)",
            fix: runAgain
        )
    }

    static func missingMember(_ path: String, page: Int) -> PipelineError {
        PipelineError(
            .unexpectedAnswer,
            at: .data(DataPlace(page: page, path: path)),
            "the list of ledgers has no '\(path)', or it is of another type",
            fix: runAgain
        )
    }

    static func notBoolean(_ member: String, page: Int) -> PipelineError {
        PipelineError(
            .unexpectedAnswer,
            at: .data(DataPlace(page: page, path: member)),
            "'\(member)' is neither true nor false",
            fix: runAgain
        )
    }

    static func notText(_ member: String, page: Int) -> PipelineError {
        PipelineError(
            .unexpectedAnswer,
            at: .data(DataPlace(page: page, path: member)),
            "'\(member)' is not a text",
            fix: runAgain
        )
    }

    static let runAgain = "run again; if it stays so, report it to the vendor"
}
