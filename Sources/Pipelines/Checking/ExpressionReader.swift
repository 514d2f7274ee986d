// SPDX-License-Identifier: Apache-2.0

import Columnar
import Diagnostics
import Expressions

/// Compiles the expressions of a pipeline and places their faults in its file.
struct ExpressionReader {
    let text: DefinitionText
    let parameters: [String: ScalarValue]
    /// Parameters that are declared but faulty; using one is no further fault.
    let faultyParameters: Set<String>

    /// Compiles the condition of a filter; nil if that failed, which has been reported.
    func condition(_ node: YAMLNode, in schema: Schema) -> CompiledExpression? {
        guard let written = written(node, false) else { return nil }
        do throws(ExpressionFaults) {
            return try CompiledExpression.compileCondition(written, in: scope(schema))
        } catch {
            report(error, of: node)
            return nil
        }
    }

    /// Compiles one expression; nil if that failed, which has been reported.
    ///
    /// `isInFlow` says that it is a value of a mapping in braces; `fixes` are what to write instead where it stands.
    func expression(
        _ node: YAMLNode,
        in schema: Schema,
        isInFlow: Bool = false,
        fixes: [ErrorCode: String] = [:]
    ) -> CompiledExpression? {
        guard let written = written(node, isInFlow) else { return nil }
        do throws(ExpressionFaults) {
            let compiled = try CompiledExpression.compile(written, in: scope(schema))
            if compiled.columns.isEmpty, compiled.parameters.isEmpty {
                warnOfQuotes(node, compiled.type)
            }
            return compiled
        } catch {
            report(error, of: node, fixes)
            return nil
        }
    }

    /// Compiles one aggregate; nil if that failed, which has been reported.
    ///
    /// `isInFlow` says that it is a value of a mapping in braces.
    func aggregate(
        _ node: YAMLNode,
        in schema: Schema,
        by keys: [String],
        isInFlow: Bool = false
    ) -> CompiledAggregate? {
        guard let written = written(node, isInFlow) else { return nil }
        do throws(ExpressionFaults) {
            return try CompiledAggregate.compile(written, in: scope(schema), by: keys)
        } catch {
            report(error, of: node)
            return nil
        }
    }

    private func scope(_ schema: Schema) -> ExpressionScope {
        ExpressionScope(schema: schema, parameters: parameters)
    }

    /// The text of an expression, if it is one that may be compiled.
    private func written(_ node: YAMLNode, _ isInFlow: Bool) -> String? {
        guard let written = text.text(node, of: "an expression") else { return nil }
        if isInFlow, ManglingHint.isCut(node) {
            text.faults.add(.cutInFlow(at: text.location(of: node)))
            return nil
        }
        for piece in Interpolation.pieces(of: written) {
            guard case .reference(let name, let range) = piece else { continue }
            if !SecretReferences.isIn(written) {
                let place = ScalarPositions(of: node, in: text.source).location(of: range)
                text.faults.add(.interpolatedExpression(name, at: place))
            }
            return nil
        }
        // A parameter whose declaration is faulty has no type that the check could go on with.
        return faultyParameters.contains { written.contains("$\($0)") } ? nil : written
    }

    private func report(
        _ faults: ExpressionFaults,
        of node: YAMLNode,
        _ fixes: [ErrorCode: String] = [:]
    ) {
        let positions = ScalarPositions(of: node, in: text.source)
        let hint = ManglingHint.advice(for: node, in: text.source)
        for fault in faults.all {
            // Advice for the text that YAML left is beside the point, but for a mistyped name.
            let own = (fixes[fault.code] ?? fault.fix).flatMap {
                hint == nil || $0.hasPrefix("did you mean") ? $0 : nil
            }
            let advice = [hint, own].compactMap { $0 }.joined(separator: "\n")
            text.faults.add(
                PipelineError(
                    fault.code,
                    at: .source(positions.location(of: fault.range)),
                    fault.message,
                    fix: advice.isEmpty ? nil : advice
                )
            )
        }
    }

    /// `'42'` is the number 42 once YAML has taken its quotes; nothing fails, and the column is not what was meant.
    private func warnOfQuotes(_ node: YAMLNode, _ type: DataType) {
        guard case .scalar(let written, let style) = node.content, style.isQuoted,
            !written.contains(where: { "'\"(".contains($0) })
        else { return }
        text.faults.add(
            .quotesRemoved(written, type, ManglingHint.quoted(node), at: text.location(of: node))
        )
    }
}
