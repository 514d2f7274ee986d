// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Functions of days and instants; instants are read in UTC unless a time zone is named.
enum TimeFunctions {
    private static let date = Parameter("date", .date)
    private static let timestamp = Parameter("timestamp", .timestamp)
    private static let zone = Parameter("zone", .constantText)
    private static let count = Parameter("count", .int64)
    private static let format = Parameter("format", .constantText)

    static let all: [ScalarFunction] = units + others

    private static let units: [ScalarFunction] = [
        ScalarFunction(
            "date_trunc",
            category: .time,
            "The start of the year, quarter, month, week, day, hour, minute or second.",
            example: ("date_trunc('month', date '2026-10-17')", "2026-10-01"),
            .overloads([
                days([date], to: .date, DateKernels.truncation),
                instants([timestamp], to: .timestamp, DateKernels.instantTruncation),
                truncationInZone,
            ])
        ),
        ScalarFunction(
            "date_part",
            "datepart",
            category: .time,
            "One part of a day or instant as a number; the same as extract(year from x).",
            example: ("date_part('year', date '2026-10-17')", "2026"),
            .overloads([
                part([date], allowsClock: false, DateKernels.part),
                part([timestamp], allowsClock: true, DateKernels.instantPart),
            ])
        ),
        ScalarFunction(
            "date_add",
            category: .time,
            "A day or instant moved by that many units; a month keeps the day if it has it.",
            example: ("date_add('month', 1, date '2026-01-31')", "2026-02-28"),
            .overloads([
                days([count, date], to: .date, DateKernels.addition),
                instants([count, timestamp], to: .timestamp, DateKernels.instantAddition),
            ])
        ),
        ScalarFunction(
            "date_diff",
            "datediff",
            category: .time,
            "How many boundaries of a unit lie between two days or instants.",
            example: ("date_diff('day', date '2026-09-30', date '2026-10-02')", "2"),
            .overloads([
                days(
                    [Parameter("from", .date), Parameter("to", .date)],
                    to: .int64,
                    DateKernels.difference
                ),
                instants(
                    [Parameter("from", .timestamp), Parameter("to", .timestamp)],
                    to: .int64,
                    DateKernels.instantDifference
                ),
            ])
        ),
    ]

    private static let others: [ScalarFunction] = [
        ScalarFunction(
            "to_date",
            category: .time,
            "The calendar day of an instant in a time zone.",
            example: ("to_date(timestamp '2026-10-01T22:30:00Z', 'Europe/Oslo')", "2026-10-02"),
            .overloads([
                Overload([timestamp, zone], to: .date) { binding throws(BindingFault) in
                    DateKernels.day(in: try TimeZoneTable.read(binding, argument: 1))
                }
            ])
        ),
        ScalarFunction(
            "to_timestamp",
            category: .time,
            "The instant that many seconds after 1970-01-01T00:00:00Z.",
            example: ("to_timestamp(1.5)", "1970-01-01T00:00:01.500000Z"),
            .overloads([
                Overload([Parameter("seconds", .decimal)], to: .timestamp) { binding in
                    DateKernels.instant(secondsScale: binding.shape(0).scale)
                }
            ])
        ),
        ScalarFunction(
            "last_day",
            category: .time,
            "The last day of the month.",
            example: ("last_day(date '2026-02-03')", "2026-02-28"),
            .overloads([Overload([date], to: .date, DateKernels.lastDay)])
        ),
        ScalarFunction(
            "strftime",
            category: .time,
            "A day or instant as text: %Y %y %m %d %j %H %M %S %f %u %V %G %F %T %%.",
            example: ("strftime(date '2026-10-01', '%d.%m.%Y')", "01.10.2026"),
            .overloads([
                Overload([date, format], to: .text) { binding throws(BindingFault) in
                    DateKernels.formatting(try TimeFormat.read(binding))
                },
                Overload([timestamp, format], to: .text) { binding throws(BindingFault) in
                    DateKernels.instantFormatting(try TimeFormat.read(binding))
                },
            ])
        ),
    ]

    // MARK: Overloads whose first argument names a unit or part

    private static let unit = Parameter("unit", .constantText)

    private static func days(
        _ parameters: [Parameter],
        to type: DataType,
        _ kernel: @escaping @Sendable (DateUnit) -> Kernel
    ) -> Overload {
        Overload([unit] + parameters, to: type) { binding throws(BindingFault) in
            kernel(try DateUnit.read(binding, allowsClock: false))
        }
    }

    private static func instants(
        _ parameters: [Parameter],
        to type: DataType,
        _ kernel: @escaping @Sendable (DateUnit) -> Kernel
    ) -> Overload {
        Overload([unit] + parameters, to: type) { binding throws(BindingFault) in
            kernel(try DateUnit.read(binding, allowsClock: true))
        }
    }

    private static func part(
        _ parameters: [Parameter],
        allowsClock: Bool,
        _ kernel: @escaping @Sendable (DatePart) -> Kernel
    ) -> Overload {
        let part = Parameter("part", .constantText)
        return Overload([part] + parameters, to: .int64) { binding throws(BindingFault) in
            kernel(try DatePart.read(binding, allowsClock: allowsClock))
        }
    }

    private static var truncationInZone: Overload {
        Overload([unit, timestamp, zone], to: .timestamp) { binding throws(BindingFault) in
            DateKernels.instantTruncation(
                try DateUnit.read(binding, allowsClock: true),
                in: try TimeZoneTable.read(binding, argument: 2)
            )
        }
    }
}
