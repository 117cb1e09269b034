//! `rules!`: declares the enum `Rule` from the list of rules.

/// Declares the rules: `Name = folder::file;` for each rule that checks facts, `Name = path::DESCRIPTION;` for the others.
///
/// The doc comment of a rule is its summary. The macro writes the enum `Rule`, the list `CHECKS`, and the methods of
/// `Rule` that need every rule.
macro_rules! rules {
    (
        facts { $($(#[doc = $facts_doc:literal])+ $facts:ident = $group:ident::$module:ident;)+ }
        others { $($(#[doc = $doc:literal])+ $rule:ident = $description:path;)+ }
    ) => {
        /// A rule about task definitions; its name does not change between releases.
        ///
        /// ```
        /// use outrigger_core::{Rule, Severity};
        ///
        /// let rule: Rule = "port-clash".parse()?;
        /// assert_eq!(rule, Rule::PortClash);
        /// assert_eq!(rule.severity(), Severity::Error);
        /// # Ok::<(), outrigger_core::Error>(())
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[doc = $facts_doc])+ $facts,)+
            $($(#[doc = $doc])+ $rule,)+
        }

        /// The rules that check facts, in the order of their findings.
        const CHECKS: &[Check] = &[$((Rule::$facts, $group::$module::check),)+];

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$facts,)+ $(Self::$rule,)+];

            fn description(self) -> &'static Description {
                match self {
                    $(Self::$facts => &$group::$module::DESCRIPTION,)+
                    $(Self::$rule => &$description,)+
                }
            }

            /// The rule in a sentence.
            ///
            /// ```
            /// # use outrigger_core::Rule;
            /// assert_eq!(Rule::DuplicateVolumeName.summary(), "Volume names are unique.");
            /// ```
            pub fn summary(self) -> &'static str {
                match self {
                    $(Self::$facts => concat!($($facts_doc),+).trim_ascii_start(),)+
                    $(Self::$rule => concat!($($doc),+).trim_ascii_start(),)+
                }
            }
        }
    };
}
pub(super) use rules;
