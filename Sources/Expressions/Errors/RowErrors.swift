// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

/// The wording of what can go wrong on a row; the row itself is added by `RowFaults`.
struct RowFault {
    let code: ErrorCode
    let message: String
    let fix: String?

    init(_ code: ErrorCode, _ message: String, fix: String? = nil) {
        self.code = code
        self.message = message
        self.fix = fix
    }
}

extension RowFault {
    static func integerOverflow(_ operation: String, _ type: DataType) -> RowFault {
        guard type != .money else {
            return RowFault(
                .moneyOverflow,
                "\(operation) minor units is more than money can hold (64 bits)"
            )
        }
        return RowFault(
            .integerOverflow,
            "\(operation) is more than int64 can hold",
            fix: "calculate with decimals: cast(x as decimal(38, 0))"
        )
    }

    static func decimalOverflow(_ operation: String) -> RowFault {
        RowFault(
            .decimalOverflow,
            "\(operation) has more than 38 digits",
            fix: "round the operands first, as in round(x, 2)"
        )
    }

    static func moneyOverflow(_ money: Vector, _ row: Int, _ sign: String, _ factor: String)
        -> RowFault
    {
        let amount = TextFromValues.text(money.scalar(atRow: row))
        return RowFault(
            .moneyOverflow,
            "\(amount) \(sign) \(factor) is more than money can hold (64 bits)"
        )
    }

    static let floatOverflow = RowFault(.floatOverflow, "the result is not a finite number")

    static let divisionByZero = RowFault(
        .divisionByZero,
        "division by zero",
        fix: "guard it, as in case when x <> 0 then y / x end, or y / nullif(x, 0)"
    )

    static let negativeSquareRoot = RowFault(
        .invalidArgument,
        "the square root of a negative number"
    )

    static func currencyMismatch(
        _ purpose: CurrencyCheck.Purpose,
        _ left: Currency,
        _ right: Currency
    ) -> RowFault {
        RowFault(
            .currencyMismatch,
            "\(purpose.rawValue) \(left) and \(right)",
            fix: "keep to one currency with a filter, as in currency = '\(left)'"
        )
    }

    static func unknownCurrency(_ code: String) -> RowFault {
        RowFault(
            .unknownCurrency,
            "'\(code)' is not a currency of ISO 4217",
            fix: "a currency is three capital letters, as in 'NOK'"
        )
    }

    static func cannotConvert(_ value: ScalarValue, to type: DataType) -> RowFault {
        let text = TextFromValues.text(value)
        let shown = if case .text = value { "'\(text)'" } else { text }
        return RowFault(
            .cannotConvert,
            "\(shown) cannot be converted to \(type)",
            fix: "try_cast gives null for values that do not convert"
        )
    }

    static let dateOutOfRange = RowFault(
        .dateOutOfRange,
        "the result lies outside the years 1 to 9999"
    )

    static func malformedLike(_ pattern: String, _ fault: LikeMatcher.Fault) -> RowFault {
        let message =
            switch fault {
            case .danglingEscape: "the pattern '\(pattern)' ends with its escape character"
            case .tooLong: "a pattern has more than \(LikeMatcher.maximumByteCount) bytes"
            }
        return RowFault(.invalidArgument, message)
    }

    static func negativeLength(_ function: String, _ length: Int64) -> RowFault {
        RowFault(.invalidArgument, "\(function) of a negative length, \(length)")
    }

    static func paddingTooLong(_ length: Int64, limit: Int64) -> RowFault {
        RowFault(
            .invalidArgument,
            "a text filled up to \(length) code points; the limit is \(limit)"
        )
    }

    static let partNumberZero = RowFault(
        .invalidArgument,
        "split_part has no part number 0",
        fix: "parts are numbered from 1, or from -1 at the end"
    )

    static func missingAlgorithm(_ name: String) -> RowFault {
        RowFault(.invalidArgument, "this system's libcrypto does not offer \(name)")
    }
}
