// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Writes instants and ages as people read them.
enum Instants {
    /// `2026-10-02 06:17:02`, in UTC.
    static func seconds(_ microseconds: Int64) -> String {
        let (day, second) = parts(microseconds)
        return "\(day) \(clock(second)):\(padded(second % 60))"
    }

    /// `2026-10-02 06:17 UTC`.
    static func minutes(_ microseconds: Int64) -> String {
        let (day, second) = parts(microseconds)
        return "\(day) \(clock(second)) UTC"
    }

    /// `2026-10-02T06:17:02Z`.
    static func iso(_ microseconds: Int64) -> String {
        let (day, second) = parts(microseconds)
        return "\(day)T\(clock(second)):\(padded(second % 60))Z"
    }

    /// `3 hours ago`; what lies ahead, on another machine's clock, is `now`.
    static func age(_ microseconds: Int64, at now: Int64) -> String {
        let minutes = Int((now - microseconds) / 60_000_000)
        return switch minutes {
        case ..<1: "now"
        case ..<120: "\(Figures.counted(minutes, "minute")) ago"
        case ..<2_880: "\(Figures.counted(minutes / 60, "hour")) ago"
        default: "\(Figures.counted(minutes / 1_440, "day")) ago"
        }
    }

    private static func parts(_ microseconds: Int64) -> (day: CalendarDate, second: Int) {
        let seconds = Int((Double(microseconds) / 1_000_000).rounded(.down))
        let days = Int((Double(seconds) / 86_400).rounded(.down))
        return (CalendarDate(daysSinceEpoch: Int32(clamping: days)), seconds - days * 86_400)
    }

    private static func clock(_ second: Int) -> String {
        "\(padded(second / 3_600)):\(padded(second / 60 % 60))"
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
