// SPDX-License-Identifier: Apache-2.0

/// Writes figures as people read them.
enum Figures {
    /// `1,234,567`.
    static func grouped(_ number: Int) -> String {
        let digits = Array(String(number.magnitude))
        var groups: [String] = []
        var end = digits.count
        while end > 0 {
            let start = max(0, end - 3)
            groups.insert(String(digits[start..<end]), at: 0)
            end = start
        }
        return (number < 0 ? "-" : "") + groups.joined(separator: ",")
    }

    /// `1 row`, `1,234 rows`.
    static func counted(_ number: Int, _ word: String) -> String {
        "\(grouped(number)) \(word)\(number == 1 ? "" : "s")"
    }

    /// `1.2 MB`, in powers of ten.
    static func bytes(_ count: Int) -> String {
        let units = ["B", "kB", "MB", "GB", "TB"]
        var value = Double(count)
        var unit = 0
        while value >= 999.95, unit < units.count - 1 {
            value /= 1_000
            unit += 1
        }
        return unit == 0 ? "\(count) B" : "\(oneDecimal(value)) \(units[unit])"
    }

    /// `0.4 s`, `12 s` or `3 min 20 s`.
    static func duration(_ seconds: Double) -> String {
        if seconds < 9.95 { return "\(oneDecimal(seconds)) s" }
        let whole = Int(seconds.rounded())
        return whole < 120 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
    }

    /// `0.120 s`, for what is short.
    static func milliseconds(_ microseconds: Int64) -> String {
        let thousandths = (microseconds + 500) / 1_000
        let rest = String(thousandths % 1_000)
        return "\(grouped(Int(thousandths / 1_000)))."
            + String(repeating: "0", count: 3 - rest.count) + rest + " s"
    }

    private static func oneDecimal(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
