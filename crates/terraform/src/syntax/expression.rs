//! Parts of expressions: names, references, and where they are in the text.

use std::ops::Range;

use hcl_edit::expr::{Expression, ObjectKey, TraversalOperator};
use hcl_edit::{Ident, Span};

/// The names in something like `local.name`; `None` for what is anything else.
pub(crate) fn reference(expression: &Expression) -> Option<(&str, &str)> {
    let traversal = expression.as_traversal()?;
    let root = traversal.expr.as_variable()?.as_str();
    match &*traversal.operators {
        [operator] => match operator.value() {
            TraversalOperator::GetAttr(name) => Some((root, name.as_str())),
            TraversalOperator::AttrSplat(_)
            | TraversalOperator::FullSplat(_)
            | TraversalOperator::Index(_)
            | TraversalOperator::LegacyIndex(_) => None,
        },
        _ => None,
    }
}

/// Where a part of a parsed file stands.
pub(crate) fn span(part: &impl Span) -> Range<usize> {
    // What the parser made has a span.
    part.span().unwrap_or_default()
}

/// The expression inside of parentheses.
pub(crate) fn bare(expression: &Expression) -> &Expression {
    let mut inner = expression;
    while let Expression::Parenthesis(parenthesis) = inner {
        inner = parenthesis.inner();
    }
    inner
}

/// The name that a key stands for, if that is known.
pub(crate) fn member_name(key: &ObjectKey) -> Option<&str> {
    match key {
        ObjectKey::Ident(name) => Some(name.as_str()),
        ObjectKey::Expression(Expression::String(name)) => Some(name.value()),
        ObjectKey::Expression(_) => None,
    }
}

/// Where the name of a member stands.
pub(crate) fn key_span(key: &ObjectKey) -> Range<usize> {
    match key {
        ObjectKey::Ident(name) => name.span().unwrap_or_default(),
        ObjectKey::Expression(name) => span(name),
    }
}

/// Whether something may be the name of a variable.
pub(crate) fn is_identifier(name: &str) -> bool {
    Ident::try_new(name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers() {
        for (name, expected) in
            [("on", true), ("_on-2", true), ("é", true), ("2", false), ("a²", false), ("a b", false)]
        {
            assert_eq!(is_identifier(name), expected, "{name}");
        }
        assert!(!is_identifier("") && !is_identifier("a\"") && !is_identifier("a\n"));
    }
}
