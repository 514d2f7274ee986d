// SPDX-License-Identifier: Apache-2.0

import FjordKit
import XML

extension ErrorCode {
    /// A settlement file that is none, or breaks the vendor's description.
    static let settlementFile = ErrorCode("vipps-settlement-file")
    /// A settlement file that ends before it should.
    static let incompleteSettlementFile = ErrorCode("vipps-settlement-file-incomplete")
}

/// The wording of what can be wrong with settlement files.
enum SettlementFaults {
    private static let fetchAgain = "download it again; if it stays so, report it to the vendor"

    private static func fault(
        _ message: String,
        at place: String?,
        fix: String = fetchAgain,
        _ code: ErrorCode = .settlementFile
    ) -> PipelineError {
        PipelineError(code, at: .data(DataPlace(path: place)), message, fix: fix)
    }

    static func noPaths(_ options: StageOptions) -> PipelineError {
        options.fault(
            .settlementFile,
            in: "path",
            "'path' lists no file",
            fix: "write a path or a pattern, as in path: settlements/*.xml"
        )
    }

    // Files that are something else

    static func emptyFile() -> PipelineError {
        fault("the file is empty", at: nil, .incompleteSettlementFile)
    }

    static func document() -> PipelineError {
        fault(
            "the file is a PDF",
            at: nil,
            fix: "download the report as XML: a PDF has totals only"
        )
    }

    static func otherRoot(_ name: XMLName, at place: XMLPlace) -> PipelineError {
        guard name.local == "SettlementReport" else {
            return fault(
                "the file is XML, but a '\(name.local)' and no SettlementReport",
                at: place.description,
                fix: "download the settlement report as XML"
            )
        }
        return fault(
            "the report is of no version that Fjord knows: its namespace is '\(name.namespace ?? "")'",
            at: place.description,
            fix: "versions 2.0 and 3.0 are known; install a newer version of fjord"
        )
    }

    static func noSettlements(at place: String?) -> PipelineError {
        fault("the file has no settlement", at: place, .incompleteSettlementFile)
    }

    // XML

    static func missing(
        _ name: String,
        in record: String,
        beginning: XMLPlace,
        at place: XMLPlace
    ) -> PipelineError {
        fault(
            "the \(record) of line \(beginning.line) has no \(name) before this place",
            at: place.description
        )
    }

    static func twice(_ name: String, in record: String, at place: XMLPlace) -> PipelineError {
        fault("a second \(name) in one \(record)", at: place.description)
    }

    static func nested(_ name: String, at place: XMLPlace) -> PipelineError {
        fault("'\(name)' stands within a value", at: place.description)
    }

    static func strayText(in record: String, at place: XMLPlace) -> PipelineError {
        fault("text stands between the elements of a \(record)", at: place.description)
    }

    static func value(
        _ text: String,
        of name: String,
        _ what: String,
        at place: XMLPlace
    ) -> PipelineError {
        fault("\(name) '\(shortened(text))' \(what)", at: place.description)
    }

    static func sumTooLarge(line: Int) -> PipelineError {
        fault("the amounts add up to more than money can hold", at: "line \(line)")
    }

    // CSV

    static func value(
        _ text: String,
        of name: String,
        _ what: String,
        line: Int
    ) -> PipelineError {
        fault("\(name) '\(shortened(text))' \(what)", at: "line \(line)")
    }

    static func longLine(_ line: Int, limit: Int) -> PipelineError {
        fault(
            "the line has more than \(limit >> 10) KiB",
            at: "line \(line)",
            fix: "check that this is a settlement report in CSV or XML"
        )
    }

    static func notUTF8(line: Int) -> PipelineError {
        fault(
            "the line is not UTF-8",
            at: "line \(line)",
            fix: "save the file as UTF-8, for example with 'iconv -f WINDOWS-1252 -t UTF-8'"
        )
    }

