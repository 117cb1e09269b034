//! Sidecars: `inject`, `remove`, `plan` and `registerable`.

use super::Native;

pub(super) const NATIVES: &[Native] = &[];
