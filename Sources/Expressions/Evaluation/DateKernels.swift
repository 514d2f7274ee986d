// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Kernels over days.
enum DateKernels {
    @inline(__always)
    static func dates(_ arguments: [Vector], _ rows: Selection, _ values: Values<Int32>) -> Vector {
        .column(.date(Date32Array(values, validity: strictValidity(arguments, rows.count))))
    }

    @inline(__always)
    static func integers(_ arguments: [Vector], _ rows: Selection, _ values: Values<Int64>)
        -> Vector
    {
        .column(.int64(Int64Array(values, validity: strictValidity(arguments, rows.count))))
    }

    static let daysBetween: Kernel = { arguments, rows, _ in
        let values = mapSlots(arguments[0].days, arguments[1].days, rows.count) {
            Int64($0) &- Int64($1)
        }
        return integers(arguments, rows, values)
    }

    static let lastDay: Kernel = { arguments, rows, _ in
        let values = mapSlots(arguments[0].days, rows.count) {
            CalendarDate(daysSinceEpoch: $0).lastOfMonth.daysSinceEpoch
        }
        return dates(arguments, rows, values)
    }

    /// Day first, then how many units.
    static func adding(_ unit: DateUnit, isNegative: Bool) -> Kernel {
        { arguments, rows, faults in
            moved(
                arguments[0],
                arguments[1],
                unit,
                isNegative: isNegative,
                arguments,
                rows,
                &faults
            )
        }
    }

    /// `date_add(unit, count, day)`.
    static func addition(_ unit: DateUnit) -> Kernel {
        { arguments, rows, faults in
            moved(arguments[2], arguments[1], unit, isNegative: false, arguments, rows, &faults)
        }
    }

    private static func moved(
        _ days: Vector,
        _ counts: Vector,
        _ unit: DateUnit,
        isNegative: Bool,
        _ arguments: [Vector],
        _ rows: Selection,
        _ faults: inout RowFaults
    ) -> Vector {
        let validity = strictValidity(arguments, rows.count)
        let values = mapChecked(
            days.days,
            counts.int64,
            zero: Int32(0),
            validity,
            rows,
            &faults,
            fault: { _ in .dateOutOfRange }
        ) { day, count in
            let signed = isNegative ? 0 &- count : count
            return unit.add(signed, to: CalendarDate(daysSinceEpoch: day))?.daysSinceEpoch
        }
        return dates(arguments, rows, values)
    }

    /// `date_trunc(unit, day)`.
    static func truncation(_ unit: DateUnit) -> Kernel {
        { arguments, rows, _ in
            let values = mapSlots(arguments[1].days, rows.count) {
                unit.start(of: CalendarDate(daysSinceEpoch: $0)).daysSinceEpoch
            }
            return dates(arguments, rows, values)
        }
    }

    /// `date_part(part, day)`.
    static func part(_ part: DatePart) -> Kernel {
        { arguments, rows, _ in
            let values = mapSlots(arguments[1].days, rows.count) {
                part.value(of: CalendarDate(daysSinceEpoch: $0))
            }
            return integers(arguments, rows, values)
        }
    }

    /// `date_diff(unit, from, to)`.
    static func difference(_ unit: DateUnit) -> Kernel {
        { arguments, rows, _ in
            let values = mapSlots(arguments[1].days, arguments[2].days, rows.count) { from, to in
                unit.number(of: CalendarDate(daysSinceEpoch: to))
                    - unit.number(of: CalendarDate(daysSinceEpoch: from))
            }
            return integers(arguments, rows, values)
        }
    }

    static func formatting(_ format: TimeFormat) -> Kernel {
        { arguments, rows, _ in
            let days = arguments[0].days
            let validity = strictValidity(arguments, rows.count)
            return TextKernels.written(arguments, rows, validity: validity) { row, writer in
                format.write(CalendarDate(daysSinceEpoch: days[row]), time: 0, to: &writer)
            }
        }
    }
}
