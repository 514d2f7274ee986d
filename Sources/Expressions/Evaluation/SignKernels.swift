// SPDX-License-Identifier: Apache-2.0

import Columnar
import Glibc

/// Functions of one number that look at its sign, and the two that need float64.
enum SignKernels {
    /// Minus or the absolute value, of the same type.
    static func magnitude(_ form: UnaryForm, _ type: DataType) -> Kernel {
        switch type {
        case .money: return MoneyKernels.magnitudes(form)
        case .float64:
            return { arguments, rows, _ in
                let values = mapSlots(arguments[0].float64, rows.count) {
                    form == .negation ? -$0 : $0.magnitude
                }
                let validity = arguments[0].validity(rows.count)
                return .column(.float64(Float64Array(values, validity: validity)))
            }
        case .decimal(let precision, let scale):
            return { arguments, rows, _ in
                let values = mapSlots(arguments[0].decimal, rows.count) {
                    form == .negation || $0 < 0 ? 0 &- $0 : $0
                }
                let array = DecimalArray(values, validity: arguments[0].validity(rows.count))
                return .column(.decimal(array, precision: precision, scale: scale))
            }
        default:
            return { arguments, rows, faults in
                let validity = arguments[0].validity(rows.count)
                let operand = arguments[0].int64
                let values = IntegerKernels.magnitudes(operand, form, validity, rows, &faults)
                return .column(.int64(Int64Array(values, validity: validity)))
            }
        }
    }

    /// -1, 0 or 1.
    static func sign(_ type: DataType) -> Kernel {
        { arguments, rows, _ in
            let argument = arguments[0]
            let values: Values<Int64> =
                switch type {
                case .float64:
                    mapSlots(argument.float64, rows.count) { $0 > 0 ? 1 : ($0 < 0 ? -1 : 0) }
                case .decimal: mapSlots(argument.decimal, rows.count) { Int64($0.signum()) }
                default: mapSlots(argument.int64, rows.count) { $0.signum() }
                }
            return .column(.int64(Int64Array(values, validity: argument.validity(rows.count))))
        }
    }

    static let power: Kernel = { arguments, rows, faults in
        let validity = strictValidity(arguments, rows.count)
        let values = mapChecked(
            arguments[0].float64,
            arguments[1].float64,
            zero: 0,
            validity,
            rows,
            &faults,
            fault: { _ in .floatOverflow }
        ) { base, exponent in
            let result = pow(base, exponent)
            return result.isFinite ? result : nil
        }
        return .column(.float64(Float64Array(values, validity: validity)))
    }

    static let squareRoot: Kernel = { arguments, rows, faults in
        let validity = arguments[0].validity(rows.count)
        let values = mapChecked(
            arguments[0].float64,
            zero: 0,
            validity,
            rows,
            &faults,
            fault: { _ in .negativeSquareRoot }
        ) { $0 < 0 ? nil : $0.squareRoot() }
        return .column(.float64(Float64Array(values, validity: validity)))
    }
}
