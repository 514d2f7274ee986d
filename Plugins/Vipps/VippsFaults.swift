// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension ErrorCode {
    static let keysIncomplete = ErrorCode("vipps-keys-incomplete")
    static let keysCannotReach = ErrorCode("vipps-keys-cannot-reach")
    static let unknownLedger = ErrorCode("vipps-unknown-ledger")
    static let noLedgers = ErrorCode("vipps-no-ledgers")
    static let unexpectedAnswer = ErrorCode("vipps-unexpected-answer")
}

/// The wording of what can go wrong with the Vipps APIs beyond HTTP itself.
enum VippsFault {
    static func subscriptionKeyMissing(_ options: StageOptions, _ type: KeyType) -> PipelineError {
        options.fault(
            .keysIncomplete,
            in: "key_type",
            "\(type.phrase) need a 'subscription_key'",
            fix: "add the Ocp-Apim-Subscription-Key from the portal, as in "
                + "'subscription_key: ${env:VIPPS_SUBSCRIPTION_KEY}'"
        )
    }

    static func subscriptionKeyNotWanted(_ options: StageOptions, _ type: KeyType) -> PipelineError
    {
        options.fault(
            .keysIncomplete,
            in: "subscription_key",
            "\(type.phrase) take no 'subscription_key': the vendor refuses tokens when one is sent",
            fix:
                "remove 'subscription_key', or set 'key_type: sales_unit' if these are the keys of a "
                + "sales unit"
        )
    }

    static func cannotReadLedgers(_ type: KeyType) -> PipelineError {
        PipelineError(
            .keysCannotReach,
            "\(type.phrase) cannot read ledgers",
            fix: "use accounting keys, or the keys of the sales unit whose ledger you want"
        )
    }

    static func unknownLedger(_ ledger: String, known: [String]) -> PipelineError {
        let nearest = Suggestion.nearest(to: ledger, among: known).map { "did you mean '\($0)'? " }
        return PipelineError(
            .unknownLedger,
            "there is no ledger '\(ledger)', or these keys have no access to it",
            fix: (nearest ?? "")
                + "the keys reach \(known.count) ledgers; a pipeline with 'fetch: vipps.ledgers' lists "
                + "them, and the merchant grants access in the portal"
        )
    }

    static func noLedgers() -> PipelineError {
        PipelineError(
            .noLedgers,
            "these keys have access to no ledger",
            fix: "the merchant grants an accounting partner access in the portal, under Reports"
        )
    }

    static func missingCursor(page: Int) -> PipelineError {
        PipelineError(
            .unexpectedAnswer,
            at: .data(DataPlace(page: page)),
            "the page says that there is more, but names no cursor to go on with",
            fix: "run again; if it stays so, report it to the vendor"
        )
    }

    static func repeatedCursor(page: Int) -> PipelineError {
        PipelineError(
            .unexpectedAnswer,
            at: .data(DataPlace(page: page)),
            "the page names the cursor that it was asked with, so that reading on would never end",
            fix: "run again; if it stays so, report it to the vendor"
        )
    }

    static func missingMember(_ path: String, page: Int) -> PipelineError {
        PipelineError(
            .unexpectedAnswer,
            at: .data(DataPlace(page: page, path: path)),
            "the list of ledgers has no '\(path)', or it is of another type",
            fix: "run again; if it stays so, report it to the vendor"
        )
    }

    static func notBoolean(_ member: String, page: Int) -> PipelineError {
        PipelineError(
            .unexpectedAnswer,
            at: .data(DataPlace(page: page, path: member)),
            "'\(member)' is neither true nor false",
            fix: "run again; if it stays so, report it to the vendor"
        )
    }
}
