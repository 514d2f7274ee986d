// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

extension CSVPageDecoder {
    /// The error that users see for a fault of the page at hand.
    func described(_ fault: CSVFault) -> PipelineError {
        var place = DataPlace(partition: batch.partition, page: page.number)
        if page.isInRows { place.row = page.rowCount + 1 }
        let line = page.line(of: min(fault.offset, page.text.count))
        let message = fault.kind.message(
            line: line,
            hasHeader: plan.dialect.hasHeader,
            columns: plan.fields.map(\.name)
        )
        return PipelineError(
            fault.kind.code,
            at: .data(place),
            message,
            fix: fault.kind == .invalidUTF8
                ? TextEncoding(guessing: page.text).fix
                : fault.kind.fix(hasHeader: plan.dialect.hasHeader)
        )
    }

    /// The error that users see for a value that its column cannot hold; its row is the one after the complete ones.
    func described(_ fault: ValueFault, _ value: Bytes, rowStart: Int) -> PipelineError {
        let field = plan.fields[fault.field]
        let place = DataPlace(
            partition: batch.partition,
            page: page.number,
            row: page.rowCount + 1,
            path: field.name
        )
        let text = value.text
        let found = "'\(text.count > 60 ? "\(text.prefix(60))…" : text)'"
        let message = fault.kind.message(field.type, currency: "", found: found)
        let advice = plan.inference.map {
            let better = TypeEvidence(field.type).adding(csv: value, plan.dialect).type ?? .text
            return $0.fix(field.name, field.type, better: better)
        }
        return PipelineError(
            fault.kind.code,
            at: .data(place),
            "line \(page.line(of: rowStart)): \(message)",
            fix: decimalFix(field.type, value) ?? advice ?? fault.kind.fix
        )
    }

    /// What to do about a number that only another decimal separator makes one.
    private func decimalFix(_ type: DataType, _ value: Bytes) -> String? {
        guard type.isNumeric, plan.inference != nil, plan.dialect.delimiter != ",",
            plan.dialect.decimalSeparator == "."
        else { return nil }
        var dialect = plan.dialect
        dialect.decimalSeparator = ","
        guard TypeEvidence().adding(csv: value, plan.dialect).type == .text,
            TypeEvidence().adding(csv: value, dialect).type?.isNumeric == true
        else { return nil }
        return "if commas stand before decimals, set decimal_separator: ','"
    }
}

extension DataType {
    fileprivate var isNumeric: Bool {
        switch self {
        case .int64, .float64, .decimal: true
        default: false
        }
    }
}
