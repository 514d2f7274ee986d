// SPDX-License-Identifier: Apache-2.0

import FjordKit

/// Which transactions of a ledger one chain of requests asks for.
enum TransactionSelection: Sendable, Hashable {
    case date(CalendarDate)
    case window(DateWindow)
    case inPayout(String)
    case sincePayout(String)

    /// The payout that the options name; nil if they name none.
    ///
    /// - Throws: `vipps-invalid-payout` if they name two, or something that is no number.
    init?(payoutIn options: StageOptions) throws {
        let including = options.optionalText("in_payout")
        let following = options.optionalText("since_payout")
        if including != nil, following != nil { throw VippsFault.twoPayouts(options) }
        for (name, text) in [("in_payout", including), ("since_payout", following)] {
            guard let text else { continue }
            guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw VippsFault.noPayoutNumber(text, in: name, options)
            }
        }
        if let including {
            self = .inPayout(including)
        } else if let following {
            self = .sincePayout(following)
        } else {
            return nil
        }
    }

    var date: CalendarDate? {
        if case .date(let date) = self { date } else { nil }
    }

    /// The last date that it may hold; nil if that is not the question.
    var lastDate: CalendarDate? {
        switch self {
        case .date(let date): date
        case .window(let window): window.last
        case .inPayout, .sincePayout: nil
        }
    }

    /// Names it within its ledger, `2023-03-14`, `2023-03`, `in-2000010`.
    var key: String {
        switch self {
        case .date(let date): date.description
        case .window(let window): window.label
        case .inPayout(let number): "in-\(number)"
        case .sincePayout(let number): "since-\(number)"
        }
    }

    /// What asks for it.
    var query: [(name: String, value: String?)] {
        switch self {
        case .date(let date): [("ledgerDate", date.description)]
        case .window(let window):
            [
                ("fromLedgerDate", window.first.description),
                ("toLedgerDate", window.last.description),
            ]
        case .inPayout(let number): [("inPayout", number)]
        case .sincePayout(let number): [("sincePayout", number)]
        }
    }
}
