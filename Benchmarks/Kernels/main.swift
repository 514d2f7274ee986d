// SPDX-License-Identifier: Apache-2.0

import Columnar
import Expressions

// Nanoseconds per row of the kernels that a run spends its time in, the best of seven passes over a million rows.
// `Benchmarks/run` builds and runs it; an argument measures those whose name begins with it.

let data = KernelData(rowCount: 1_000_000)
let report = KernelReport(rowCount: data.rowCount, prefix: CommandLine.arguments.dropFirst().first)

for expression in [
    "amount > 100", "a + b", "entryType in ('capture', 'refund')",
    "split_part(recipientHandle, ':', 2)", "money * 0.25", "to_date(instant, 'Europe/Oslo')",
] {
    let scope = ExpressionScope(schema: data.schema)
    let compiled = try CompiledExpression.compile(expression, in: scope)
    try report.measure(expression) {
        for batch in data.batches { _ = try compiled.evaluate(batch) }
    }
}

for (name, keys, calls) in [
    ("group by entryType, day", ["entryType", "day"], ["count(*)", "sum(money)", "min(money)"]),
    ("group by nothing", [], ["count(*)", "sum(money)", "max(money)"]),
    ("count(distinct reference)", [], ["count(distinct reference)"]),
] {
    try report.measure(name) { try data.aggregate(calls, by: keys) }
}
