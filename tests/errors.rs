//! The errors of all crates implement [`std::error::Error`], so that `?` and `Box<dyn Error>` take them.

fn is_error<T: std::error::Error>() {}

#[test]
fn errors_are_errors() {
    is_error::<outrigger::Error>();
    is_error::<outrigger::jq::Error>();
    is_error::<outrigger::json::file::FileError>();
    is_error::<outrigger::terraform::Error>();
}
