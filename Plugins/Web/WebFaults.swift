// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension ErrorCode {
    /// Keys of a connection that do not go together.
    static let keysDoNotFit = ErrorCode("http-keys-do-not-fit")
    /// A URL of a stage that leads nowhere.
    static let unusableURL = ErrorCode("http-unusable-url")
    /// Options of paging that do not go together.
    static let unclearPaging = ErrorCode("http-unclear-paging")
    /// A page without records where they should be, or that does not say how to go on.
    static let unexpectedPage = ErrorCode("http-unexpected-page")
    /// Options of a format, or of days, that do not go together.
    static let optionsDoNotFit = ErrorCode("http-options-do-not-fit")
    /// Pages that go round in a circle, or are too many.
    static let endlessPages = ErrorCode("http-endless-pages")
}

/// The wording of what can go wrong with web services beyond HTTP itself.
enum WebFault {
    static func baseURLMissing(_ options: StageOptions) -> PipelineError {
        options.fault(
            .keysDoNotFit,
            in: "auth",
            "there are keys, but no 'base_url' says which server may see them",
            fix: "add 'base_url', as in 'base_url: https://api.example.com'"
        )
    }

    static func headerTwice(_ name: String, _ options: StageOptions) -> PipelineError {
        options.fault(
            .keysDoNotFit,
            in: "headers",
            "'headers' holds a header '\(name)', and 'auth' makes another one",
            fix: "remove one of them"
        )
    }

    static func missingKey(
        _ key: String,
        _ auth: WebProof.Kind,
        _ options: StageOptions
    ) -> PipelineError {
        options.fault(
            .keysDoNotFit,
            in: "auth",
            "'auth: \(auth.rawValue)' needs a '\(key)'",
            fix: "add it, as in '\(key): ${env:API_\(key.uppercased())}'"
        )
    }

    static func unusedKey(
        _ key: String,
        _ auth: WebProof.Kind,
        _ options: StageOptions
    ) -> PipelineError {
        options.fault(
            .keysDoNotFit,
            in: key,
            "'\(key)' is for 'auth: \(auth.rawValue)' only",
            fix: "write 'auth: \(auth.rawValue)', or remove '\(key)'"
        )
    }

    static func keyTwice(_ options: StageOptions) -> PipelineError {
        options.fault(
            .keysDoNotFit,
            in: "key_parameter",
            "'key_header' and 'key_parameter' both say where the key goes",
            fix: "remove one of them"
        )
    }

    static func unknownClientAuth(_ options: StageOptions) -> PipelineError {
        options.fault(
            .keysDoNotFit,
            in: "client_auth",
            "'client_auth' is neither 'basic' nor 'form'",
            fix:
                "write 'client_auth: form' if the token's server wants client and secret in the body"
        )
    }

    static func tokenFieldTwice(_ name: String, _ options: StageOptions) -> PipelineError {
        options.fault(
            .keysDoNotFit,
            in: "token_fields",
            "'token_fields' sets '\(name)', which has an option of its own",
            fix: "remove it from 'token_fields'"
        )
    }

    static func relativeURL(_ options: StageOptions) -> PipelineError {
        options.fault(
            .unusableURL,
            in: "url",
            "'\(options.text("url"))' is no absolute URL, and there is no base_url to go on from",
            fix: "begin it with https://, or name a connection that has a base_url"
        )
    }

    static func fragment(_ options: StageOptions) -> PipelineError {
        options.fault(
            .unusableURL,
            in: "url",
            "'url' has a part behind '#', which no server ever sees",
            fix: "remove that part, or write '%23' if the server shall see it"
        )
    }

    static func uselessOption(
        _ option: String,
        _ mode: Paging.Mode,
        _ options: StageOptions
    ) -> PipelineError {
        options.fault(
            .unclearPaging,
            in: option,
            "'\(option)' means nothing with 'paging: \(mode.rawValue)'",
            fix: "remove it, or choose another 'paging'"
        )
    }

