// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Decodes integers of minor units together with the currency that another field of the record names.
struct MoneyFieldDecoder: ~Copyable {
    private var fault: ValueFault?
    private let field: Int
    private let currencyField: Int
    private var nulls = NullSlots()
    private var minorUnits = ValuesBuilder<Int64>(capacity: RecordWalk.chunkRows)
    /// The currency of all amounts so far; nil before the first.
    private var only: Currency?
    /// A code per slot, once a second currency has come.
    private var codes: ValuesBuilder<UInt16>?
    /// The three letters of the latest currency, and what they mean.
    private var latestLetters: UInt64 = 0
    private var latest = Currency(packed: 0)

    init(field: Int, currencyField: Int) {
        self.field = field
        self.currencyField = currencyField
    }

    mutating func append(_ chunk: borrowing RecordChunk) -> ValueFault? {
        fault = nil
        let tokens = chunk.tokens(ofField: field)
        let currencies = chunk.tokens(ofField: currencyField)
        let page = chunk.page.paddedSpan
        minorUnits.reserve(tokens.count)
        for row in tokens.indices {
            let token = tokens[row]
            if token.isNull {
                putNull()
                continue
            }
            switch IntegerReading().read(page, token.start, token.end) {
            case .failure(let found):
                note(found.kind, row, token)
            case .success(let amount):
                guard isCurrency(currencies[row], chunk, row) else { continue }
                put(amount)
            }
        }
        return fault
    }

    /// Makes the row's currency the latest; if it is none, the row's slot is null.
    @inline(__always)
    private mutating func isCurrency(
        _ token: ValueToken,
        _ chunk: borrowing RecordChunk,
        _ row: Int
    ) -> Bool {
        let letters = chunk.source(of: token).paddedSpan.word(at: token.start) & 0xFF_FFFF_FFFF
        if token.end &- token.start == 5, letters == latestLetters { return true }
        return isNewCurrency(token, chunk, row, letters)
    }

    private mutating func isNewCurrency(
        _ token: ValueToken,
        _ chunk: borrowing RecordChunk,
        _ row: Int,
        _ letters: UInt64
    ) -> Bool {
        guard !token.isNull else {
            note(.missingCurrency, row, token)
            return false
        }
        let bytes = chunk.source(of: token).paddedSpan, start = token.start
        guard bytes[start] == .quote, token.end - start == 5,
            let currency = Currency(bytes[start + 1], bytes[start + 2], bytes[start + 3])
        else {
            note(.unknownCurrency, row, token)
            return false
        }
        (latestLetters, latest) = (letters, currency)
        return true
    }

    @inline(__always)
    private mutating func put(_ amount: Int64) {
        if codes == nil, only != latest { become(latest) }
        codes?.append(latest.code)
        minorUnits.put(amount)
    }

    /// Notes the first currency, or starts to note one per slot.
    private mutating func become(_ currency: Currency) {
        guard let only else {
            self.only = currency
            return
        }
        var codes = ValuesBuilder<UInt16>(capacity: RecordWalk.chunkRows)
        for _ in 0..<minorUnits.count { codes.append(only.code) }
        self.codes = consume codes
    }

    private mutating func putNull() {
        nulls.append(minorUnits.count)
        codes?.append(0)
        minorUnits.put(0)
    }

    private mutating func note(_ kind: ValueFault.Kind, _ row: Int, _ token: ValueToken) {
        if fault == nil { fault = ValueFault(kind: kind, row: row, field: field, token: token) }
        putNull()
    }

    private mutating func takeCurrencies() -> MoneyArray.Currencies {
        defer { only = nil }
        guard let codes = codes.take() else { return .one(only ?? Currency(packed: 0)) }
        return .perSlot(codes.finish())
    }

    mutating func finish() -> Column {
        let count = minorUnits.count
        var finished = ValuesBuilder<Int64>(capacity: count)
        swap(&finished, &minorUnits)
        let currencies = takeCurrencies()
        let validity = nulls.takeValidity(count: count)
        return .money(MoneyArray(finished.finish(), currencies, validity: validity))
    }
}
