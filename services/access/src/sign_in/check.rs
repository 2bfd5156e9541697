//! Whether an ID token is believed: signed by the provider in a way that is on the list, for this place, for this attempt, and from now.

use std::time::{Duration, SystemTime};

use openidconnect::{
    ClaimsVerificationError, Nonce,
    core::{CoreIdToken, CoreIdTokenVerifier, CoreJwsSigningAlgorithm},
};

use super::{Account, SignInError, error::NotBelieved};

/// The ways of signing that are believed: with the provider's own key. Never "none", nor with a secret that two know.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 3] =
    [CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256, CoreJwsSigningAlgorithm::RsaSsaPssSha256, CoreJwsSigningAlgorithm::EcdsaP256Sha256];
/// How far two clocks may differ. The token was issued a moment ago, when the code was exchanged.
const LEEWAY: Duration = Duration::from_secs(2 * 60);

/// Whom a token is about, if it is believed.
pub(super) fn account(token: &CoreIdToken, verifier: CoreIdTokenVerifier<'_>, nonce: &Nonce) -> Result<Account, SignInError> {
    let verifier = verifier
        .set_allowed_algs(ALGORITHMS)
        .set_time_fn(|| (SystemTime::now() - LEEWAY).into())
        .set_issue_time_verifier_fn(|issued| if is_now(issued.into()) { Ok(()) } else { Err(String::new()) });
    let claims = token.claims(&verifier, nonce).map_err(|error| why(&error))?;
    Ok(Account { issuer: claims.issuer().to_string(), subject: claims.subject().to_string() })
}

fn is_now(issued: SystemTime) -> bool {
    let apart = SystemTime::now().duration_since(issued).unwrap_or_else(|ahead| ahead.duration());
    apart <= LEEWAY
}

/// What the library says of the token itself stays here.
fn why(error: &ClaimsVerificationError) -> SignInError {
    SignInError::NotBelieved(match error {
        ClaimsVerificationError::Expired(_) => return SignInError::OtherTime,
        ClaimsVerificationError::SignatureVerification(_) => NotBelieved::Signature,
        ClaimsVerificationError::InvalidIssuer(_) => NotBelieved::Issuer,
        ClaimsVerificationError::InvalidAudience(_) => NotBelieved::Audience,
        ClaimsVerificationError::InvalidNonce(_) => NotBelieved::Nonce,
        _ => NotBelieved::Shape,
    })
}
