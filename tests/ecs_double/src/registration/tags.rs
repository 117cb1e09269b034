//! Tags of all resources.

use crate::protocol::json::Json;
use crate::protocol::refusal::Refusal;

/// Checks that ECS accepts these tags.
pub(crate) fn tags(tags: &[Json]) -> Result<(), Refusal> {
    if tags.is_empty() {
        return Err(Refusal::client("Tags can not be empty."));
    }
    if tags.len() > 50 {
        return Err(Refusal::parameter("The maximum number of tags is 50."));
    }
    let key = |tag: &Json| tag.get_str("key").unwrap_or_default();
    for (index, tag) in tags.iter().enumerate() {
        let own = key(tag);
        if own.is_empty() || own.chars().count() > 128 {
            return Err(Refusal::parameter("Tag keys must have 1 to 128 characters."));
        }
        if own.to_ascii_lowercase().starts_with("aws:") {
            return Err(Refusal::parameter("Tag keys that begin with aws: are reserved for AWS use."));
        }
        if tag.get_str("value").is_some_and(|value| value.chars().count() > 256) {
            return Err(Refusal::parameter("Tag values must have 256 characters at most."));
        }
        if tags[..index].iter().any(|other| key(other) == own) {
            return Err(Refusal::parameter(format!("Duplicate tag key found: {own}")));
        }
    }
    Ok(())
}
