//! `--allow` and `--deny` as they are typed, and the rules that are meant.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use outrigger::Rule;

/// Which rules count for more, and which for less.
#[derive(Debug, Args)]
pub(crate) struct RuleArgs {
    /// Let errors of this rule pass as warnings, and its warnings unseen; `all`: of every rule
    #[arg(long, value_name = "RULE", value_parser = rules(&["all"]), hide_possible_values = true)]
    allow: Vec<Rules>,

    /// Make errors of the warnings of this rule; `all` or `warnings`: of every rule
    #[arg(long, value_name = "RULE", value_parser = rules(&["all", "warnings"]), hide_possible_values = true)]
    deny: Vec<Rules>,
}

/// What was named as a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rules {
    All,
    One(Rule),
}

fn rules(groups: &[&'static str]) -> impl TypedValueParser<Value = Rules> {
    let names = Rule::ALL.iter().map(|rule| rule.name());
    let meant = |name: String| Rule::from_name(&name).map_or(Rules::All, Rules::One);
    PossibleValuesParser::new(names.chain(groups.iter().copied()).collect::<Vec<_>>()).map(meant)
}

impl RuleArgs {
    /// The rules whose findings count for less.
    pub(crate) fn allowed(&self) -> Vec<Rule> {
        expand(&self.allow, &self.deny)
    }

    /// The rules whose findings are errors.
    pub(crate) fn denied(&self) -> Vec<Rule> {
        expand(&self.deny, &self.allow)
    }
}

/// The rules that are meant; `all` does not mean those that the opposite option names.
fn expand(named: &[Rules], opposite: &[Rules]) -> Vec<Rule> {
    let is_meant = |rule: &Rule| {
        let one = Rules::One(*rule);
        named.contains(&one) || (named.contains(&Rules::All) && !opposite.contains(&one))
    };
    Rule::ALL.iter().copied().filter(is_meant).collect()
}
