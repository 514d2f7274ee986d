// SPDX-License-Identifier: Apache-2.0

import Columnar

/// Finds out what names mean and types are; collects every fault rather than stopping at the first.
///
/// A part that has a fault gives nil, and what contains it gives nil without a fault of its own.
struct Checker {
    let scope: ExpressionScope
    /// Whether aggregate calls are allowed, and what has been found of them.
    var aggregates: AggregateCollection?
    var faults: [ExpressionFault] = []
    private(set) var columns: Set<String> = []
    private(set) var parameters: Set<String> = []

    init(scope: ExpressionScope, aggregates: AggregateCollection? = nil) {
        self.scope = scope
        self.aggregates = aggregates
    }

    mutating func check(_ node: SyntaxNode) -> CheckedExpression? {
        switch node.kind {
        case .column(let name, let isQuoted): column(name, isQuoted: isQuoted, node.range)
        case .parameter(let name): parameter(name, node.range)
        case .literal(let literal): self.literal(literal, node.range)
        case .unary(let operation, let operand): unary(operation, operand, node.range)
        case .binary(let operation, let left, let right):
            binary(operation, left, right, node.range)
        case .junction(let junction, let operands): self.junction(junction, operands, node.range)
        case .isTest(let operand, let test, let isNegated):
            isTest(operand, test, isNegated: isNegated, node.range)
        case .isDistinct(let left, let right, let isNegated):
            isDistinct(left, right, isNegated: isNegated, node.range)
        case .inList(let value, let items, let isNegated):
            inList(value, items, isNegated: isNegated, node.range)
        case .between(let value, let low, let high, let isNegated):
            between(value, low, high, isNegated: isNegated, node.range)
        case .like(let like): self.like(like, node.range)
        case .choice(let operand, let branches, let otherwise):
            choice(operand, branches, otherwise, node.range)
        case .cast(let value, let type, let isTry): cast(value, type, isTry: isTry, node.range)
        case .call(let call): self.call(call, node.range)
        }
    }

    /// Notes a fault and gives nothing.
    mutating func fail(_ fault: ExpressionFault) -> CheckedExpression? {
        faults.append(fault)
        return nil
    }

    // MARK: Names

    private mutating func column(
        _ name: String,
        isQuoted: Bool,
        _ range: Range<Int>
    ) -> CheckedExpression? {
        if let aggregates, !aggregates.isInsideCall {
            return groupedColumn(name, aggregates.by, range)
        }
        guard let index = scope.schema.index(of: name) else {
            return fail(.unknownColumn(name, isQuoted: isQuoted, range, among: scope.schema.names))
        }
        columns.insert(name)
        let type = scope.schema.fields[index].type
        return CheckedExpression(kind: .column(index, name), type: type, range: range)
    }

    /// Outside an aggregate call only the columns of `by` have one value for a group.
    private mutating func groupedColumn(
        _ name: String,
        _ by: [Field],
        _ range: Range<Int>
    ) -> CheckedExpression? {
        guard let index = by.firstIndex(where: { $0.name == name }) else {
            guard scope.schema.field(named: name) != nil else {
                let names = scope.schema.names
                return fail(.unknownColumn(name, isQuoted: false, range, among: names))
            }
            return fail(.columnOutsideAggregate(name, range))
        }
        columns.insert(name)
        return CheckedExpression(kind: .column(index, name), type: by[index].type, range: range)
    }

    private mutating func parameter(_ name: String, _ range: Range<Int>) -> CheckedExpression? {
        guard let value = scope.parameters[name] else {
            return fail(.unknownParameter(name, range, among: scope.parameters.keys.sorted()))
        }
        parameters.insert(name)
        return CheckedExpression(kind: .constant(value), type: value.type, range: range)
    }

    // MARK: Literals

    private mutating func literal(_ literal: Literal, _ range: Range<Int>) -> CheckedExpression? {
        switch literal {
        case .null: constant(.null(nil), range)
        case .boolean(let value): constant(.boolean(value), range)
        case .text(let text): constant(.text(text), range)
        case .number(let digits): number(digits, range)
        case .date(let text): constant(dateText: text, range)
        case .timestamp(let text): constant(timestampText: text, range)
        }
    }

    func constant(_ value: ScalarValue, _ range: Range<Int>) -> CheckedExpression {
        CheckedExpression(kind: .constant(value), type: value.type, range: range)
    }

    mutating func constant(dateText text: String, _ range: Range<Int>) -> CheckedExpression? {
        guard let day = CalendarDate(iso: text) else { return fail(.malformedDate(text, range)) }
        return constant(.date(day.daysSinceEpoch), range)
    }

    mutating func constant(timestampText text: String, _ range: Range<Int>) -> CheckedExpression? {
        guard let instant = TimestampText.parse(text) else {
            return fail(.malformedTimestamp(text, range))
        }
        return constant(.timestamp(instant), range)
    }

    /// Digits are an int64, with a point or past 64 bits a decimal, with an exponent a float64.
    private mutating func number(_ digits: String, _ range: Range<Int>) -> CheckedExpression? {
        if digits.contains(where: { "eE".contains($0) }) {
            guard let value = Double(digits), value.isFinite else {
                return fail(.floatLiteralTooLarge(digits, range))
            }
            if value == 0,
                digits.prefix(while: { !"eE".contains($0) }).contains(where: { "1"..."9" ~= $0 })
            {
                return fail(.floatLiteralTooSmall(digits, range))
            }
            return constant(.float64(value), range)
        }
        guard let parsed = DecimalText.parse(digits.utf8Span.span),
            parsed.scale <= DataType.maximumPrecision
        else { return fail(.tooManyDigits(digits, range)) }
        if !parsed.hasPoint, let value = Int64(exactly: parsed.digits) {
            return constant(.int64(value), range)
        }
        let precision = max(PowersOfTen.digitCount(parsed.digits), parsed.scale)
        return constant(.decimal(parsed.digits, precision: precision, scale: parsed.scale), range)
    }

    // MARK: Building

    /// A call, evaluated now if all its arguments are constants and no fault arises.
    ///
    /// One with a fault is left for the run, since no row may ever ask for it.
    func called(
        _ form: SQLForm,
        _ arguments: [CheckedExpression],
        type: DataType,
        _ range: Range<Int>,
        isStrict: Bool = true,
        _ kernel: @escaping Kernel
    ) -> CheckedExpression {
        let call = KernelCall(form: form, arguments: arguments, isStrict: isStrict, kernel: kernel)
        let expression = CheckedExpression(kind: .call(call), type: type, range: range)
        guard arguments.allSatisfy({ $0.constant != nil }) else { return expression }
        var evaluator = Evaluator(.oneRowWithoutColumns)
        let result = evaluator.evaluate(expression, Selection(all: 1))
        guard evaluator.faults.first == nil, let value = result.constant else { return expression }
        return constant(value, range)
    }

    func negated(_ operand: CheckedExpression?, if isNegated: Bool, _ range: Range<Int>)
        -> CheckedExpression?
    {
        guard isNegated, let operand else { return operand }
        return called(.prefix("not"), [operand], type: .boolean, range, LogicKernels.negation)
    }
}

extension RecordBatch {
    /// What constant parts are evaluated over.
    static var oneRowWithoutColumns: RecordBatch {
        let origin = BatchOrigin(partition: nil, runs: [])
        return RecordBatch(schema: Schema([]), columns: [], rowCount: 1, origin: origin)
    }
}
