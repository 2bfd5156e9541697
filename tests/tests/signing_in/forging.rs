//! A provider that gives out what a real one would not. It signs with a key of its own (ES256), or not at all, as the test says.

use std::{
    sync::{Arc, Mutex, PoisonError},
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

/// The provider.
pub struct Forger {
    pub issuer: String,
    key: Arc<EcdsaKeyPair>,
    next: Arc<Mutex<String>>,
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
        let (key, next) = (Arc::new(key()), Arc::new(Mutex::default()));
        tokio::spawn(serve(listener, issuer.clone(), Arc::clone(&key), Arc::clone(&next)));
        Self { issuer, key, next }
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
        let head = base64url(json!({ "alg": algorithm, "typ": "JWT" }).to_string().as_bytes());
        let signing = format!("{head}.{}", base64url(claims.to_string().as_bytes()));
        let signature = match signed {
            Signed::Well => sign(&self.key, &signing),
            Signed::ByAnother => sign(&key(), &signing),
            Signed::Not => Vec::new(),
            Signed::WithTheSecret => {
                hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes()), signing.as_bytes()).as_ref().to_vec()
            }
        };
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = format!("{signing}.{}", base64url(&signature));
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

async fn serve(listener: TcpListener, issuer: String, key: Arc<EcdsaKeyPair>, next: Arc<Mutex<String>>) {
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
                let point = key.public_key().as_ref();
                json!({ "keys": [{ "kty": "EC", "crv": "P-256", "use": "sig", "x": base64url(&point[1..33]), "y": base64url(&point[33..]) }] })
            }
            _ => {
                let token = next.lock().unwrap_or_else(PoisonError::into_inner).clone();
                json!({ "access_token": "an-access-token", "token_type": "Bearer", "id_token": token })
            }
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
