// SPDX-License-Identifier: Apache-2.0

// A stage author writes `import FjordKit` and nothing else.
@_exported public import Columnar
@_exported public import Diagnostics
@_exported public import Expressions
@_exported public import Formats
@_exported public import HTTP
@_exported public import Scratch
