//! Links the program at a fixed address where the C library is glibc.
//!
//! A position-independent program has its tables of addresses filled each time that it starts, a fifth of what a small
//! document takes. What a random address protects from is memory that is written past its bounds, and no crate of this
//! workspace has unsafe code.

use std::env;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    let is_static =
        env::var("CARGO_CFG_TARGET_FEATURE").is_ok_and(|found| found.split(',').any(|name| name == "crt-static"));
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") && !is_static {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
}
