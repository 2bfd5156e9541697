//! A provider that gives out what a real one would not. It signs with a key of its own (ES256), or not at all, as the test says.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use aws_lc_rs::{
    hmac,
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use crate::provider::{KNOWN_AS, SECRET};

/// Who is said to be signed in.
pub const SUBJECT: &str = "forged-subject";
/// What comes beside each token.
pub const ACCESS_TOKEN: &str = "a-forged-access-token";

/// The provider.
pub struct Forger {
    pub issuer: String,
    has: Arc<Mutex<Has>>,
}

/// What it has just now.
struct Has {
    key: EcdsaKeyPair,
    /// The name of its key, counted from 1.
    key_number: u32,
    /// How often it was asked for its keys.
    asked_for_keys: u32,
    /// What the next code is exchanged for.
    next: String,
}

/// How a token is signed.
#[derive(Debug, Clone, Copy)]
pub enum Signed {
    /// As it should be.
    Well,
    /// With a key that the provider does not publish.
    ByAnother,
    /// `alg: none`, and nothing where the signature stands.
    Not,
    /// With the secret that both know.
    WithTheSecret,
}

impl Forger {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let issuer = format!("http://{}", listener.local_addr().expect("an address"));
        let has = Arc::new(Mutex::new(Has { key: key(), key_number: 1, asked_for_keys: 0, next: String::new() }));
        tokio::spawn(serve(listener, issuer.clone(), Arc::clone(&has)));
        Self { issuer, has }
    }

    /// From now on it has another key, and no more the one that it had.
    pub fn changes_its_key(&self) {
        let mut has = self.has();
        has.key = key();
        has.key_number += 1;
    }

    /// How often it was asked for its keys.
    pub fn asked_for_keys(&self) -> u32 {
        self.has().asked_for_keys
    }

    /// The ID token that was given out last.
    pub fn gave(&self) -> String {
        self.has().next.clone()
    }

    fn has(&self) -> MutexGuard<'_, Has> {
        lock(&self.has)
    }

    /// What a right token says.
    pub fn claims(&self, nonce: &str) -> Value {
        json!({ "iss": self.issuer, "sub": SUBJECT, "aud": KNOWN_AS, "nonce": nonce, "iat": seconds(), "exp": seconds() + 300 })
    }

    /// The next code is exchanged for this.
    pub fn gives(&self, claims: &Value, signed: Signed) {
        let algorithm = match signed {
            Signed::Well | Signed::ByAnother => "ES256",
            Signed::Not => "none",
            Signed::WithTheSecret => "HS256",
        };
        let mut has = self.has();
        let head = base64url(json!({ "alg": algorithm, "typ": "JWT", "kid": has.key_number.to_string() }).to_string().as_bytes());
        let signing = format!("{head}.{}", base64url(claims.to_string().as_bytes()));
        let signature = match signed {
            Signed::Well => sign(&has.key, &signing),
            Signed::ByAnother => sign(&key(), &signing),
            Signed::Not => Vec::new(),
            Signed::WithTheSecret => {
                hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes()), signing.as_bytes()).as_ref().to_vec()
            }
        };
        has.next = format!("{signing}.{}", base64url(&signature));
    }
}

pub fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
}

fn key() -> EcdsaKeyPair {
    EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key")
}

fn sign(key: &EcdsaKeyPair, text: &str) -> Vec<u8> {
    key.sign(&SystemRandom::new(), text.as_bytes()).expect("it signs").as_ref().to_vec()
}

fn lock(has: &Mutex<Has>) -> MutexGuard<'_, Has> {
    has.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(listener: TcpListener, issuer: String, has: Arc<Mutex<Has>>) {
    loop {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let path = heard(&mut stream).await;
        let answer = match path.as_str() {
            "/.well-known/openid-configuration" => json!({
                "issuer": issuer,
                "authorization_endpoint": format!("{issuer}/authorize"),
                "token_endpoint": format!("{issuer}/token"),
                "jwks_uri": format!("{issuer}/jwks"),
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
            }),
            "/jwks" => {
                let mut has = lock(&has);
                has.asked_for_keys += 1;
                let (kid, point) = (has.key_number.to_string(), has.key.public_key().as_ref());
                let (x, y) = (base64url(&point[1..33]), base64url(&point[33..]));
                json!({ "keys": [{ "kty": "EC", "crv": "P-256", "use": "sig", "kid": kid, "x": x, "y": y }] })
            }
            _ => json!({ "access_token": ACCESS_TOKEN, "token_type": "Bearer", "id_token": lock(&has).next }),
        }
        .to_string();
        let head =
            format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", answer.len());
        stream.write_all(format!("{head}{answer}").as_bytes()).await.expect("it is heard");
    }
}

/// Reads a whole request; gives its path.
async fn heard(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let mut part = [0; 4096];
        let read = stream.read(&mut part).await.expect("a request");
        bytes.extend_from_slice(&part[..read]);
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let lower = head.to_lowercase();
            let length =
                lower.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |text| text.parse().expect("a number"));
            if body.len() >= length {
                return head.split(' ').nth(1).expect("a path").to_owned();
            }
        }
        assert!(read > 0, "it is cut off");
    }
}

/// RFC 4648 §5, without padding.
fn base64url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        text.extend((0..=chunk.len()).map(|place| char::from(ALPHABET[(group >> (18 - 6 * place) & 0x3f) as usize])));
    }
    text
}
