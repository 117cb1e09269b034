//! Generated Terraform files, in common and in unusual layouts.

use std::fmt::Write as _;

use proptest::prelude::*;

/// The layout of a file.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    newline: &'static str,
    unit: &'static str,
    assign: &'static str,
    is_quoted: bool,
    /// Whether a comma follows members on separate lines.
    has_commas: bool,
    list: ListLayout,
    has_trailing_comma: bool,
    /// Whether small objects are on one line.
    is_short: bool,
    /// The seed for superfluous comments and blanks; none for 0.
    noise: u64,
    wrapper: Wrapper,
    frame: Frame,
}

#[derive(Clone, Copy, Debug)]
enum ListLayout {
    Lines,
    Hugged,
    /// `}]` on the last line of the last element.
    Closing,
    Inline,
}

/// The expression around the list of containers.
#[derive(Clone, Copy, Debug)]
enum Wrapper {
    Jsonencode,
    OwnLine,
    Concat,
    ConcatLines,
    Local,
    Parentheses,
}

#[derive(Clone, Copy, Debug)]
enum Frame {
    Usual,
    NoNewline,
    Mark,
}

/// A value.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// As it is written.
    Source(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
}

fn choose<T: Clone + std::fmt::Debug + 'static>(from: Vec<T>) -> impl Strategy<Value = T> {
    proptest::sample::select(from)
}

pub(crate) fn layouts() -> impl Strategy<Value = Layout> {
    use ListLayout::{Closing, Hugged, Inline, Lines};
    use Wrapper::{Concat, ConcatLines, Jsonencode, Local, OwnLine, Parentheses};
    let text = (choose(vec!["\n", "\n", "\r\n"]), choose(vec!["  ", "  ", "    ", "\t"]));
    let members = (choose(vec![" = ", " = ", "=", ": ", " : ", "  =  "]), any::<bool>(), any::<bool>());
    let lists = (choose(vec![Lines, Lines, Hugged, Closing, Inline]), any::<bool>(), any::<bool>());
    let noise = prop_oneof![Just(0), any::<u64>()];
    let wrapper = choose(vec![Jsonencode, Jsonencode, OwnLine, Concat, ConcatLines, Local, Parentheses]);
    let frame = choose(vec![Frame::Usual, Frame::Usual, Frame::NoNewline, Frame::Mark]);
    (text, members, lists, noise, wrapper, frame).prop_map(
        |(
            (newline, unit),
            (assign, is_quoted, has_commas),
            (list, has_trailing_comma, is_short),
            noise,
            wrapper,
            frame,
        )| {
            Layout {
                newline,
                unit,
                assign,
                is_quoted,
                has_commas,
                list,
                has_trailing_comma,
                is_short,
                noise,
                wrapper,
                frame,
            }
        },
    )
}

fn source(text: &str) -> Value {
    Value::Source(text.to_string())
}

fn object(members: &[(&str, Value)]) -> Value {
    Value::Object(members.iter().map(|(name, value)| ((*name).to_string(), value.clone())).collect())
}

/// A scalar value, literal or an expression.
fn scalars() -> impl Strategy<Value = Value> {
    choose(vec![
        r#""plain""#,
        r#""a \"b\" $${HOME} %%{x} é""#,
        "var.x",
        r#""${var.x}""#,
        r#""http://${var.hosts["a"]}:80/""#,
        "aws_x.y[0].name",
        "join(\",\", [\"a\", \"b\"])",
        "var.on ? 1 : 2",
        "256",
        "null",
        "true",
    ])
    .prop_map(source)
}

