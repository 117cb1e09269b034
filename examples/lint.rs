//! Holding a task definition against the rule book, with rules of one's own choice: what a CI step of a platform team does.

use outrigger::{Document, Position, Rule, Service, Severity, judge, lint};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = r#"{
  "family": "shop-api",
  "requiresCompatibilities": ["FARGATE"],
  "networkMode": "awsvpc",
  "cpu": "256",
  "memory": "4096",
  "containerDefinitions": [{ "name": "api", "image": "shop/api:latest" }]
}"#;
    let document = Document::scan(text)?;
    let findings = lint(document.root(), &Service::default().with_desired_count(2))?;

    // This team wants versions of images to be named.
    let findings = judge(findings, &[], &[Rule::UntaggedImage]);
    for finding in &findings {
        let offset = document.root().at(&finding.pointer).map_or(0, |value| value.span().start);
        println!("{}: {finding}", Position::of(text, offset).line);
        println!("   {}", finding.help);
    }
    assert_eq!(findings.iter().filter(|finding| finding.severity == Severity::Error).count(), 2);
    Ok(())
}
