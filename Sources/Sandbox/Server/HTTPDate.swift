// SPDX-License-Identifier: Apache-2.0

/// Instants as HTTP headers have them, RFC 9110 section 5.6.7.
enum HTTPDate {
    /// An instant in microseconds since 1970-01-01T00:00Z as `Sun, 06 Nov 1994 08:49:37 GMT`; what
    /// is less than a second is cut off.
    static func text(_ instant: Int64) -> String {
        let seconds = Int(instant / 1_000_000)
        let date = SandboxDate(days: seconds / 86_400)
        let month = months[date.digits / 100 % 100 - 1]
        let time = [seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60].map(twoDigits)
        return """
            \(weekdays[date.weekday]), \(twoDigits(date.digits % 100)) \(month) \
            \(date.digits / 10_000) \(time.joined(separator: ":")) GMT
            """
    }

    private static func twoDigits(_ number: Int) -> String {
        String(String(number + 100).dropFirst())
    }

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
