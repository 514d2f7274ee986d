// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Kernels over instants, in UTC unless a time zone is given.
extension DateKernels {
    private static func instants(
        _ arguments: [Vector],
        _ rows: Selection,
        _ values: Values<Int64>
    ) -> Vector {
        .column(.timestamp(TimestampArray(values, validity: strictValidity(arguments, rows.count))))
    }

    @inline(__always)
    private static func day(_ instant: Int64) -> (day: CalendarDate, time: Int64) {
        let (day, time) = TimestampText.split(instant)
        return (CalendarDate(daysSinceEpoch: Int32(truncatingIfNeeded: day)), time)
    }

    @inline(__always)
    private static func midnight(_ day: CalendarDate) -> Int64 {
        Int64(day.daysSinceEpoch) &* TimestampText.microsecondsPerDay
    }

    /// The instants of the years 1 to 9999.
    private static var calendar: ClosedRange<Int64> {
        midnight(.earliest)...midnight(.latest) + TimestampText.microsecondsPerDay - 1
    }

    @inline(__always)
    private static func truncated(_ instant: Int64, to unit: DateUnit) -> Int64 {
        let (day, time) = day(instant)
        guard let length = unit.clockLength else { return midnight(unit.start(of: day)) }
        return instant &- time % length
    }

    /// `date_trunc(unit, instant)`.
    static func instantTruncation(_ unit: DateUnit) -> Kernel {
        { arguments, rows, _ in
            let values = mapSlots(arguments[1].int64, rows.count) { truncated($0, to: unit) }
            return instants(arguments, rows, values)
        }
    }

    /// `date_trunc(unit, instant, zone)`: the instant at which the zone's clocks showed the start
    /// of the unit.
    static func instantTruncation(_ unit: DateUnit, in zone: TimeZoneTable) -> Kernel {
        { arguments, rows, faults in
            let validity = strictValidity(arguments, rows.count)
            let calendar = calendar
            let values = mapChecked(
                arguments[1].int64,
                zero: Int64(0),
                validity,
                rows,
                &faults,
                fault: { _ in .dateOutOfRange }
            ) { instant -> Int64? in
                let offset = zone.offset(at: instant)
                let start = truncated(instant &+ offset, to: unit)
                // A start of an hour or less lies in the same stretch of clock time as the instant.
                let result =
                    unit.clockLength == nil ? zone.instant(ofLocal: start) : start &- offset
                return calendar.contains(result) ? result : nil
            }
            return instants(arguments, rows, values)
        }
    }

    /// `date_part(part, instant)`.
    static func instantPart(_ part: DatePart) -> Kernel {
        { arguments, rows, _ in
            let values = mapSlots(arguments[1].int64, rows.count) { instant in
                let (day, time) = day(instant)
                return part.isOfClock ? part.value(ofTime: time) : part.value(of: day)
            }
            return integers(arguments, rows, values)
        }
    }

    /// `date_add(unit, count, instant)`.
    static func instantAddition(_ unit: DateUnit) -> Kernel {
        { arguments, rows, faults in
            let validity = strictValidity(arguments, rows.count)
            let calendar = calendar
            let values = mapChecked(
                arguments[2].int64,
                arguments[1].int64,
                zero: Int64(0),
                validity,
                rows,
                &faults,
                fault: { _ in .dateOutOfRange }
            ) { instant, count -> Int64? in
                guard let length = unit.clockLength else {
                    let (day, time) = day(instant)
                    return unit.add(count, to: day).map { midnight($0) &+ time }
                }
                let (distance, overflow) = count.multipliedReportingOverflow(by: length)
                let (moved, carried) = instant.addingReportingOverflow(distance)
                return !overflow && !carried && calendar.contains(moved) ? moved : nil
            }
            return instants(arguments, rows, values)
        }
    }

    /// `date_diff(unit, from, to)`.
    static func instantDifference(_ unit: DateUnit) -> Kernel {
        { arguments, rows, _ in
            func number(_ instant: Int64) -> Int64 {
                guard let length = unit.clockLength else {
                    return unit.number(of: day(instant).day)
                }
                let (quotient, rest) = instant.quotientAndRemainder(dividingBy: length)
                return rest < 0 ? quotient - 1 : quotient
            }
            let values = mapSlots(arguments[1].int64, arguments[2].int64, rows.count) { from, to in
                number(to) - number(from)
            }
            return integers(arguments, rows, values)
        }
    }

    /// `to_date(instant, zone)`.
    static func day(in zone: TimeZoneTable) -> Kernel {
        { arguments, rows, faults in
            let validity = strictValidity(arguments, rows.count)
            let calendar = calendar
            let values = mapChecked(
                arguments[0].int64,
                zero: Int32(0),
                validity,
                rows,
                &faults,
                fault: { _ in .dateOutOfRange }
            ) { instant -> Int32? in
                let local = instant &+ zone.offset(at: instant)
                return calendar.contains(local) ? day(local).day.daysSinceEpoch : nil
            }
            return dates(arguments, rows, values)
        }
    }

    /// `to_timestamp(seconds)`, cut off after microseconds half away from zero.
    static func instant(secondsScale scale: Int) -> Kernel {
        { arguments, rows, faults in
            let validity = strictValidity(arguments, rows.count)
            let calendar = calendar
            let shape = DecimalShape(precision: 18, scale: 6)
            let values = mapChecked(
                arguments[0].decimal,
                zero: Int64(0),
                validity,
                rows,
                &faults,
                fault: { _ in .dateOutOfRange }
            ) { seconds -> Int64? in
                let microseconds = ExactArithmetic.rescaled(seconds, from: scale, to: shape)
                guard let microseconds, let instant = Int64(exactly: microseconds) else {
                    return nil
                }
                return calendar.contains(instant) ? instant : nil
            }
            return instants(arguments, rows, values)
        }
    }

    static func instantFormatting(_ format: TimeFormat) -> Kernel {
        { arguments, rows, _ in
            let moments = arguments[0].int64
            let validity = strictValidity(arguments, rows.count)
            return TextKernels.written(arguments, rows, validity: validity) { row, writer in
                let (day, time) = day(moments[row])
                format.write(day, time: time, to: &writer)
            }
        }
    }
}
