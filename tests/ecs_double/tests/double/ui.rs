//! Jaeger's user interface.

use std::net::TcpStream;

use outrigger_ecs_double::{JaegerUi, Page};

use crate::client::get;

#[test]
fn only_the_api_depends_on_the_base_path() {
    // The base path, the path that is asked for, the status, and what the body has.
    let table = [
        ("/jaeger", "/jaeger/", 200, "Jaeger UI"),
        ("/jaeger", "/jaeger/search?x=1", 200, "Jaeger UI"),
        ("/jaeger", "/jaeger", 301, ""),
        ("/jaeger", "/", 404, "404"),
        ("/jaeger", "/jaeger/api/services", 200, "\"data\":[\"shop-api\"]"),
        ("", "/", 200, "Jaeger UI"),
        ("", "/jaeger/", 200, "Jaeger UI"),
        ("", "/jaeger/api/services", 200, "Jaeger UI"),
        ("", "/api/services", 200, "\"data\":[\"shop-api\"]"),
    ];
    for (base, path, status, words) in table {
        let ui = JaegerUi::start(base);
        ui.set_services(&["shop-api"]);
        let answer = get(&format!("{}{path}", ui.root()));
        assert_eq!(answer.status, status, "{base} {path}");
        assert!(answer.body.contains(words), "{base} {path}: {}", answer.body);
        assert_eq!(answer.head.contains("Location: /jaeger/"), status == 301);
        assert_eq!(answer.head.contains("application/json"), words.contains("data"), "{base} {path}");
        assert_eq!(ui.paths(), [path]);
    }
}

#[test]
fn other_servers_at_the_address() {
    let ui = JaegerUi::start("/jaeger");
    for (page, status, words) in
        [(Page::Unavailable, 503, "503 Service"), (Page::Application, 200, "shop"), (Page::Reset, 0, "")]
    {
        ui.set_page(page);
        let answer = get(&format!("{}api/services", ui.url()));
        assert_eq!(answer.status, status);
        assert!(answer.body.contains(words), "{}", answer.body);
    }
    let refused = JaegerUi::refused();
    assert!(TcpStream::connect(refused.strip_prefix("http://").unwrap()).is_err());
}
