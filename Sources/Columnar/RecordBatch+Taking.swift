// SPDX-License-Identifier: Apache-2.0

extension RecordBatch {
    /// The rows whose bit is set, in their order, as a dense batch.
    ///
    /// - Complexity: O(rows kept x columns); the batch itself when all are kept.
    public func filtered(by kept: Bitmap) -> RecordBatch {
        precondition(kept.count == rowCount, "selection of another length")
        return kept.isAllSet ? self : taking(kept.setSlots)
    }

    /// The rows of a range, as a batch of their own.
    public func slice(_ range: Range<Int>) -> RecordBatch {
        precondition(range.lowerBound >= 0 && range.upperBound <= rowCount, "slice out of range")
        if range.count == rowCount { return self }
        return taking(Values(range.map { Int32($0) }))
    }

    /// The rows at these positions, in this order.
    public func taking(_ slots: Values<Int32>) -> RecordBatch {
        RecordBatch(
            schema: schema,
            columns: columns.map { $0.taking(slots) },
            rowCount: slots.count,
            origin: origin,
            sourceSlots: sourceSlots.map { $0.taking(slots) } ?? slots
        )
    }
}

extension Values {
    /// The values at these positions, in this order.
    @inlinable
    public func taking(_ slots: Values<Int32>) -> Values<Element> {
        var taken = ValuesBuilder<Element>(capacity: slots.count)
        let source = span, positions = slots.span
        for slot in positions.indices { taken.put(source[Int(positions[slot])]) }
        return taken.finish()
    }
}

extension Bitmap {
    /// The bits at these positions, in this order.
    public func taking(_ slots: Values<Int32>) -> Bitmap {
        var taken = BitmapBuilder(capacity: slots.count)
        let source = words.span, positions = slots.span
        for slot in positions.indices {
            let position = Int(positions[slot])
            taken.append(source[position >> 6] >> UInt64(position & 63) & 1 == 1)
        }
        return taken.finish()
    }

    /// The validity at these positions; nil if no null is among them.
    func takingValidity(_ slots: Values<Int32>) -> ValidityBitmap? {
        let taken = taking(slots)
        return taken.isAllSet ? nil : taken
    }
}

extension PrimitiveArray {
    /// The slots at these positions, in this order.
    @inlinable
    public func taking(_ slots: Values<Int32>) -> PrimitiveArray {
        PrimitiveArray(values.taking(slots), validity: validity.map { $0.taking(slots) })
    }
}

extension TextArray {
    /// The slots at these positions, in this order; a dictionary stays one.
    public func taking(_ slots: Values<Int32>) -> TextArray {
        let validity = validity.flatMap { $0.takingValidity(slots) }
        if let codes {
            return TextArray(
                codes: codes.taking(slots),
                offsets: offsets,
                bytes: bytes,
                validity: validity
            )
        }
        let averageByteCount = bytes.count / max(1, count) + 1
        var builder = TextBuilder(capacity: slots.count, bytesPerSlot: averageByteCount)
        let positions = slots.span, starts = offsets.span
        for slot in positions.indices {
            let position = Int(positions[slot])
            builder.append(bytes, Int(starts[position])..<Int(starts[position + 1]))
        }
        return builder.finish(validity: validity)
    }
}

extension MoneyArray {
    /// The slots at these positions, in this order.
    public func taking(_ slots: Values<Int32>) -> MoneyArray {
        let taken: Currencies =
            switch currencies {
            case .one(let currency): .one(currency)
            case .perSlot(let codes): .perSlot(codes.taking(slots))
            }
        return MoneyArray(
            minorUnits.taking(slots),
            taken,
            validity: validity.flatMap { $0.takingValidity(slots) }
        )
    }
}

extension Column {
    /// The slots at these positions, in this order.
    public func taking(_ slots: Values<Int32>) -> Column {
        switch self {
        case .boolean(let array):
            .boolean(
                BooleanArray(
                    array.values.taking(slots),
                    validity: array.validity.flatMap { $0.takingValidity(slots) }
                )
            )
        case .int64(let array): .int64(array.taking(slots))
        case .float64(let array): .float64(array.taking(slots))
        case .decimal(let array, let precision, let scale):
            .decimal(array.taking(slots), precision: precision, scale: scale)
        case .money(let array): .money(array.taking(slots))
        case .text(let array): .text(array.taking(slots))
        case .date(let array): .date(array.taking(slots))
        case .timestamp(let array): .timestamp(array.taking(slots))
        case .json(let array): .json(array.taking(slots))
        }
    }
}
