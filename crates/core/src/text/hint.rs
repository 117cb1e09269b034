//! [`Hint`]: the setting that helps, for callers that have their own words for settings.

use std::borrow::Cow;

/// The setting that a caller can change about an error or a finding.
///
/// A message of this library never names an option of a command line: the program `outrigger` has options, a jq filter has
/// members of an object, and another program has something else. Each makes its own words of the hint.
///
/// ```
/// use outrigger_core::{Hint, Template};
///
/// let error = Template::built_in("otel-collector")?.sidecar([]).unwrap_err();
/// assert_eq!(error.hint(), Some(&Hint::SetParameter("endpoint".into())));
/// # Ok::<(), outrigger_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Hint {
    /// Give this parameter of the sidecar a value.
    SetParameter(Cow<'static, str>),
    /// Change this setting of the call, by its name in kebab case: `on-conflict` is the field `on_conflict` of `Policy`.
    Setting(&'static str),
}
