// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Turns the values of one field into the slots of one column, a chunk of rows at a time.
///
/// A closed set, switched on once per chunk, so that every loop is compiled for its own type.
enum CSVColumnDecoder: ~Copyable {
    case boolean(FixedFieldDecoder<CSVBooleanReading>)
    case int64(FixedFieldDecoder<CSVIntegerReading>)
    case float64(FixedFieldDecoder<CSVDoubleReading>)
    case decimal(FixedFieldDecoder<CSVDecimalReading>)
    case date(FixedFieldDecoder<CSVDateReading>)
    case timestamp(FixedFieldDecoder<CSVTimestampReading>)
    case text(CSVTextDecoder)
    case json(CSVJSONDecoder)

    init(field: Int, _ type: DataType, _ dialect: CSVDialect, isStrict: Bool) {
        let number = CSVNumber(dialect, isStrict: isStrict)
        switch type {
        case .boolean:
            let reading = CSVBooleanReading(isStrict: isStrict)
            self = .boolean(FixedFieldDecoder(field: field, reading))
        case .int64:
            self = .int64(FixedFieldDecoder(field: field, CSVIntegerReading(number: number)))
        case .float64:
            self = .float64(FixedFieldDecoder(field: field, CSVDoubleReading(number: number)))
        case .decimal(let precision, let scale):
            let reading = CSVDecimalReading(number: number, precision: precision, scale: scale)
            self = .decimal(FixedFieldDecoder(field: field, reading))
        case .date: self = .date(FixedFieldDecoder(field: field, CSVDateReading()))
        case .timestamp: self = .timestamp(FixedFieldDecoder(field: field, CSVTimestampReading()))
        case .text: self = .text(CSVTextDecoder(field: field))
        case .json: self = .json(CSVJSONDecoder(field: field))
        case .money: preconditionFailure("CSV names no currency")
        }
    }

    /// Appends one slot per row of the chunk.
    ///
    /// - Returns: The first value that has no meaning in this column; its slot is null.
    mutating func append(_ chunk: borrowing RecordChunk) -> ValueFault? {
        let fault: ValueFault?
        switch consume self {
        case .boolean(var decoder):
            fault = decoder.append(chunk)
            self = .boolean(decoder)
        case .int64(var decoder):
            fault = decoder.append(chunk)
            self = .int64(decoder)
        case .float64(var decoder):
            fault = decoder.append(chunk)
            self = .float64(decoder)
        case .decimal(var decoder):
            fault = decoder.append(chunk)
            self = .decimal(decoder)
        case .date(var decoder):
            fault = decoder.append(chunk)
            self = .date(decoder)
        case .timestamp(var decoder):
            fault = decoder.append(chunk)
            self = .timestamp(decoder)
        case .text(var decoder):
            fault = decoder.append(chunk)
            self = .text(decoder)
        case .json(var decoder):
            fault = decoder.append(chunk)
            self = .json(decoder)
        }
        return fault
    }

    /// The column of all slots appended since the last call.
    mutating func finish() -> Column {
        let column: Column
        switch consume self {
        case .boolean(var decoder):
            column = decoder.finish()
            self = .boolean(decoder)
        case .int64(var decoder):
            column = decoder.finish()
            self = .int64(decoder)
        case .float64(var decoder):
            column = decoder.finish()
            self = .float64(decoder)
        case .decimal(var decoder):
            column = decoder.finish()
            self = .decimal(decoder)
        case .date(var decoder):
            column = decoder.finish()
            self = .date(decoder)
        case .timestamp(var decoder):
            column = decoder.finish()
            self = .timestamp(decoder)
        case .text(var decoder):
            column = decoder.finish()
            self = .text(decoder)
        case .json(var decoder):
            column = decoder.finish()
            self = .json(decoder)
        }
        return column
    }
}
