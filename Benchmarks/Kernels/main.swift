// SPDX-License-Identifier: Apache-2.0

import Columnar
import Expressions
import FjordKit
import Formats

// Nanoseconds per row, or bytes per second, of what a run spends its time in: the best of seven passes.
// `Benchmarks/run` builds and runs it; an argument measures those whose name begins
// with it, a second one names a file of at least 64 MiB to compress in place of the built-in lines.

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

let plain = try CommandLine.arguments.dropFirst(2).first.map { path in
    try FileSlice(path: path, range: 0..<64 << 20).read()
}
try FormatKernels(data, report, compressing: plain).measure()
