//! A build without the feature `aws` says how to get what it leaves out.

#![cfg(not(feature = "aws"))]
#![allow(clippy::unwrap_used)]

use std::process::Command;

#[test]
fn commands_that_are_left_out_say_how_to_get_them() {
    let typed = ["jaeger", "--cluster", "shop-cluster-prod", "--service", "shop-api-prod", "--help"];
    for command in ["deploy", "rollback", "verify"] {
        let output = Command::new(env!("CARGO_BIN_EXE_outrigger")).arg(command).args(typed).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{said}");
        assert!(said.contains(&format!("does not have `{command}`")), "{said}");
        assert!(said.contains("cargo install outrigger-cli --features aws"), "{said}");
    }
}
