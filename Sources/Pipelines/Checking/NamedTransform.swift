// SPDX-License-Identifier: Apache-2.0

import Columnar
import Engine
import FjordKit

/// A registered transform of any kind, before it has been made.
enum NamedTransform {
    case batch(any BatchTransform.Type)
    case ordered(any OrderedTransform.Type)
    case wholeRun(any WholeRunTransform.Type)

    /// A registered transform that has been made from its options.
    enum Made {
        case batch(any BatchTransform)
        case ordered(any OrderedTransform)
        case wholeRun(any WholeRunTransform)
    }

    var spec: StageSpec {
        switch self {
        case .batch(let type): type.spec
        case .ordered(let type): type.spec
        case .wholeRun(let type): type.spec
        }
    }

    func make(_ options: StageOptions) throws -> Made {
        switch self {
        case .batch(let type): .batch(try type.init(options))
        case .ordered(let type): .ordered(try type.init(options))
        case .wholeRun(let type): .wholeRun(try type.init(options))
        }
    }
}

extension NamedTransform.Made {
    /// The columns that come out for those of each input; all but whole-run transforms have one input.
    func outputSchema(for inputs: [Schema]) throws -> Schema {
        switch self {
        case .batch(let transform): try transform.outputSchema(for: inputs[0])
        case .ordered(let transform): try transform.outputSchema(for: inputs[0])
        case .wholeRun(let transform): try transform.outputSchema(for: inputs)
        }
    }

    var operation: StageGraph.Operation {
        switch self {
        case .batch(let transform): .batchTransform(transform)
        case .ordered(let transform): .orderedTransform(transform)
        case .wholeRun(let transform): .wholeRun(transform)
        }
    }
}

extension StageList {
    /// The transforms of all kinds.
    var transforms: [NamedTransform] {
        batchTransforms.map { .batch($0) } + orderedTransforms.map { .ordered($0) }
            + wholeRunTransforms.map { .wholeRun($0) }
    }
}
