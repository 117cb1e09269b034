//! Checks Signature Version 4.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::protocol::http::Request;
use crate::protocol::refusal::Refusal;

/// The access key that clients use.
pub const ACCESS_KEY_ID: &str = "AKIAFAKEFAKEFAKEFAKE";
/// Its secret.
pub const SECRET_ACCESS_KEY: &str = "a-fake-secret-for-the-test-double";

/// An access key and its secret.
pub(crate) type Key = (String, String);

/// Checks that the request is signed with one of these keys.
pub(crate) fn check(request: &Request, keys: &[Key]) -> Result<(), Refusal> {
    let refuse = |kind: &str, message: &str| Refusal { status: 403, ..Refusal::new(kind, message) };
    let Some(authorization) = request.header("authorization") else {
        return Err(refuse("MissingAuthenticationTokenException", "Missing Authentication Token"));
    };
    let part = |name: &str| {
        let found = authorization.split([' ', ',']).find_map(|part| part.trim().strip_prefix(name));
        found.ok_or_else(|| refuse("IncompleteSignatureException", &format!("Authorization has no {name}")))
    };
    let (credential, signed, signature) = (part("Credential=")?, part("SignedHeaders=")?, part("Signature=")?);
    let (key, scope) = credential.split_once('/').unwrap_or_default();
    let Some((_, secret)) = keys.iter().find(|(known, _)| known == key) else {
        let message = "The security token included in the request is invalid.";
        return Err(refuse("UnrecognizedClientException", message));
    };
    let body_hash = hex(&Sha256::digest(&request.body));
    if request.header("x-amz-content-sha256").is_some_and(|sent| sent != body_hash) {
        return Err(refuse("InvalidSignatureException", "The content hash is not that of the body."));
    }
    let headers: String = signed.split(';').map(|name| canonical_header(request, name)).collect();
    let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
    let canonical = format!("{}\n{path}\n{query}\n{headers}\n{signed}\n{body_hash}", request.method);
    let date = request.header("x-amz-date").unwrap_or_default();
    let text = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", hex(&Sha256::digest(canonical)));
    let secret = format!("AWS4{secret}").into_bytes();
    let key = scope.split('/').fold(secret, |key, part| hmac(&key, part));
    if hex(&hmac(&key, &text)) != signature {
        let message = "The request signature we calculated does not match the signature you provided. Check your AWS \
                       Secret Access Key and signing method.";
        return Err(refuse("InvalidSignatureException", message));
    }
    Ok(())
}

fn canonical_header(request: &Request, name: &str) -> String {
    let words: Vec<_> = request.header(name).unwrap_or_default().split_whitespace().collect();
    format!("{name}:{}\n", words.join(" "))
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key may have any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
