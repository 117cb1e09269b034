//! A stream that arrives in parts is read like a text.

#![allow(missing_docs, clippy::unwrap_used)]

use std::io::{self, ErrorKind, Read};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use outrigger_jq::{Event, Filter, Form, Inputs, Source};
use proptest::prelude::*;

/// A stream that returns parts of these lengths in turn, and is interrupted between them.
struct Parts {
    bytes: Vec<u8>,
    at: usize,
    lengths: Vec<usize>,
    turn: usize,
    is_interrupted: bool,
    /// How many bytes have been read.
    taken: Arc<AtomicUsize>,
}

impl Parts {
    fn new(bytes: impl Into<Vec<u8>>, lengths: &[usize]) -> Self {
        let (bytes, lengths) = (bytes.into(), lengths.to_vec());
        Self { bytes, at: 0, lengths, turn: 0, is_interrupted: true, taken: Arc::default() }
    }
}

impl Read for Parts {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.is_interrupted = !self.is_interrupted;
        if self.is_interrupted {
            return Err(ErrorKind::Interrupted.into());
        }
        let length = self.lengths[self.turn % self.lengths.len()].min(self.bytes.len() - self.at).min(buffer.len());
        buffer[..length].copy_from_slice(&self.bytes[self.at..self.at + length]);
        (self.at, self.turn) = (self.at + length, self.turn + 1);
        self.taken.fetch_add(length, Ordering::Relaxed);
        Ok(length)
    }
}

/// The events of a run, and its end.
fn events(filter: &str, inputs: Inputs) -> Vec<String> {
    let mut events = Vec::new();
    let filter = Filter::compile(filter).unwrap();
    let ended = filter.events(inputs, |event| {
        events.push(format!("{event:?}"));
        ControlFlow::Continue(())
    });
    events.push(format!("{ended:?}"));
    events
}

const FORMS: [Form; 6] = [Form::Values, Form::Slurp, Form::Stream, Form::SlurpStream, Form::Lines, Form::SlurpLines];

#[track_caller]
fn check(bytes: &[u8], lengths: &[usize], form: Form, is_sequence: bool, is_on_null: bool) {
    let inputs = |source| {
        let inputs = Inputs::of([source, Source::Text { name: Some("last".into()), text: "7\n".into() }]).in_form(form);
        let inputs = if is_on_null { inputs.on_null() } else { inputs };
        if is_sequence { inputs.in_sequence() } else { inputs }
    };
    let text = String::from_utf8_lossy(bytes).into_owned();
    let whole = || inputs(Source::Text { name: None, text: text.clone() });
    let stream = || inputs(Source::Stream { name: None, stream: Box::new(Parts::new(bytes, lengths)) });
    for filter in [".", "., (try input catch .), input_line_number, input_filename", "error", "[inputs]"] {
        assert_eq!(events(filter, stream()), events(filter, whole()), "{filter} {form:?} {lengths:?} {text:?}");
    }
}

