#!/usr/bin/env bash
# The quick part of what CI runs: format, lints, walls, unit tests, the spec cases.
# Under a minute once everything is built. The rest is `cargo test`.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo fmt --check
cargo clippy --quiet --all-targets -- -D warnings
cargo test --quiet --lib
cargo test --quiet --test layers --test case_format
cargo test --quiet --test spec
