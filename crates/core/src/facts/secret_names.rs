//! Which names of variables, labels, options and members mean secret values.
//!
//! Everything that masks such values or warns about them uses these functions.

/// The endings of variable names that mean credentials, in upper case and without `_`.
const CREDENTIALS: [&str; 10] = [
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "SECRET",
    "TOKEN",
    "APIKEY",
    "ACCESSKEY",
    "SECRETKEY",
    "PRIVATEKEY",
    "SECRETKEYBASE",
];

/// The last letters of these endings.
const LAST_LETTERS: &[u8] = b"DETNY";

/// The length of the longest ending.
const LONGEST: usize = 13;

/// Further words that mean secrets, anywhere in a name.
const MASKED: [&str; 5] = ["AUTHORIZATION", "CREDENTIAL", "COOKIE", "SIGNATURE", "PWD"];

/// Members whose names have such a word, but whose values are only references to secrets.
const REFERENCES: [&str; 4] = ["SECRETS", "SECRETOPTIONS", "CREDENTIALSPARAMETER", "CREDENTIALSPECS"];

/// Whether the value of a variable, label, option or member with this name must not be shown.
///
/// The case of letters does not matter, and `_`, `-` and `.` are ignored.
///
/// ```
/// use outrigger_core::facts::is_secret_name;
///
/// assert!(is_secret_name("DB_PASSWORD"));
/// assert!(is_secret_name("db.passphrase"));
/// assert!(!is_secret_name("PORT"));
/// assert!(!is_secret_name("secretOptions"));
/// ```
#[must_use]
pub fn is_secret_name(name: &str) -> bool {
    let letters: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect();
    let has = |words: &[&str]| words.iter().any(|word| letters.contains(word));
    !REFERENCES.contains(&letters.as_str()) && (has(&CREDENTIALS) || has(&MASKED) || letters.ends_with("PASS"))
}

/// Whether a variable name has an ending that means a credential.
pub(crate) fn is_credential_name(name: &str) -> bool {
    // The last letter is enough to reject most names.
    if !name.bytes().last().is_some_and(|last| LAST_LETTERS.contains(&last.to_ascii_uppercase())) {
        return false;
    }
    // The end of the name, in upper case and without `_`.
    let mut letters = [0; LONGEST];
    let mut start = LONGEST;
    for byte in name.bytes().rev().filter(|byte| *byte != b'_').take(LONGEST) {
        start -= 1;
        letters[start] = byte.to_ascii_uppercase();
    }
    CREDENTIALS.iter().any(|end| letters.ends_with(end.as_bytes()))
}

/// Whether a text has the form of an AWS access key ID.
///
/// ```
/// use outrigger_core::facts::is_access_key_id;
///
/// assert!(is_access_key_id("AKIAFAKEFAKEFAKEFAKE"));
/// assert!(!is_access_key_id("AKIA"));
/// ```
#[must_use]
pub fn is_access_key_id(text: &str) -> bool {
    text.len() == 20
        && (text.starts_with("AKIA") || text.starts_with("ASIA"))
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials() {
        for name in ["DB_PASSWORD", "apiKey", "SECRET_KEY_BASE", "AWS_SECRET_ACCESS_KEY", "passphrase"] {
            assert!(is_credential_name(name), "{name}");
        }
        for name in ["PASSWORD_MIN_LENGTH", "TOKEN_TTL", "SECRETS", "D", ""] {
            assert!(!is_credential_name(name), "{name}");
        }
        assert_eq!(CREDENTIALS.iter().map(|end| end.len()).max(), Some(LONGEST));
        for end in CREDENTIALS {
            assert!(LAST_LETTERS.contains(&end.as_bytes()[end.len() - 1]), "{end}");
        }
    }

    /// A name that means a credential to a rule must also be masked.
    #[test]
    fn masked() {
        for name in
            CREDENTIALS.iter().chain(&MASKED).chain(&["splunk-token", "API_KEY", "db.password", "TOKEN_TTL", "DB_PASS"])
        {
            assert!(is_secret_name(name), "{name}");
        }
        for name in REFERENCES.iter().chain(&["PORT", "environment", "image", "value", "compass_url", ""]) {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}