    static func otherLine(_ line: CSVLine) -> PipelineError {
        fault(
            "a row of a settlement report begins with SettlementInfo, TransactionInfo or FeeInfo, this one with "
                + "'\(shortened(line.fields[0]))'",
            at: "line \(line.number)",
            fix:
                "download the report as XML; if this is one with other columns, read it with fetch: file"
        )
    }

    static func rowBeforeHeader(_ name: String, line: Int) -> PipelineError {
        fault("the first \(name) row names no columns", at: "line \(line)")
    }

    static func missingColumn(_ column: String, in name: String, line: Int) -> PipelineError {
        fault("the header of the \(name) rows has no column \(column)", at: "line \(line)")
    }

    static func columnTwice(_ column: String, in name: String, line: Int) -> PipelineError {
        fault("the header of the \(name) rows has two columns \(column)", at: "line \(line)")
    }

    static func shortRow(_ count: Int, _ section: CSVSection, _ line: CSVLine) -> PipelineError {
        guard !line.isUnfinished else { return cutFile(line: line.number) }
        return fault(
            "the \(section.name) row has \(count) values, its header \(section.count)",
            at: "line \(line.number)"
        )
    }

    static func longRow(_ count: Int, _ section: CSVSection, _ line: Int) -> PipelineError {
        fault(
            "the \(section.name) row has \(count) values, its header \(section.count): a comma stands within a "
                + "value, and nothing tells which",
            at: "line \(line)",
            fix:
                "put double quotes around the value that holds the comma, or download the report as XML"
        )
    }

    static func settlementTwice(_ head: SettlementHead) -> PipelineError {
        fault("the file has a second settlement \(head.payoutNumber)", at: "line \(head.line)")
    }

    static func missingTransactions(
        _ head: SettlementHead,
        _ declared: Int64,
        _ counted: Int64
    ) -> PipelineError {
        fault(
            "\(head.name) declares \(declared) transactions and the file has \(counted)",
            at: nil,
            .incompleteSettlementFile
        )
    }

    static func cutFile(line: Int) -> PipelineError {
        fault("the file ends in the middle of a row", at: "line \(line)", .incompleteSettlementFile)
    }

    private static func shortened(_ text: String) -> String {
        text.count > 40 ? "\(text.prefix(40))…" : text
    }

    // Findings

    static func brokenTotals(_ file: String, _ count: Int, _ examples: [String]) -> Finding {
        Finding(
            .warning,
            rule: "settlement-totals",
            "'\(file)' declares totals that its transactions do not add up to",
            count: count,
            examples: examples
        )
    }

    static func otherNets(_ file: String, _ count: Int, _ examples: [String]) -> Finding {
        Finding(
            .warning,
            rule: "settlement-net",
            "'\(file)' declares net amounts that are not gross and fee together; netAmount is their sum",
            count: count,
            examples: examples
        )
    }

    static func unplacedTimes(_ file: String, _ count: Int) -> Finding {
        Finding(
            .warning,
            rule: "settlement-time-zone",
            "'\(file)' has times without an offset from UTC; time is null there, transactionDate is not",
            count: count
        )
    }

    static func repairedLines(_ file: String, _ count: Int, _ examples: [String]) -> Finding {
        Finding(
            .warning,
            rule: "settlement-commas",
            "'\(file)' has rows with a comma too many; only one reading makes every value fit, and it was taken",
            count: count,
            examples: examples
        )
    }

    static func feeLines(_ file: String, _ count: Int) -> Finding {
        Finding(
            .notice,
            rule: "settlement-fee-lines",
            "'\(file)' lists fees of gross settlement by themselves, which become no rows",
            count: count
        )
    }
}

extension AmountText.Fault {
    /// Behind the name and text of a value.
    var words: String {
        switch self {
        case .notAnAmount: "is no amount such as 249.00"
        case .tooManyDecimals: "has more decimals than its currency"
        case .tooLarge: "is larger than money can hold"
        }
    }
}
