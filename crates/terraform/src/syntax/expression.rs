//! Parts of expressions: names, references, and where they are in the text.

use std::ops::Range;

use hcl_edit::expr::{Expression, ObjectKey, TraversalOperator};
use hcl_edit::{Ident, Span};

/// The two names of a reference like `local.name`; `None` for any other expression.
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

/// The place of a part of a parsed file.
pub(crate) fn span(part: &impl Span) -> Range<usize> {
    // Every part that the parser made has a span.
    part.span().unwrap_or_default()
}

/// The expression without the parentheses around it.
pub(crate) fn bare(expression: &Expression) -> &Expression {
    let mut inner = expression;
    while let Expression::Parenthesis(parenthesis) = inner {
        inner = parenthesis.inner();
    }
    inner
}

/// The name of a member, if its key is not an expression.
pub(crate) fn member_name(key: &ObjectKey) -> Option<&str> {
    match key {
        ObjectKey::Ident(name) => Some(name.as_str()),
        ObjectKey::Expression(Expression::String(name)) => Some(name.value()),
        ObjectKey::Expression(_) => None,
    }
}

/// The place of the name of a member.
pub(crate) fn key_span(key: &ObjectKey) -> Range<usize> {
    match key {
        ObjectKey::Ident(name) => name.span().unwrap_or_default(),
        ObjectKey::Expression(name) => span(name),
    }
}

/// Whether a text is a valid identifier of Terraform, as the name of a variable must be.
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
