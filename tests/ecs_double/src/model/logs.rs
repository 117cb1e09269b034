//! CloudWatch Logs: lines of streams, in the order they were written.

use serde_json::{Value, json};

use crate::protocol::json::Json;
use crate::protocol::refusal::Refusal;

#[derive(Default)]
pub(crate) struct Logs {
    streams: Vec<Stream>,
}

struct Stream {
    group: String,
    /// A name, or a prefix with `*` at the end: then every stream with the prefix has the lines.
    name: String,
    lines: Vec<String>,
}

/// The time of the first line, in milliseconds since 1970; each further line is a second later.
const START: u64 = 1_750_000_000_000;

impl Stream {
    fn is(&self, name: &str) -> bool {
        match self.name.strip_suffix('*') {
            Some(beginning) => name.starts_with(beginning),
            None => self.name == name,
        }
    }

    fn events(&self) -> Vec<Value> {
        let event = |(number, line): (usize, &String)| {
            let time = START + 1000 * number as u64;
            json!({"timestamp": time, "ingestionTime": time + 5, "message": line})
        };
        self.lines.iter().enumerate().map(event).collect()
    }
}

impl Logs {
    pub(crate) fn write(&mut self, group: &str, stream: &str, lines: &[&str]) {
        let lines = lines.iter().map(ToString::to_string);
        match self.streams.iter_mut().find(|known| known.group == group && known.name == stream) {
            Some(known) => known.lines.extend(lines),
            None => {
                let (group, name) = (group.to_string(), stream.to_string());
                self.streams.push(Stream { group, name, lines: lines.collect() });
            }
        }
    }

    pub(crate) fn carry_out(&self, operation: &str, body: &str) -> Result<Json, Refusal> {
        let request = Json::parse(body).map_err(|error| Refusal::new("SerializationException", error))?;
        let group =
            request.get_str("logGroupName").or_else(|| request.get_str("logGroupIdentifier")).unwrap_or_default();
        let streams: Vec<_> = self.streams.iter().filter(|stream| stream.group == group).collect();
        if streams.is_empty() {
            return Err(Refusal::new("ResourceNotFoundException", "The specified log group does not exist."));
        }
        match operation {
            "GetLogEvents" => get(&streams, &request),
            "FilterLogEvents" => Ok(filter(&streams, &request)),
            "DescribeLogStreams" => Ok(describe(&streams, &request)),
            _ => Err(Refusal::new("UnknownOperationException", format!("The double does not know {operation}."))),
        }
    }
}

fn get(streams: &[&Stream], request: &Json) -> Result<Json, Refusal> {
    let name = request.get_str("logStreamName").unwrap_or_default();
    let Some(stream) = streams.iter().find(|stream| stream.is(&name)) else {
        return Err(Refusal::new("ResourceNotFoundException", "The specified log stream does not exist."));
    };
    let events = stream.events();
    let limit = request.get("limit").and_then(Json::int).map_or(10_000, |limit| limit.max(1) as usize);
    let from_head = request.get("startFromHead").and_then(Json::bool) == Some(true);
    let skipped = if from_head { 0 } else { events.len().saturating_sub(limit) };
    // The page after a token is empty: there is only one page.
    let is_rest = request.get("nextToken").is_some();
    let events: Vec<_> = events.into_iter().skip(skipped).take(if is_rest { 0 } else { limit }).collect();
    Ok(json!({"events": events, "nextForwardToken": "f/1", "nextBackwardToken": "b/1"}).into())
}

fn filter(streams: &[&Stream], request: &Json) -> Json {
    let names: Vec<_> = request.list("logStreamNames").iter().filter_map(Json::str).collect();
    let prefix = request.get_str("logStreamNamePrefix").unwrap_or_default();
    let pattern = request.get_str("filterPattern").unwrap_or_default().replace('"', "");
    let limit = request.get("limit").and_then(Json::int).map_or(10_000, |limit| limit.max(1) as usize);
    let mut events = Vec::new();
    let mut from = |stream: &Stream, name: &str| {
        for (number, mut event) in stream.events().into_iter().enumerate() {
            if event["message"].as_str().is_some_and(|message| message.contains(&pattern)) {
                event["logStreamName"] = name.into();
                event["eventId"] = format!("{name}-{number}").into();
                events.push(event);
            }
        }
    };
    for stream in streams {
        for name in names.iter().filter(|name| stream.is(name)) {
            from(stream, name);
        }
        if names.is_empty() && stream.name.starts_with(&prefix) {
            from(stream, &stream.name);
        }
    }
    events.truncate(limit);
    json!({"events": events, "searchedLogStreams": []}).into()
}

fn describe(streams: &[&Stream], request: &Json) -> Json {
    let prefix = request.get_str("logStreamNamePrefix").unwrap_or_default();
    let matching = streams.iter().filter(|stream| stream.name.starts_with(&prefix) || stream.is(&prefix));
    let describe = |stream: &&Stream| {
        let last = START + 1000 * (stream.lines.len() as u64).saturating_sub(1);
        let name = if stream.name.ends_with('*') { &prefix } else { &stream.name };
        json!({"logStreamName": name, "creationTime": START, "firstEventTimestamp": START, "lastEventTimestamp": last})
    };
    json!({"logStreams": matching.map(describe).collect::<Vec<_>>()}).into()
}
