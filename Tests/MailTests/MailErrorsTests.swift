// SPDX-License-Identifier: Apache-2.0

import FjordKit
import Testing

@testable import Mail

@Suite("What the email sink says when something is wrong")
struct MailErrorsTests {
    private func fault(_ changes: [String: StageOptions.Value]) -> String? {
        #expect(throws: PipelineError.self) { try EmailSink(SampleMail.options(changes)) }?
            .description
    }

    private func totalsFault(_ names: [String]) throws -> String? {
        let sink = try EmailSink(SampleMail.options(["totals": .texts(names)]))
        let input = SinkInput(schema: SampleMail.schema, additiveColumns: [])
        return #expect(throws: PipelineError.self) { _ = try sink.makeDocument(for: input) }?
            .description
    }

    @Test("an address that is none")
    func invalidAddress() {
        #expect(
            fault(["from": .text("reports")]) == """
                error: 'reports' is not a mail address [invalid-address]
                  = fix: write a@example.com or Name <a@example.com>
                """
        )
        #expect(
            fault(["to": .texts(["a@example.com, b@example.com"])]) == """
                error: 'a@example.com, b@example.com' is not a mail address [invalid-address]
                  = fix: write several addresses as a list: to: [a@example.com, b@example.com]
                """
        )
    }

    @Test("nobody to write to")
    func noRecipient() {
        #expect(
            fault(["to": .texts([])]) == """
                error: 'to' names nobody [invalid-address]
                  = fix: write at least one address
                """
        )
    }

    @Test(
        "a value that would break out of its header",
        arguments: ["\r\nBcc: x@example.com", "\nBcc: x@example.com", "\rx", "\u{0}x", "\u{85}x"]
    )
    func controlCharacter(injected: String) {
        func message(_ option: String) -> String {
            """
            error: '\(option)' has a line break or another control character [invalid-header-text]
              = fix: write it on one line
            """
        }
        #expect(fault(["subject": .text("Sales\(injected)")]) == message("subject"))
        #expect(fault(["from": .text("A\(injected) <a@example.com>")]) == message("from"))
        #expect(
            fault(["to": .texts(["a@example.com", "b@example.com\(injected)"])]) == message("to")
        )
        #expect(fault(["cc": .texts(["a@example.com\(injected)"])]) == message("cc"))
    }

    @Test("a column to total that does not exist or cannot be added up")
    func totals() throws {
        #expect(
            try totalsFault(["capturd"]) == """
                error: no column is called 'capturd' [unknown-column]
                  = fix: did you mean 'captured'?
                """
        )
        #expect(
            try totalsFault(["turnover"]) == """
                error: no column is called 'turnover' [unknown-column]
                  = fix: the columns are: ledgerDate, msn, currency, payments, captured, net_amount
                """
        )
        #expect(
            try totalsFault(["msn"]) == """
                error: column 'msn' is text, which cannot be added up [cannot-total]
                  = fix: name columns of numbers or money
                """
        )
    }

    @Test("a total that is too large")
    func totalOverflow() throws {
        let schema = Schema([Field("x", .decimal(precision: 38, scale: 0))])
        let column = Column.decimal(DecimalArray([Int128.max, 1]), precision: 38, scale: 0)
        let error = #expect(throws: PipelineError.self) {
            try SampleMail.mail(
                [SampleMail.batch(schema, [column])],
                schema: schema,
                additive: ["x"]
            )
        }
        #expect(
            error?.description
                == "error: the total of column 'x' does not fit into 128 bits [total-overflow]"
        )
    }

    @Test("an amount in another currency than its row says")
    func otherCurrency() throws {
        let rows = try SampleMail.rows([SampleMail.small[0]])
        var columns = rows.columns
        columns[2] = .text(TextArray(["SEK"]))
        let error = #expect(throws: PipelineError.self) {
            try SampleMail.mail([SampleMail.batch(SampleMail.schema, columns)])
        }
        #expect(
            error?.description == """
                row 1: error: column 'captured' is in NOK, but 'currency' is 'SEK' \
                [mixed-currencies]
                  = fix: write the amount's own currency into the column 'currency', or drop \
                that column
                """
        )
    }

    @Test("a time zone that does not exist")
    func unknownTimeZone() throws {
        let run = try SampleMail.run(timeZone: "Europe/Olso")
        let error = #expect(throws: PipelineError.self) { try SampleMail.mail([], run: run) }
        #expect(
            error?.description == """
                error: the system knows no time zone 'Europe/Olso' [unknown-time-zone]
                  = fix: write an IANA name such as Europe/Oslo, and install the tzdata package
                """
        )
    }
}
