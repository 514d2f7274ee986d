// SPDX-License-Identifier: Apache-2.0

/// Takes rows from all over several batches.
///
/// Unsafe for its speed: rows of many batches take turns, and a span or a counted reference per row would cost more
/// than the copy. The positions are checked once; the arrays are alive while their addresses are in use.
struct Gathering {
    let positions: Values<RowPosition>
    private let hasNone: Bool

    init(_ positions: Values<RowPosition>, rowCounts: [Int]) {
        self.positions = positions
        var hasNone = false
        let span = positions.span
        for slot in span.indices {
            let position = span[slot]
            guard position.isRow else {
                hasNone = true
                continue
            }
            precondition(
                position.row >= 0 && Int(position.row) < rowCounts[Int(position.batch)],
                "gathers a row that its batch does not have"
            )
        }
        self.hasNone = hasNone
    }

    func column(_ sources: [Column], _ type: DataType) -> Column {
        if sources.count == 1, !hasNone { return sources[0].taking(rows) }
        let validity = validity(sources.map(\.validity))
        switch type {
        case .boolean:
            return .boolean(BooleanArray(bits(sources.map(\.bits)), validity: validity))
        case .int64: return .int64(PrimitiveArray(words(sources), validity: validity))
        case .timestamp: return .timestamp(PrimitiveArray(words(sources), validity: validity))
        case .float64:
            let values = sources.map { column -> Values<Double> in
                guard case .float64(let array) = column else { column.isNot(type) }
                return array.values
            }
            return .float64(PrimitiveArray(self.values(values, else: 0), validity: validity))
        case .date:
            let values = sources.map { column -> Values<Int32> in
                guard case .date(let array) = column else { column.isNot(type) }
                return array.values
            }
            return .date(PrimitiveArray(self.values(values, else: 0), validity: validity))
        case .decimal(let precision, let scale):
            let values = sources.map { column -> Values<Int128> in
                guard case .decimal(let array, _, _) = column else { column.isNot(type) }
                return array.values
            }
            let array = PrimitiveArray(self.values(values, else: 0), validity: validity)
            return .decimal(array, precision: precision, scale: scale)
        case .money: return .money(money(sources, validity))
        case .text: return .text(texts(sources, validity))
        case .json: return .json(texts(sources, validity))
        }
    }

    private var rows: Values<Int32> {
        var rows = ValuesBuilder<Int32>(capacity: positions.count)
        let span = positions.span
        for slot in span.indices { rows.put(span[slot].row) }
        return rows.finish()
    }

    private func words(_ sources: [Column]) -> Values<Int64> {
        let values = sources.map { column -> Values<Int64> in
            switch column {
            case .int64(let array), .timestamp(let array): array.values
            default: column.isNot(.int64)
            }
        }
        return self.values(values, else: 0)
    }

    func values<Element>(
        _ sources: [Values<Element>],
        else none: Element
    ) -> Values<Element> {
        var gathered = ValuesBuilder<Element>(capacity: positions.count)
        let span = positions.span
        let bases = unsafe sources.map {
            unsafe UnsafePointer($0.buffer.base.assumingMemoryBound(to: Element.self))
        }
        withExtendedLifetime(sources) {
            for slot in span.indices {
                let position = span[slot]
                gathered.put(
                    position.isRow
                        ? unsafe bases[Int(position.batch)][Int(position.row)] : none
                )
            }
        }
        return gathered.finish()
    }

    private func bits(_ sources: [Bitmap]) -> Bitmap {
        var gathered = BitmapBuilder(capacity: positions.count)
        let span = positions.span
        for slot in span.indices {
            let position = span[slot]
            gathered.append(position.isRow && sources[Int(position.batch)][Int(position.row)])
        }
        return gathered.finish()
    }

    private func validity(_ sources: [ValidityBitmap?]) -> ValidityBitmap? {
        guard hasNone || sources.contains(where: { $0 != nil }) else { return nil }
        var gathered = BitmapBuilder(capacity: positions.count)
        let span = positions.span
        for slot in span.indices {
            let position = span[slot]
            let isValid =
                position.isRow
                && (sources[Int(position.batch)].map { $0[Int(position.row)] } ?? true)
            gathered.append(isValid)
        }
        return gathered.finishValidity()
    }
}

extension Column {
    fileprivate var bits: Bitmap {
        guard case .boolean(let array) = self else { isNot(.boolean) }
        return array.values
    }

    func isNot(_ type: DataType) -> Never {
        preconditionFailure("a column of \(self.type) among those of \(type)")
    }
}