    static func parameterTwice(_ name: String, _ options: StageOptions) -> PipelineError {
        options.fault(
            .unclearPaging,
            in: "query",
            "'query' sets '\(name)', which paging sets for each page",
            fix: "remove it from 'query'"
        )
    }

    static func pageSizeMissing(_ options: StageOptions) -> PipelineError {
        options.fault(
            .unclearPaging,
            in: "page_size_parameter",
            "'page_size_parameter' needs a 'page_size' to ask for",
            fix: "add it, as in 'page_size: 100'"
        )
    }

    static func cursorPathMissing(_ options: StageOptions) -> PipelineError {
        options.fault(
            .unclearPaging,
            in: "paging",
            "'paging: cursor' needs a 'cursor_at'",
            fix:
                "say where in each page the cursor of the next one stands, as in 'cursor_at: meta.cursor'"
        )
    }

    static func twoTotals(_ options: StageOptions) -> PipelineError {
        options.fault(
            .unclearPaging,
            in: "total_at",
            "'pages_at' and 'total_at' both say how many pages there are",
            fix: "remove one of them"
        )
    }
}

extension WebFault {
    static func jsonOnly(
        _ option: String,
        _ format: String,
        _ options: StageOptions
    ) -> PipelineError {
        options.fault(
            .optionsDoNotFit,
            in: option,
            "'\(option)' names a place in JSON, and the answers are \(format)",
            fix: "remove it, or write 'format: json'"
        )
    }

    static func namelessColumns(_ options: StageOptions) -> PipelineError {
        options.fault(
            .optionsDoNotFit,
            in: "schema",
            "answers without a header name no further columns",
            fix:
                "list all columns in their order, or leave the schema out: they are then called column1, "
                + "column2 and so on"
        )
    }

    static func needsDays(_ option: String, _ options: StageOptions) -> PipelineError {
        options.fault(
            .optionsDoNotFit,
            in: option,
            "'\(option)' means nothing without 'partition: day'",
            fix: "remove it, or write 'partition: day'"
        )
    }

    static func dayWithoutDays(_ options: StageOptions) -> PipelineError {
        options.fault(
            .optionsDoNotFit,
            in: "url",
            "${date} is the day of a partition, and there is one partition for the whole window",
            fix: "write 'partition: day', or ${window.start} and ${window.end}"
        )
    }

    static func daysWithoutDay(_ options: StageOptions) -> PipelineError {
        options.fault(
            .optionsDoNotFit,
            in: "partition",
            "every day would ask for the same: neither 'url' nor 'query' names the day",
            fix:
                "put ${date} where the day belongs, as in 'query: {date: \"${date}\"}'; where the pipeline "
                + "has a parameter 'date', that one is meant: give it another name"
        )
    }

    static func unknownZone(_ name: String, _ options: StageOptions) -> PipelineError {
        options.fault(
            .optionsDoNotFit,
            in: "timezone",
            "there is no time zone '\(name)'",
            fix: "name one as in 'timezone: Europe/Oslo'"
        )
    }

    static func recordsNotAList(_ path: String, found: String, page: Int) -> PipelineError {
        let isWhole = path.isEmpty
        return unexpected(
            isWhole
                ? "the page is no list of records, but \(found)"
                : "at '\(path)' there is no list of records, but \(found)",
            fix: isWhole
                ? "say with 'records' where in the page the list stands"
                : "correct 'records', which says where the list stands",
            page: page,
            path: path
        )
    }

    static func recordsMissing(
        _ path: String,
        in document: JSONDocument?,
        page: Int
    ) -> PipelineError {
        unexpected(
            "at '\(path)' there is no list of records: \(present(path, in: document))",
            fix: "correct 'records', which says where the list stands",
            page: page,
            path: path
        )
    }

