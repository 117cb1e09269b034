//! Answers a request: checks its signature, applies scripted faults, and carries the operation out.

use std::thread;

use crate::double::Shared;
use crate::fault::{Fault, Held};
use crate::model::ACCOUNT;
use crate::model::load_balancing;
use crate::operation;
use crate::protocol::call::Call;
use crate::protocol::http::{Answer, Request};
use crate::protocol::query::Form;
use crate::protocol::refusal::Refusal;
use crate::protocol::server::Delivery;
use crate::protocol::signature;
use crate::protocol::xml::{self, Xml};

const BALANCING: &str = "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/";
const TOKENS: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

pub(crate) fn answer(shared: &Shared, request: &Request) -> (Answer, Delivery) {
    let call = Call::new(request);
    let items = shared.record(&call);
    let may_be_unsigned = shared.allows_unsigned() && request.header("authorization").is_none();
    if !may_be_unsigned && let Err(refusal) = signature::check(request, &shared.keys()) {
        return (refuse(&call, &refusal), Delivery::Whole);
    }
    items.meanwhile.into_iter().for_each(|what| what());
    items.holds_before.iter().for_each(Held::stop);
    if let Some(instead) = items.faults.iter().find_map(|fault| instead(&call, fault)) {
        return instead;
    }
    let mut answer = carry_out(shared, &call);
    items.holds_after.iter().for_each(Held::stop);
    let mut delivery = Delivery::Whole;
    for fault in &items.faults {
        match fault {
            Fault::Slow(time) => thread::sleep(*time),
            Fault::ResetAfter => delivery = Delivery::Reset,
            Fault::Truncated => delivery = Delivery::Half,
            Fault::InvalidJson => answer.body.truncate(answer.body.len() / 2),
            Fault::Throttling
            | Fault::TooManyConcurrentAttempts
            | Fault::Error(..)
            | Fault::InternalError
            | Fault::Unavailable
            | Fault::ResetBefore
            | Fault::Failures(_)
            | Fault::Silent
            | Fault::NextToken(_) => {}
        }
    }
    (answer, delivery)
}

/// The answer of a fault that replaces the operation.
fn instead(call: &Call, fault: &Fault) -> Option<(Answer, Delivery)> {
    let refused = |refusal: Refusal| Some((refuse(call, &refusal), Delivery::Whole));
    match fault {
        Fault::Throttling => refused(Refusal::new("ThrottlingException", "Rate exceeded")),
        Fault::TooManyConcurrentAttempts => {
            refused(Refusal::client("Too many concurrent attempts to create a new revision of the specified family."))
        }
        Fault::Error(kind, message) => refused(Refusal::new(kind, *message)),
        Fault::InternalError => refused(Refusal {
            status: 500,
            ..Refusal::new("ServerException", "Service Unavailable. Please try again later.")
        }),
        Fault::Unavailable => {
            let page = "<html><body><h1>503 Service Unavailable</h1></body></html>";
            Some((Answer::new(503, "text/html", page), Delivery::Whole))
        }
        Fault::ResetBefore => Some((Answer::json(200, ""), Delivery::Reset)),
        Fault::Failures(reason) => {
            let list = match call.operation() {
                "DescribeTasks" => "tasks",
                "DescribeClusters" => "clusters",
                "DescribeServiceDeployments" => "serviceDeployments",
                _ => "services",
            };
            let body = serde_json::json!({list: [], "failures": [{"arn": crate::model::arn("service/unknown"), "reason": reason}]});
            Some((Answer::json(200, body.to_string()), Delivery::Whole))
        }
        Fault::Silent => Some((Answer::json(200, ""), Delivery::Never)),
        Fault::NextToken(token) => {
            let body = serde_json::json!({"serviceArns": [], "taskArns": [], "nextToken": token});
            Some((Answer::json(200, body.to_string()), Delivery::Whole))
        }
        Fault::ResetAfter | Fault::Slow(_) | Fault::Truncated | Fault::InvalidJson => None,
    }
}

fn carry_out(shared: &Shared, call: &Call) -> Answer {
    let mut state = shared.state();
    let form = Form::read(&call.body);
    let json = match call.action.split_once(':').map_or("", |(service, _)| service) {
        "ecs" => operation::carry_out(&mut state, call.operation(), &call.body),
        "logs" => state.logs.carry_out(call.operation(), &call.body),
        "sts" => {
            let identity = [
                Xml::text("Arn", format!("arn:aws:iam::{ACCOUNT}:user/deployer")),
                Xml::text("UserId", "AIDAFAKEFAKEFAKEFAKE"),
                Xml::text("Account", ACCOUNT),
            ];
            return Answer::xml(200, xml::result(TOKENS, call.operation(), &identity));
        }
        _ => match load_balancing::carry_out(&state, &form) {
            Ok(result) => return Answer::xml(200, xml::result(BALANCING, call.operation(), &result)),
            Err(refusal) => Err(refusal),
        },
    };
    match json {
        Ok(json) => Answer::json(200, json.text()),
        Err(refusal) => refuse(call, &refusal),
    }
}

/// An error in the protocol of the call.
fn refuse(call: &Call, refusal: &Refusal) -> Answer {
    if call.header("x-amz-target").is_some() {
        return Answer::json(refusal.status, refusal.json());
    }
    Answer::xml(refusal.status, xml::error(BALANCING, refusal))
}
