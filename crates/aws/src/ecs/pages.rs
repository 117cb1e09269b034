//! Lists in pages, each with the token of the next page.

use std::collections::HashSet;
use std::future::Future;

use super::json_members::{list, text};
use crate::client::json_call::parse;
use crate::error::Error;

/// How many pages a list may have.
///
/// ECS has at most 5,000 services in a cluster and 5,000 tasks in a service (Amazon ECS service quotas); a page of ten of them
/// would make 500 pages.
const MAX_PAGES: usize = 1000;

/// The strings of all pages. `ask` gets the token of a page and returns the text of the answer, whose `member` is the list.
///
/// # Errors
///
/// A call fails; a token comes twice, or there are too many pages: the list would not end.
pub(crate) async fn pages<F>(
    action: &'static str,
    member: &str,
    // An `AsyncFn` would keep callers from sending their futures to other threads.
    ask: impl Fn(Option<String>) -> F,
) -> Result<Vec<String>, Error>
where
    F: Future<Output = Result<String, Error>>,
{
    let endless = |what: &str| {
        Err(Error::unexpected_answer(action, format_args!("the list does not end: {what}"))
            .with_help("run the command again; if the error comes back, check the address of the endpoint")
            .with_hint("endpoint-url"))
    };
    let mut all = Vec::new();
    let mut tokens = HashSet::new();
    let mut next = None;
    for _ in 0..MAX_PAGES {
        let answer = parse(action, &ask(next).await?)?;
        all.extend(list(&answer, member).iter().filter_map(|item| Some(item.as_str()?.to_string())));
        let Some(token) = text(&answer, "nextToken").filter(|token| !token.is_empty()) else { return Ok(all) };
        if !tokens.insert(token.to_string()) {
            return endless("a page names a next page that was read before");
        }
        next = Some(token.to_string());
    }
    endless(&format!("more than {MAX_PAGES} pages"))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::{MAX_PAGES, pages};
    use crate::error::Error;

    /// Reads a list whose pages have these next tokens, in turn and again from the start; how many pages were asked for.
    async fn read(tokens: &[&str]) -> (Result<Vec<String>, Error>, usize) {
        let asked = Cell::new(0);
        let ask = |_| async {
            let number = asked.replace(asked.get() + 1);
            let token = tokens[number % tokens.len()].replace('#', &number.to_string());
            let next = if token == "-" { String::new() } else { format!(r#", "nextToken": "{token}""#) };
            Ok(format!(r#"{{"arns": ["arn-{number}"]{next}}}"#))
        };
        let all = pages("ecs:ListServices", "arns", ask).await;
        (all, asked.get())
    }

    #[tokio::test]
    async fn lists() {
        for (tokens, expected) in [
            (&["-"][..], Ok(1)),
            (&[""], Ok(1)),
            (&["a", "b", "-"], Ok(3)),
            (&["a"], Err((2, "read before"))),
            (&["a", "b"], Err((3, "read before"))),
            (&["a", "b", "b"], Err((3, "read before"))),
            (&["#"], Err((MAX_PAGES, "more than 1000 pages"))),
        ] {
            let (all, asked) = read(tokens).await;
            match (all, expected) {
                (Ok(all), Ok(count)) => assert_eq!((all.len(), asked), (count, count), "{tokens:?}"),
                (Err(error), Err((count, part))) => {
                    assert_eq!(asked, count, "{tokens:?}");
                    assert!(error.to_string().contains(part), "{error}");
                }
                (all, _) => panic!("{tokens:?}: {all:?}"),
            }
        }
    }
}
