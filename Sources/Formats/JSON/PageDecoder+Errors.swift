// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics

extension PageDecoder {
    /// The error that users see for a fault of the page at hand; `markByteCount` is what the byte order mark took, so
    /// that offsets count from the first byte.
    func described(_ found: JSONFault, in text: Bytes, markByteCount: Int) -> PipelineError {
        let fault = found.named(in: text)
        var place = DataPlace(partition: batch.partition, page: page.number)
        if page.isInRecords {
            place.row = page.rowCount + 1
            place.path = path(fault.path)
        }
        // The walk knows rows and columns, but not where in a value it stands.
        if fault.path == nil, fault.kind.code == .malformedJSON,
            let found = JSONPlace(of: fault.offset, in: text).row(plan.records)
        {
            (place.row, place.path) = (place.row ?? found.row, found.path)
        }
        let recordPath = plan.recordPath.joined(separator: ".")
        let message = fault.kind.message(
            recordPath: recordPath,
            offset: fault.offset + markByteCount
        )
        return PipelineError(
            fault.kind.code,
            at: .data(place),
            message,
            fix: userFix(fault, in: text) ?? linesFix(fault) ?? fault.kind.fix
        )
    }

    /// What to do about a source that a user described, as files and web services are.
    private func userFix(_ fault: JSONFault, in text: Bytes) -> String? {
        guard let inference = plan.inference else { return nil }
        switch fault.kind {
        case .notAnObject: return fault.path.map { inference.fix($0, nil, better: .json) }
        case .notARecord where plan.records == .lines:
            return "if the file is one list, set format: json"
        case .invalidUTF8: return TextEncoding(guessing: text).fix
        case .noRecords, .recordsNotAList:
            return plan.recordPath.isEmpty
                ? nil : "correct 'records', which says where the list stands"
        default: return nil
        }
    }

    /// What to do about a page that may be lines.
    private func linesFix(_ fault: JSONFault) -> String? {
        guard fault.kind == .trailingBytes, plan.records == .document else { return nil }
        return "if each line is a record, set format: jsonl"
    }

    /// The error that users see for a value of `text` that its column cannot hold; its row is the one after the complete
    /// ones.
    func described(_ fault: ValueFault, in text: Bytes) -> PipelineError {
        let name = fields.names[fault.field]
        let place = DataPlace(
            partition: batch.partition,
            page: page.number,
            row: page.rowCount + 1,
            path: path(name)
        )
        let column = plan.columns.first { $0.name == name }
        var currency = ""
        if case .money(_, let member) = column { currency = member }
        let found = Self.found(text.slice(fault.token.start..<fault.token.end).text)
        let message = fault.kind.message(column?.type ?? .text, currency: currency, found: found)
        let value = text.slice(fault.token.start..<fault.token.end)
        let advice = plan.inference.flatMap { inference in
            column.map {
                let better = TypeEvidence($0.type).adding(json: value).type
                return inference.fix(name, $0.type, better: better ?? .json)
            }
        }
        return PipelineError(
            fault.kind.code,
            at: .data(place),
            message,
            fix: advice ?? fault.kind.fix
        )
    }

    /// `items[16].amount` for the row at hand.
    private func path(_ member: String?) -> String? {
        // Records outside a list cannot be counted in one.
        if page.isFree { return member }
        let record = "\(plan.recordPath.joined(separator: "."))[\(page.rowCount)]"
        return member.map { "\(record).\($0)" } ?? record
    }

    /// A value as a message shows it: cut, and nested ones by their kind.
    private static func found(_ value: String) -> String {
        switch value.first {
        case "{": return "an object"
        case "[": return "a list"
        case "\"": return "the text \(cut(value))"
        default: return cut(value)
        }
    }

    private static func cut(_ value: String) -> String {
        value.count > 60 ? "\(value.prefix(60))…" : value
    }
}
