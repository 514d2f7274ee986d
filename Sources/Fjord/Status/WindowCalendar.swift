// SPDX-License-Identifier: Apache-2.0

import Columnar
import FjordKit
import Runs

/// The windows of one series on the grid of its pipeline, a row for each month or year.
struct WindowCalendar {
    /// One place of the grid.
    enum Cell: Sendable, Hashable {
        case recorded(WindowReport.State)
        /// Between the first known window and now, and never run.
        case missing
        /// Outside of what is known.
        case blank
    }

    struct Row {
        /// `2026-10`, or `2026` for weeks and months.
        let label: String
        var cells: [Cell]
    }

    let unit: WindowSpec.Unit
    private(set) var rows: [Row] = []
    /// Windows that stand on the grid, and those that somebody chose by dates.
    let others: [WindowReport]
    /// The windows that a schedule asks for; nil for all.
    private var wanted: Set<DateWindow>?
    /// The windows of the grid that never ran.
    private(set) var missing: [DateWindow] = []

    /// Draws the windows of a series; nil without any window on a grid.
    ///
    /// - Parameters:
    ///   - series: What is recorded.
    ///   - given: The windows of the pipeline; nil if its file is not at hand, which makes them out of those recorded.
    ///   - grid: Those of them that its schedule asks for; nil for all.
    ///   - nowMicroseconds: The instant up to which windows may be missing; nil if none can be after the last one.
    init?(
        _ series: WindowSeries,
        spec given: WindowSpec?,
        grid: WindowGrid? = nil,
        nowMicroseconds: Int64?
    ) {
        guard let spec = given ?? Self.spec(of: series) else { return nil }
        unit = spec.unit
        var states: [CalendarDate: WindowReport.State] = [:]
        var others: [WindowReport] = []
        for recorded in series.windows {
            guard let window = recorded.window else { continue }
            if Self.gridWindow(ending: window.last, spec) == window {
                states[window.last] = recorded.state
            } else {
                others.append(recorded)
            }
        }
        self.others = others
        guard let first = states.keys.min(), var last = states.keys.max() else { return nil }
        if let now = nowMicroseconds, let given {
            let latest =
                grid.map { $0.latest(nowMicroseconds: now) }
                ?? (try? given.window(for: .latest, nowMicroseconds: now))
            last = max(last, latest?.last ?? last)
        }
        wanted = grid.map { grid in
            let now = nowMicroseconds ?? Int64.max / 4
            return Set(grid.windows(endingFrom: first, to: last, nowMicroseconds: now))
        }
        draw(from: first, to: last, states, spec)
    }

    private mutating func draw(
        from first: CalendarDate,
        to last: CalendarDate,
        _ states: [CalendarDate: WindowReport.State],
        _ spec: WindowSpec
    ) {
        var end = first
        while end <= last {
            let (label, position) = place(of: end)
            if rows.last?.label != label { rows.append(Row(label: label, cells: [])) }
            var cells = rows[rows.count - 1].cells
            while cells.count < position { cells.append(.blank) }
            let absent = Self.gridWindow(ending: end, spec).flatMap { window in
                states[end] == nil && wanted?.contains(window) ?? true ? window : nil
            }
            cells.append(states[end].map { .recorded($0) } ?? (absent == nil ? .blank : .missing))
            rows[rows.count - 1].cells = cells
            if let absent { missing.append(absent) }
            guard let next = next(after: end) else { return }
            end = next
        }
    }

    /// Where the window that ends with a day stands.
    private func place(of end: CalendarDate) -> (label: String, position: Int) {
        let text = end.description
        let dayOfYear = Int(
            end.daysSinceEpoch
                - (CalendarDate(iso: text.prefix(4) + "-01-01") ?? end).daysSinceEpoch
        )
        return switch unit {
        case .day: (String(text.prefix(7)), (Int(text.suffix(2)) ?? 1) - 1)
        case .week: (String(text.prefix(4)), dayOfYear / 7)
        case .month: (String(text.prefix(4)), (Int(text.dropFirst(5).prefix(2)) ?? 1) - 1)
        }
    }

    private func next(after end: CalendarDate) -> CalendarDate? {
        guard end.advanced(by: 31) <= .latest else { return nil }
        return switch unit {
        case .day: end.advanced(by: 1)
        case .week: end.advanced(by: 7)
        case .month: end.advanced(by: 1).lastOfMonth
        }
    }

    private static func gridWindow(ending day: CalendarDate, _ spec: WindowSpec) -> DateWindow? {
        try? spec.window(for: .date(day), nowMicroseconds: 0)
    }

    /// What the windows look like: days, weeks from Monday or whole months.
    private static func spec(of series: WindowSeries) -> WindowSpec? {
        let windows = series.windows.compactMap(\.window)
        for unit in WindowSpec.Unit.allCases {
            guard let spec = try? WindowSpec(unit: unit) else { continue }
            if windows.contains(where: { gridWindow(ending: $0.last, spec) == $0 }) { return spec }
        }
        return nil
    }
}
