// SPDX-License-Identifier: Apache-2.0

import FjordKit

extension Paging {
    /// The words behind `paging`, the default first.
    enum Mode: String, CaseIterable {
        case none
        case page
        case offset
        case cursor
        case link
    }

    /// The options of paging, in the order in which help shows them.
    static let options: [OptionSpec] = [
        .choice(
            "paging",
            "How pages follow one another: not at all, by page number, by the number of records before "
                + "the page, by a cursor that each page names, or by a link to the next one.",
            Mode.allCases.map(\.rawValue)
        ),
        OptionSpec("page_size", .integer(1...1_000_000), "How many records a page has."),
        .optionalText(
            "page_size_parameter",
            "The query parameter that asks for pages of 'page_size' records."
        ),
        .optionalText(
            "page_parameter",
            "The query parameter that takes the number of the page; 'page', if left out."
        ),
        OptionSpec(
            "first_page",
            .integer(0...1_000_000),
            "The number of the first page; 1, if left out."
        ),
        .optionalText(
            "offset_parameter",
            "The query parameter that takes the number of records before the page; 'offset', if left out."
        ),
        .optionalText(
            "pages_at",
            "The path in the first page where the number of pages stands, such as 'meta.totalPages'."
        ),
        .optionalText(
            "total_at",
            "The path in the first page where the number of all records stands, such as 'meta.total'."
        ),
        OptionSpec(
            "end_status",
            .integer(400...599),
            "The status that means that there is no such page, such as 404; never for the first one."
        ),
        .optionalText(
            "cursor_at",
            "The path in each page where the cursor of the next one stands, such as 'meta.cursor'."
        ),
        .optionalText(
            "cursor_parameter",
            "The query parameter that takes the cursor; 'cursor', if left out."
        ),
        .optionalText(
            "next_at",
            "The path in each page where the URL of the next one stands, such as 'links.next'; if left "
                + "out, the header 'Link' tells it."
        ),
        .optionalText(
            "has_more_at",
            "The path in each page where true or false tells whether there is a next one."
        ),
        .int(
            "max_pages",
            "How many pages may come; more are an error, so that no source is read for ever.",
            in: 1...100_000_000,
            default: 100_000
        ),
    ]

    /// The options that name a path in JSON pages.
    static let pathOptions = ["pages_at", "total_at", "cursor_at", "next_at", "has_more_at"]

    /// For each option that not every mode has a use for, the modes that have.
    private static let uses: [(option: String, modes: Set<Mode>)] = [
        ("page_size", [.page, .offset, .cursor, .link]),
        ("page_size_parameter", [.page, .offset, .cursor, .link]),
        ("page_parameter", [.page]),
        ("first_page", [.page]),
        ("offset_parameter", [.offset]),
        ("pages_at", [.page, .offset]),
        ("total_at", [.page, .offset]),
        ("end_status", [.page, .offset]),
        ("cursor_at", [.cursor]),
        ("cursor_parameter", [.cursor]),
        ("next_at", [.link]),
        ("has_more_at", [.cursor, .link]),
    ]

    /// Reads the options of paging.
    ///
    /// - Throws: The first option that has no use, is missing or stands twice.
    init(_ options: StageOptions) throws {
        guard let mode = Mode(rawValue: options.text("paging")) else {
            preconditionFailure("the spec lists all modes")
        }
        for (option, modes) in Self.uses where !modes.contains(mode) && options.has(option) {
            throw WebFault.uselessOption(option, mode, options)
        }
        switch mode {
        case .none, .cursor, .link: self = .chained(try ChainedPaging(mode, options))
        case .page, .offset: self = .numbered(try NumberedPaging(mode, options))
        }
        let own = Set((options.mapping("query") ?? []).map(\.name))
        for item in firstQuery + cursorQuery where own.contains(item.name) {
            throw WebFault.parameterTwice(item.name, options)
        }
    }

    private var cursorQuery: [HTTPQueryItem] {
        guard case .chained(let paging) = self, case .cursor(_, let parameter) = paging.link else {
            return []
        }
        return [HTTPQueryItem(parameter, "")]
    }

    /// The query parameter that sets how many records a page has.
    fileprivate static func sizeQuery(_ options: StageOptions) throws -> [HTTPQueryItem] {
        guard let parameter = options.optionalText("page_size_parameter") else { return [] }
        guard let size = options.optionalInt("page_size") else {
            throw WebFault.pageSizeMissing(options)
        }
        return [HTTPQueryItem(parameter, String(size))]
    }
}

extension NumberedPaging {
    fileprivate init(_ mode: Paging.Mode, _ options: StageOptions) throws {
        unit = mode == .page ? .pages : .records
        parameter =
            mode == .page
            ? options.optionalText("page_parameter") ?? "page"
            : options.optionalText("offset_parameter") ?? "offset"
        first = mode == .page ? options.optionalInt("first_page") ?? 1 : 0
        pageSize = options.optionalInt("page_size")
        sizeQuery = try Paging.sizeQuery(options)
        pagesAt = options.optionalText("pages_at")
        totalAt = options.optionalText("total_at")
        if pagesAt != nil, totalAt != nil { throw WebFault.twoTotals(options) }
        endStatus = options.optionalInt("end_status")
        maxPages = options.int("max_pages")
    }
}

extension ChainedPaging {
    fileprivate init(_ mode: Paging.Mode, _ options: StageOptions) throws {
        switch mode {
        case .cursor:
            guard let path = options.optionalText("cursor_at") else {
                throw WebFault.cursorPathMissing(options)
            }
            let parameter = options.optionalText("cursor_parameter") ?? "cursor"
            link = .cursor(path: path, parameter: parameter)
        case .link:
            link = options.optionalText("next_at").map { .url(path: $0) } ?? .header
        case .none, .page, .offset:
            link = .none
        }
        hasMoreAt = options.optionalText("has_more_at")
        sizeQuery = try Paging.sizeQuery(options)
        maxPages = options.int("max_pages")
    }
}

extension StageOptions {
    /// Whether a text or whole number was given.
    fileprivate func has(_ name: String) -> Bool {
        optionalText(name) != nil || optionalInt(name) != nil
    }
}