    static func notACount(_ path: String, found: JSONDocument?, page: Int) -> PipelineError {
        unexpected(
            "at '\(path)' there is no whole number, but \(phrase(found))",
            fix: "correct the path, or leave it out: an empty page is an end as well",
            page: page,
            path: path
        )
    }

    static func notALink(_ path: String, found: JSONDocument?, page: Int) -> PipelineError {
        unexpected(
            "at '\(path)' nothing leads to the next page, but there is \(phrase(found))",
            fix: "correct the path",
            page: page,
            path: path
        )
    }

    static func notBoolean(_ path: String, found: JSONDocument?, page: Int) -> PipelineError {
        unexpected(
            "at '\(path)' there is neither true nor false, but \(phrase(found))",
            fix: "correct 'has_more_at', or leave it out",
            page: page,
            path: path
        )
    }

    static func linkMissing(_ path: String, page: Int) -> PipelineError {
        unexpected(
            "the page says that there is more, but nothing leads to the next page",
            fix:
                "check where the next page is named; if it is, report this to whoever runs the "
                + "server",
            page: page,
            path: path
        )
    }

    static func unusableLink(_ link: String, page: Int) -> PipelineError {
        unexpected(
            "the link to the next page is no web address: "
                + "'\(Secrets.masked(String(link.prefix(80))))'",
            fix: "if it is a cursor, use 'paging: cursor'",
            page: page,
            path: nil
        )
    }

    static func insecureLink(page: Int) -> PipelineError {
        unexpected(
            "the link to the next page goes from https to http, without encryption",
            fix: "report this to whoever runs the server",
            page: page,
            path: nil
        )
    }

    static func repeatedLink(page: Int) -> PipelineError {
        endless(
            "the page leads to one that was read before, so that reading on would never end",
            fix:
                "check where the next page is named; if that is right, report it to whoever "
                + "runs the server",
            page: page
        )
    }

    static func repeatedPage(_ parameter: String, page: Int) -> PipelineError {
        endless(
            "the first \(page) pages are the same: the server takes no notice of '\(parameter)'",
            fix: "find out by which parameter this server counts pages, or write 'paging: none'",
            page: page
        )
    }

    static func tooManyPages(_ limit: Int) -> PipelineError {
        endless(
            "there are more than \(limit) pages",
            fix: "set 'max_pages' higher if that is right",
            page: nil
        )
    }

    private static func unexpected(
        _ message: String,
        fix: String,
        page: Int,
        path: String?
    ) -> PipelineError {
        let place = DataPlace(page: page, path: path?.isEmpty ?? true ? nil : path)
        return PipelineError(.unexpectedPage, at: .data(place), message, fix: fix)
    }

    private static func endless(_ message: String, fix: String, page: Int?) -> PipelineError {
        PipelineError(.endlessPages, at: .data(DataPlace(page: page)), message, fix: fix)
    }

    /// What a value is, as a sentence says it.
    private static func phrase(_ value: JSONDocument?) -> String {
        switch value {
        case nil, .null: "nothing"
        case .boolean(let value): "\(value)"
        case .number(let digits): "the number \(digits.prefix(40))"
        case .string: "a text"
        case .list: "a list"
        case .object: "an object"
        }
    }

    private static let mostNames = 8

    /// What stands on the way to a path as far as there is a way.
    private static func present(_ path: String, in document: JSONDocument?) -> String {
        guard var found = document else { return "nothing of it is there" }
        var passed: [String] = []
        for key in path.pathKeys {
            guard let inner = found[key] else { break }
            found = inner
            passed.append(key)
        }
        let owner = passed.isEmpty ? "the page" : "'\(passed.joined(separator: "."))'"
        guard case .object(let members) = found else { return "\(owner) is \(phrase(found))" }
        guard !members.isEmpty else { return "\(owner) is empty" }
        let names = members.keys.sorted().map { "'\($0.prefix(40))'" }
        let shown = names.prefix(mostNames).joined(separator: ", ")
        return "\(owner) has \(shown)" + (names.count > mostNames ? ", …" : "")
    }
}
