// SPDX-License-Identifier: Apache-2.0

package import Columnar

extension AggregateFunction {
    /// The type of the result.
    ///
    /// - Parameters:
    ///   - argument: The type of the argument; nil for `*`.
    ///   - distinct: Whether the call says `distinct`.
    /// - Returns: The type, or why the function cannot take that argument.
    package func resultType(
        argument: DataType?,
        distinct: Bool
    ) -> Result<DataType, AggregateTypeFault> {
        guard let argument else {
            guard shape == .argumentOrStar else { return .failure(.takesNoStar(name)) }
            return distinct ? .failure(.distinctStar) : .success(.int64)
        }
        if distinct, !takesDistinct { return .failure(.takesNoDistinct(name)) }
        switch kind {
        case .count: return .success(.int64)
        case .first, .last: return .success(argument)
        case .min, .max: return argument == .json ? .failure(.noOrder(name)) : .success(argument)
        case .quantile: return quantileType(of: argument)
        case .sum: return sumType(of: argument)
        case .avg, .median: return meanType(of: argument)
        case .stddev: return deviationType(of: argument)
        case .boolAnd, .boolOr: return only(.boolean, argument, fix: "\(name)(… > 0)")
        case .stringAgg: return only(.text, argument, fix: "string_agg(cast(… as text), ', ')")
        }
    }

    private func only(
        _ type: DataType,
        _ argument: DataType,
        fix: String
    ) -> Result<DataType, AggregateTypeFault> {
        argument == type ? .success(type) : .failure(.needs(type, name, not: argument, fix: fix))
    }

    private func sumType(of argument: DataType) -> Result<DataType, AggregateTypeFault> {
        switch argument {
        case .int64, .float64, .money: .success(argument)
        case .decimal(_, let scale): .success(Self.widestDecimal(scale: scale))
        default: .failure(.needsNumbers(name, not: argument))
        }
    }

    private func meanType(of argument: DataType) -> Result<DataType, AggregateTypeFault> {
        switch argument {
        case .float64, .money: .success(argument)
        case .int64: .success(Self.widestDecimal(scale: Self.leastQuotientScale))
        case .decimal(_, let scale):
            .success(Self.widestDecimal(scale: max(Self.leastQuotientScale, scale)))
        default: .failure(.needsNumbers(name, not: argument))
        }
    }

    private func quantileType(of argument: DataType) -> Result<DataType, AggregateTypeFault> {
        switch argument {
        case .int64, .float64, .money, .decimal, .date, .timestamp: .success(argument)
        default: .failure(.needsNumbers(name, not: argument))
        }
    }

    private func deviationType(of argument: DataType) -> Result<DataType, AggregateTypeFault> {
        switch argument {
        case .int64, .float64, .decimal: .success(.float64)
        case .money: .failure(.deviationOfMoney(name))
        default: .failure(.needsNumbers(name, not: argument))
        }
    }

    private static let leastQuotientScale = 6

    private static func widestDecimal(scale: Int) -> DataType {
        .decimal(precision: DataType.maximumPrecision, scale: scale)
    }
}
