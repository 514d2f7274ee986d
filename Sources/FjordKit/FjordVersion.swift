// SPDX-License-Identifier: Apache-2.0

/// Which version of Fjord this is: what `--version`, manifests and requests say.
public enum FjordVersion {
    /// Major, minor and patch, as in `1.2.3`.
    public static let current = "0.1.0"
}