fn variables() -> impl Strategy<Value = Value> {
    let name = choose(vec![r#""A""#, r#""B""#, r#""OTEL_EXPORTER_OTLP_ENDPOINT""#, "var.name", r#""LONG_NAME""#]);
    let variable = (name, scalars()).prop_map(|(name, value)| object(&[("name", source(name)), ("value", value)]));
    let list = proptest::collection::vec(variable, 0..4).prop_map(Value::List);
    prop_oneof![
        6 => list,
        1 => Just(source("null")),
        1 => Just(source("var.environment")),
        1 => Just(source("local.shared")),
        1 => Just(source("concat([{ name = \"C\", value = \"c\" }], local.shared)")),
    ]
}

/// An optional member.
fn maybe(name: &'static str, value: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<Vec<(String, Value)>> {
    proptest::option::of(value)
        .prop_map(move |value| value.map(|value| (name.to_string(), value)).into_iter().collect())
        .boxed()
}

fn containers() -> impl Strategy<Value = Value> {
    let named = |names: Vec<&'static str>| choose(names).prop_map(source);
    let logs = || {
        object(&[
            ("logDriver", source(r#""awslogs""#)),
            (
                "options",
                object(&[
                    ("awslogs-group", source("aws_cloudwatch_log_group.api.name")),
                    ("awslogs-region", source("var.region")),
                ]),
            ),
        ])
    };
    let container = move |names: Vec<&'static str>| {
        let members: Vec<BoxedStrategy<Vec<(String, Value)>>> = vec![
            maybe("image", scalars()),
            maybe("environment", variables()),
            maybe("cpu", scalars()),
            maybe(
                "portMappings",
                choose(vec![80, 8080])
                    .prop_map(|port| Value::List(vec![object(&[("containerPort", source(&port.to_string()))])])),
            ),
            maybe("logConfiguration", Just(logs())),
            maybe("command", Just(source("[\"sh\", \"-c\", \"echo $${HOME}\"]"))),
            maybe("dependsOn", Just(Value::List(Vec::new()))),
            maybe("user", scalars()),
        ];
        (named(names), members, any::<u8>()).prop_map(|(name, members, turn)| {
            let mut members: Vec<_> = members.into_iter().flatten().collect();
            members.insert(0, ("name".to_string(), name));
            let count = members.len();
            members.rotate_left(usize::from(turn) % count);
            Value::Object(members)
        })
    };
    let first = container(vec![r#""api""#, "var.name", r#""${var.prefix}-api""#]);
    let second = container(vec![r#""worker""#, r#""web""#]);
    (first, proptest::option::of(second))
        .prop_map(|(first, second)| Value::List([Some(first), second].into_iter().flatten().collect()))
}

/// A Terraform file with one task definition.
pub(crate) fn files() -> impl Strategy<Value = String> {
    (containers(), layouts())
        .prop_map(|(containers, layout)| Writer { layout, random: 0, out: String::new() }.file(&containers))
}

/// The same with the container definitions as JSON in a heredoc.
pub(crate) fn heredocs() -> impl Strategy<Value = String> {
    let value = choose(vec![
        "\"x\"",
        "\"${var.x}\"",
        "\"${var.m[\"a\"]}\"",
        "${var.cpu}",
        "${jsonencode(var.x)}",
        "\"$${HOME}\"",
    ]);
    let unit = choose(vec!["", "  ", "    "]);
    (value, unit, choose(vec!["\n", "\r\n"]), any::<bool>()).prop_map(|(value, unit, newline, is_dashed)| {
        let dash = if is_dashed { "-" } else { "" };
        [
            "resource \"aws_ecs_task_definition\" \"api\" {",
            "  network_mode          = \"awsvpc\"",
            &format!("  container_definitions = <<{dash}EOT"),
            &format!("{unit}["),
            &format!("{unit}  {{ \"name\": \"api\", \"image\": {value} }}"),
            &format!("{unit}]"),
            "EOT",
            "}",
            "",
        ]
        .join(newline)
    })
}

struct Writer {
    layout: Layout,
    random: u64,
    out: String,
}

impl Writer {
    fn file(mut self, containers: &Value) -> String {
        self.random = self.layout.noise;
        let newline = self.layout.newline;
        if let Frame::Mark = self.layout.frame {
            self.out.push('\u{feff}');
        }
        let lines = [
            "locals {",
            "  shared = [{ name = \"S\", value = \"s\" }]",
            "}",
            "",
            "output \"shared\" {",
            "  value = local.shared",
            "}",
            "",
        ];
        lines.iter().for_each(|line| self.push(&format!("{line}{newline}")));
        if let Wrapper::Local = self.layout.wrapper {
            self.push(&format!("locals {{{newline}  containers = "));
            self.value(containers, "  ");
            self.push(&format!("{newline}}}{newline}{newline}"));
        }
        self.push(&format!("resource \"aws_ecs_task_definition\" \"api\" {{{newline}"));
        self.push(&format!("  network_mode = \"awsvpc\"{newline}"));
        self.push("  container_definitions = ");
        match self.layout.wrapper {
            Wrapper::Jsonencode => self.around("jsonencode(", containers, "  ", ")"),
            Wrapper::OwnLine => {
                self.around(&format!("jsonencode({newline}    "), containers, "    ", &format!("{newline}  )"));
            }
            Wrapper::Concat => self.around("jsonencode(concat(", containers, "  ", ", var.more))"),
            Wrapper::ConcatLines => self.around(
                &format!("jsonencode(concat({newline}    var.more,{newline}    "),
                containers,
                "    ",
                &format!(",{newline}  ))"),
            ),
            Wrapper::Local => self.push("jsonencode(local.containers)"),
            Wrapper::Parentheses => self.around("(jsonencode((", containers, "  ", ")))"),
        }
        self.comment();
        self.push(&format!("{newline}  family = \"api\"{newline}}}"));
        if !matches!(self.layout.frame, Frame::NoNewline) {
            self.push(newline);
        }
        self.out
    }

    fn around(&mut self, open: &str, value: &Value, indent: &str, close: &str) {
        self.push(open);
        self.value(value, indent);
        self.push(close);
    }

    fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.random >> 33) % bound
    }

    fn is_noisy(&mut self, one_in: u64) -> bool {
        self.layout.noise != 0 && self.below(one_in) == 0
    }

    /// A comment at the end of a line.
    fn comment(&mut self) {
        if self.is_noisy(6) {
            let comment = [" # x", "  // \"y\" [", " /* z { */", "\t# é"][self.below(4) as usize];
            self.push(comment);
        }
    }

    fn line(&mut self, indent: &str) {
        self.comment();
        let newline = self.layout.newline;
        if self.is_noisy(8) {
            let between = ["", "# a line", "  // another ]", "/* two\n lines */"][self.below(4) as usize];
            self.push(&format!("{newline}{indent}{between}"));
        }
        self.push(&format!("{newline}{indent}"));
        if self.is_noisy(10) {
            self.push(" ");
        }
    }

    fn value(&mut self, value: &Value, indent: &str) {
        match value {
            Value::Source(text) => self.push(text),
            Value::List(elements) if elements.is_empty() => self.push("[]"),
            Value::List(elements) => self.list(elements, indent),
            Value::Object(members) => self.object(members, indent),
        }
    }

    fn list(&mut self, elements: &[Value], indent: &str) {
        let inner = format!("{indent}{}", self.layout.unit);
        let list = self.layout.list;
        self.push("[");
        for (index, element) in elements.iter().enumerate() {
            let is_last = index + 1 == elements.len();
            match list {
                ListLayout::Lines | ListLayout::Closing => {
                    self.line(&inner);
                    self.value(element, if is_last && matches!(list, ListLayout::Closing) { indent } else { &inner });
                }
                ListLayout::Hugged => self.value(element, indent),
                ListLayout::Inline => self.one_line(element),
            }
            let has_comma = !is_last || (self.layout.has_trailing_comma && !matches!(list, ListLayout::Closing));
            self.push(if has_comma { "," } else { "" });
            if !is_last && matches!(list, ListLayout::Hugged | ListLayout::Inline) {
                self.push(" ");
            }
        }
        if let ListLayout::Lines = list {
            self.line(indent);
        }
        self.push("]");
    }

    fn object(&mut self, members: &[(String, Value)], indent: &str) {
        let is_small = members.iter().all(|(_, value)| matches!(value, Value::Source(_)));
        if self.layout.is_short && is_small {
            return self.one_line(&Value::Object(members.to_vec()));
        }
        let inner = format!("{indent}{}", self.layout.unit);
        self.push("{");
        for (index, (name, value)) in members.iter().enumerate() {
            self.line(&inner);
            self.name(name);
            self.value(value, &inner);
            let has_comma = self.layout.has_commas && (index + 1 < members.len() || self.layout.has_trailing_comma);
            self.push(if has_comma { "," } else { "" });
        }
        self.line(indent);
        self.push("}");
    }

    fn name(&mut self, name: &str) {
        let name = if self.layout.is_quoted { format!("\"{name}\"") } else { name.to_string() };
        let blanks = if self.is_noisy(8) { "  " } else { "" };
        let assign = self.layout.assign;
        self.push(&format!("{name}{blanks}{assign}"));
    }

    fn one_line(&mut self, value: &Value) {
        match value {
            Value::Source(text) => self.push(text),
            Value::List(elements) => {
                self.push("[");
                for (index, element) in elements.iter().enumerate() {
                    self.push(if index == 0 { "" } else { ", " });
                    self.one_line(element);
                }
                self.push("]");
            }
            Value::Object(members) => {
                self.push("{ ");
                for (index, (name, value)) in members.iter().enumerate() {
                    self.push(if index == 0 { "" } else { ", " });
                    self.name(name);
                    self.one_line(value);
                }
                self.push(" }");
            }
        }
    }
}

/// The tokens of a text, without blanks and commas: words with their quotes, and every other character.
pub(crate) fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut is_word = false;
    for character in text.chars() {
        let continues = character.is_alphanumeric() || matches!(character, '_' | '-' | '.' | '"' | '\\' | '$');
        match tokens.last_mut() {
            Some(last) if is_word && continues => last.push(character),
            _ if character.is_whitespace() || character == ',' => {}
            _ => {
                let mut token = String::new();
                let _ = write!(token, "{character}");
                tokens.push(token);
            }
        }
        is_word = continues;
    }
    tokens
}
