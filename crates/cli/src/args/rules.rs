//! `--allow` and `--deny`.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use outrigger::Rule;

/// Which rules are more severe, and which are less severe.
#[derive(Debug, Args)]
pub(crate) struct RuleArgs {
    /// Downgrade this rule: errors become warnings, warnings are hidden; `all` means every rule
    #[arg(long, value_name = "RULE", value_parser = rules(&["all"]), hide_possible_values = true)]
    allow: Vec<Rules>,

    /// Upgrade this rule: warnings become errors; `all` or `warnings` means every rule
    #[arg(long, value_name = "RULE", value_parser = rules(&["all", "warnings"]), hide_possible_values = true)]
    deny: Vec<Rules>,
}

/// One rule, or all.
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
    /// The rules that are downgraded.
    pub(crate) fn allowed(&self) -> Vec<Rule> {
        expand(&self.allow, &self.deny)
    }

    /// The rules that are upgraded.
    pub(crate) fn denied(&self) -> Vec<Rule> {
        expand(&self.deny, &self.allow)
    }
}

/// The named rules; `all` leaves out those that the opposite option names.
fn expand(named: &[Rules], opposite: &[Rules]) -> Vec<Rule> {
    let is_meant = |rule: &Rule| {
        let one = Rules::One(*rule);
        named.contains(&one) || (named.contains(&Rules::All) && !opposite.contains(&one))
    };
    Rule::ALL.iter().copied().filter(is_meant).collect()
}
