// SPDX-License-Identifier: Apache-2.0

import Diagnostics

extension ErrorCode {
    static let expressionSyntax = ErrorCode("expression-syntax")
    static let unknownColumn = ErrorCode("unknown-column")
    static let unknownParameter = ErrorCode("unknown-parameter")
    static let unknownFunction = ErrorCode("unknown-function")
    static let unknownType = ErrorCode("unknown-type")
    static let unknownTimeZone = ErrorCode("unknown-time-zone")
    static let malformedLiteral = ErrorCode("malformed-literal")
    static let typeMismatch = ErrorCode("type-mismatch")
    static let comparisonWithNull = ErrorCode("comparison-with-null")
    static let moneyWithNumber = ErrorCode("money-with-number")
    static let moneyConversion = ErrorCode("money-conversion")
    static let decimalScale = ErrorCode("decimal-scale")
    static let wrongArguments = ErrorCode("wrong-arguments")
    static let misplacedAggregate = ErrorCode("misplaced-aggregate")
}

/// Codes of faults that arise on a row.
extension ErrorCode {
    static let integerOverflow = ErrorCode("integer-overflow")
    static let decimalOverflow = ErrorCode("decimal-overflow")
    static let moneyOverflow = ErrorCode("money-overflow")
    static let floatOverflow = ErrorCode("float-overflow")
    static let divisionByZero = ErrorCode("division-by-zero")
    static let currencyMismatch = ErrorCode("currency-mismatch")
    static let unknownCurrency = ErrorCode("unknown-currency")
    static let cannotConvert = ErrorCode("cannot-convert")
    static let dateOutOfRange = ErrorCode("date-out-of-range")
    static let invalidArgument = ErrorCode("invalid-argument")
    static let malformedPattern = ErrorCode("malformed-pattern")
    static let malformedJSON = ErrorCode("malformed-json")
}
