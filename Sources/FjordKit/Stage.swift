// SPDX-License-Identifier: Apache-2.0

/// What every registered stage has: a description, and a way to be made from checked options.
///
/// A stage is an immutable description of work; whatever changes while rows flow lives in the decoders, encoders and
/// operators that it makes, each of which belongs to one worker or one task.
public protocol Stage: Sendable, SendableMetatype {
    /// What users see of the stage.
    static var spec: StageSpec { get }

    /// Makes the stage from options that have been checked against `spec`.
    ///
    /// - Throws: What only the stage can know to be wrong, by `StageOptions.fault`.
    init(_ options: StageOptions) throws
}
