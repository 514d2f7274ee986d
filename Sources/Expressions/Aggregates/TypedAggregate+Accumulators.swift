// SPDX-License-Identifier: Apache-2.0

import Columnar

extension TypedAggregate {
    /// Whether it must be given each different value once; extremes are the same over all values.
    var needsDistinctValues: Bool {
        switch function.kind {
        case .min, .max, .boolAnd, .boolOr: false
        default: distinct && argument != nil
        }
    }

    /// An accumulator without groups, which takes the values as they are given.
    func makeAccumulator() -> any Accumulator {
        guard let argument else { return CountAccumulator() }
        return switch function.kind {
        case .count: CountAccumulator()
        case .sum: makeSum(argument, isMean: false)
        case .avg: makeSum(argument, isMean: true)
        case .min, .boolAnd: makeExtreme(argument, isMaximum: false)
        case .max, .boolOr: makeExtreme(argument, isMaximum: true)
        case .first: makePlaced(argument, takesLast: false)
        case .last: makePlaced(argument, takesLast: true)
        case .median, .quantile: makeQuantile(argument)
        case .stddev: DeviationAccumulator()
        case .stringAgg: TextListAccumulator(separator: separator)
        }
    }

    private func makeSum(_ argument: DataType, isMean: Bool) -> any Accumulator {
        switch argument {
        case .money: IntegerSumAccumulator(isMean ? .moneyMean : .moneySum)
        case .float64: FloatSumAccumulator(isMean: isMean)
        case .decimal(_, let scale):
            DecimalSumAccumulator(isMean: isMean, argumentScale: scale, resultScale: resultScale)
        default: IntegerSumAccumulator(isMean ? .int64Mean : .int64Sum)
        }
    }

    private func makeExtreme(_ argument: DataType, isMaximum: Bool) -> any Accumulator {
        if argument == .text { return TextExtremeAccumulator(isMaximum: isMaximum) }
        return argument.isNarrow
            ? ExtremeAccumulator<Int64>(argument, isMaximum: isMaximum)
            : ExtremeAccumulator<Int128>(argument, isMaximum: isMaximum)
    }

    private func makePlaced(_ argument: DataType, takesLast: Bool) -> any Accumulator {
        switch argument {
        case .text, .json: PlacedTextAccumulator(argument, takesLast: takesLast)
        // Each amount has a currency of its own here, so the wide image it is.
        case .decimal, .money: PlacedAccumulator<Int128>(argument, takesLast: takesLast)
        default: PlacedAccumulator<Int64>(argument, takesLast: takesLast)
        }
    }

    private func makeQuantile(_ argument: DataType) -> any Accumulator {
        argument.isNarrow
            ? QuantileAccumulator<Int64>(argument, quantileResult(argument))
            : QuantileAccumulator<Int128>(argument, quantileResult(argument))
    }

    private func quantileResult<Image: ColumnImage>(
        _ argument: DataType
    ) -> QuantileAccumulator<Image>.Result {
        if case .fraction(let digits, let scale) = constant {
            return .element(digits: digits, scale: scale)
        }
        var argumentScale = 0
        if case .decimal(_, let scale) = argument { argumentScale = scale }
        return .median(resultType, scaleUp: max(0, resultScale - argumentScale))
    }

    private var resultScale: Int {
        if case .decimal(_, let scale) = resultType { return scale }
        return 0
    }

    private var separator: String {
        if case .text(let text) = constant { return text }
        return ""
    }
}