/// Values, blanks, and invalid text.
fn token() -> impl Strategy<Value = Vec<u8>> {
    let text = |text: &'static str| Just(text.as_bytes().to_vec());
    prop_oneof![
        8 => prop::sample::select(vec![
            "1", "12", "-0.5e+3", "true", "false", "null", "nan", "-Infinity", "\"é😀\"", "\"\"", "[]", "{}", "[1,[2,{}]]",
            "{\"a\":\"\\\"\\\\\\u00e9]\",\"é\":[\"}\",1.10]}", "[\n1,\n\"a b\"\n]", "[nan,1]",
        ]).prop_map(|value| value.as_bytes().to_vec()),
        8 => prop::sample::select(vec![" ", "\n", "\r\n", "\t", "\n\n", "", "\u{1e}"])
            .prop_map(|blank| blank.as_bytes().to_vec()),
        1 => prop::sample::select(vec![
            "]", "[1,}", "{\"a\" 1}", "tru", "\"open", "01", "1.", "{{ x }}", "[${VAR}", "// x", "'a'", "\"\\x\"", "\"\t\"", "[1 2]",
        ]).prop_map(|wrong| wrong.as_bytes().to_vec()),
        1 => prop::sample::select(vec![&b"\"\xff\""[..], b"\"\xf0\x9f\x98\"", b"\xe2\x82", b"\"\xe2\x82\xe2\x82\xac\""])
            .prop_map(<[u8]>::to_vec),
        1 => (1..200_usize).prop_map(|length| format!("[\"{}\"]", "long ".repeat(length)).into_bytes()),
        1 => text("\n"),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn a_stream_is_read_like_a_text(
        tokens in prop::collection::vec(token(), 0..12),
        lengths in prop::collection::vec(1..20_usize, 1..4),
        form in prop::sample::select(&FORMS[..]),
        is_sequence in any::<bool>(),
        is_on_null in any::<bool>(),
    ) {
        check(&tokens.concat(), &lengths, form, is_sequence, is_on_null);
    }
}

#[test]
fn many_and_long_values() {
    let many: String = (0..20_000).map(|number| format!("{{\"number\": {number}, \"a\": [\"é\", null]}}\n")).collect();
    let long = format!("1 [{}] \"{}\" 2", "[\"a\", {\"b\": 1}],\n".repeat(30_000) + "0", "é\\\"".repeat(100_000));
    let broken = "[1, 2, 3]\n".repeat(20_000) + "[1, 2 3]\n" + &"[4]\n".repeat(20_000);
    let broken_later = format!("[{}1 2, {}]", "1,\n".repeat(100_000), "3,\n".repeat(100_000));
    for text in [many, long, broken, broken_later] {
        for lengths in [&[1 << 20][..], &[65_536, 1, 4095], &[10_007]] {
            let stream = Inputs::stream(Parts::new(text.clone(), lengths));
            let filter = "[length?, input_line_number]";
            assert_eq!(events(filter, stream), events(filter, Inputs::text(text.clone())), "{lengths:?}");
        }
    }
}

/// A value is reported as soon as it has arrived, and an error before the end of the stream.
#[test]
fn values_and_errors_are_reported_at_once() {
    let taken_at = |text: &str, lengths: &[usize]| {
        let parts = Parts::new(text, lengths);
        let taken = parts.taken.clone();
        let mut taken_at = Vec::new();
        let filter = Filter::compile("[.]").unwrap();
        let ended = filter.events(Inputs::stream(parts), |event| {
            if matches!(event, Event::Output(_) | Event::NoInput(_)) {
                taken_at.push(taken.load(Ordering::Relaxed));
            }
            ControlFlow::Continue(())
        });
        assert!(ended.is_ok());
        taken_at
    };
    assert_eq!(taken_at("{\"a\":1}\n[2]\n\"x\" 3\n", &[1]), [7, 11, 15, 18]);
    assert_eq!(taken_at("1\n2\n3", &[2]), [2, 4, 5]);
    assert_eq!(taken_at("1 2\n[3]", &[100]), [7, 7, 7]);
    assert_eq!(taken_at("[1 2]\n[3]\n[4]\n", &[1]), [6]);
    let endless = "[".to_string() + &"1 2,\n".repeat(100_000);
    assert!(taken_at(&endless, &[1000])[0] <= 5000);
}

#[test]
fn a_stream_that_fails() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the line was cut"))
        }
    }
    let stream = || Box::new(io::Cursor::new("1 2").chain(Broken));
    let sources = [
        Source::Stream { name: Some("one".into()), stream: stream() },
        Source::Unreadable("there is no two".into()),
        Source::Stream { name: None, stream: Box::new(io::Cursor::new("3")) },
    ];
    let mut shown = Vec::new();
    let ended = Filter::compile("[., input_filename]").unwrap().events(Inputs::of(sources), |event| {
        match event {
            Event::Output(output) => shown.push(output.json.to_string()),
            Event::Unreadable(sentence) => shown.push(sentence.to_string()),
            Event::Input
            | Event::Ignored(_)
            | Event::Raised { .. }
            | Event::NoInput(_)
            | Event::Debug(_)
            | Event::Message(_) => {}
        }
        ControlFlow::Continue(())
    });
    assert!(ended.is_ok());
    let expected =
        ["[1,\"one\"]", "[2,\"one\"]", "Could not read file one: the line was cut", "there is no two", "[3,null]"];
    assert_eq!(shown, expected);
}
