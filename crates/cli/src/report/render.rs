//! A [`Diagnostic`] as text: its place, the line with a mark, and the help.

use annotate_snippets::renderer::{DecorStyle, Renderer};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Snippet, Title};
use outrigger::Severity;

use super::diagnostic::Diagnostic;
use super::excerpt::Excerpt;
use super::printable::printable;

/// The diagnostic as text, with colours.
pub(crate) fn render(diagnostic: &Diagnostic) -> String {
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii);
    let help = diagnostic.help.as_deref().map(printable);
    let Some(file) = diagnostic.file.as_deref().map(printable) else {
        let help = help.map(|help| format!("  = help: {help}\n")).unwrap_or_default();
        return format!("{}\n{help}", renderer.render(&[Group::with_title(title(diagnostic))]));
    };
    let help = help.map(|help| Level::HELP.message(help));
    let source = diagnostic.source.map(|source| Level::NOTE.with_name("source").message(source.title));
    match (&diagnostic.excerpt, diagnostic.line, diagnostic.column) {
        (Some(excerpt), Some(line), Some(column)) => {
            let group = title(diagnostic).element(snippet(excerpt, &file, line)).elements(help).elements(source);
            // The renderer counts columns in the part of the line that it is given.
            let (shown, meant) = (format!("{file}:{line}:{}", excerpt.column), format!("{file}:{line}:{column}"));
            renderer.render(&[group]).replacen(&shown, &meant, 1) + "\n"
        }
        (_, line, column) => {
            let position = [line, column].into_iter().flatten().map(|number| format!(":{number}"));
            let origin = Origin::path(position.fold(file.into_owned(), |place, number| place + &number));
            renderer.render(&[title(diagnostic).element(origin).elements(help).elements(source)]) + "\n"
        }
    }
}

fn title(diagnostic: &Diagnostic) -> Title<'_> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(printable(&diagnostic.message));
    match diagnostic.rule {
        Some(rule) => title.id(rule.name()),
        None => title,
    }
}

fn snippet<'e>(excerpt: &'e Excerpt, file: &'e str, line: usize) -> Snippet<'e, Annotation<'e>> {
    let mark = AnnotationKind::Primary.span(excerpt.marked.clone());
    Snippet::source(&*excerpt.text).path(file).line_start(line).annotation(mark)
}
