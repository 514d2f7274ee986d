// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Engine
import FjordKit
import Pipelines
import Schedules
import Testing

@Suite("The example of the reference")
struct ExamplePipelineTests {
    static let text = """
        fjord: 1                              # version of this file format
        name: daily-sales
        description: Captured and refunded payments per sales unit.

        schedule: {cron: "17 6 * * *", timezone: Europe/Oslo, catch_up: all}
        window: {unit: day, last: 1}          # what one run covers

        parameters:
          currency: {type: text, default: NOK, description: Only entries in this currency}

        stages:
          - id: entries
            fetch: vipps.funds                # a registered fetch stage
            ledgers: all
          - id: sales
            filter: entryType in ('capture', 'refund') and currency = $currency
          - id: payments
            transform:                        # a mapping adds or replaces columns
              msn: split_part(recipientHandle, ':', 2)
            drop: [balanceBefore, balanceAfter]
          - id: per_unit
            aggregate:
              payments: count(*)
              captured: sum(amount) filter (where entryType = 'capture')
              net: sum(amount)
            by: [ledgerDate, msn, currency]

          - sink: csv
            input: payments
            path: out/${window}/payments.csv
          - sink: jsonl
            input: payments
            path: out/${window}/payments.jsonl.gz
          - sink: email
            input: per_unit
            from: reports@example.com
            to: [finance@example.com]
            subject: Sales ${window}
            path: out/${window}/sales.eml

        tests:                                # run by `fjord test`
          - name: refunds count negative
            given: {entries: [{entryType: refund, currency: NOK, amount: -1.00}]}
            expect: {per_unit: [{ledgerDate: 2026-10-01, msn: "1", payments: 1, captured: null}]}
        """

    @Test("checks without fault or warning")
    func checksClean() throws {
        let checked = try check(Self.text)
        #expect(checked.warnings.isEmpty)
        #expect(checked.name == "daily-sales")
        #expect(checked.description == "Captured and refunded payments per sales unit.")
        #expect(checked.schedule?.cron?.text == "17 6 * * *")
        #expect(checked.schedule?.catchUp == .all)
        #expect(checked.window?.unit == .day)
        #expect(checked.window?.timeZone == "Europe/Oslo")
        #expect(
            checked.sinks.map(\.stage) == [
                "csv of stage payments", "jsonl of stage payments", "email of stage per_unit",
            ]
        )
        #expect(checked.sinks.first?.path == "out/${window}/payments.csv")
        #expect(checked.connections.map(\.name) == ["vipps"])
        #expect(checked.tests != nil)
    }

    @Test("plans a graph with real values")
    func plans() throws {
        let checked = try check(Self.text)
        let october = try #require(CalendarDate(iso: "2026-10-01"))
        let window = DateWindow(first: october, last: october.lastOfMonth)
        let values = try checked.parameterValues(settings: ["currency=EUR"])
        #expect(values.canonical.map { "\($0.name)=\($0.literal)" } == ["currency='EUR'"])
        let graph = try checked.plan(window: window, parameters: values) { _ in StandIn.Vipps() }
        #expect(
            graph.nodes.map(\.id) == [
                "entries", "sales", "payments", "per_unit", "csv of stage payments",
                "jsonl of stage payments", "email of stage per_unit",
            ]
        )
        #expect(graph.nodes.map(\.inputs) == [[], [0], [1], [2], [2], [2], [3]])
        #expect(
            graph.nodes[3].schema.names == [
                "ledgerDate", "msn", "currency", "payments", "captured", "net",
            ]
        )
        guard case .fetch(_, let context) = graph.nodes[0].operation,
            case .streamSink(let csv) = graph.nodes[4].operation,
            case .batchSink(let mail as StandIn.Email, let input) = graph.nodes[6].operation
        else {
            Issue.record("the operations are others")
            return
        }
        #expect(context.window == window)
        #expect(context.connection is StandIn.Vipps)
        #expect(csv.path == "out/2026-10/payments.csv")
        #expect(mail.subject == "Sales 2026-10")
        #expect(input.additiveColumns == ["payments", "captured", "net"])
    }
}
