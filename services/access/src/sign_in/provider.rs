//! A provider of sign-in: what it says of itself, where a browser is sent, and what an answer is exchanged for.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use openidconnect::{
    AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, TokenResponse as _,
    core::{CoreAuthPrompt, CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreProviderMetadata},
};
use zeroize::Zeroizing;

use super::{Account, SignInError, check, error::NotBelieved};
use crate::{
    fetch::{Fetch, is_askable},
    tokens::same,
};

/// For how long what the provider says of itself and of its keys is believed before it is asked again.
const ASK_AGAIN: Duration = Duration::from_secs(5 * 60);
/// How long after keys were looked for that the provider may have changed they are looked for again.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// How a place uses a provider.
#[derive(Clone)]
pub struct ProviderSettings {
    /// The provider's address, as it calls itself.
    pub issuer: String,
    /// What it knows this place by.
    pub known_as: String,
    /// The secret by which it knows that it is this place; none for a provider that goes by PKCE alone.
    pub secret: Option<Zeroizing<String>>,
    /// Where it sends browsers back to.
    pub back: String,
}

/// A provider that people sign in with.
pub struct Provider {
    settings: ProviderSettings,
    issuer: IssuerUrl,
    back: RedirectUrl,
    fetch: Fetch,
    told: Mutex<Option<(Instant, CoreProviderMetadata)>>,
    /// When newer keys were looked for. Held while they are, so that whoever finds that somebody does waits for what they find.
    looked: tokio::sync::Mutex<Option<Instant>>,
}

/// An attempt to sign in. It stays on the server, beside the browser's session, and is good for one answer.
pub struct Begun {
    /// Where the browser goes.
    pub url: String,
    state: CsrfToken,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
}

type Party = CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

impl Provider {
    /// Checks the settings; asks nobody yet.
    pub fn new(settings: ProviderSettings) -> Result<Self, SignInError> {
        let issuer = IssuerUrl::new(settings.issuer.clone()).map_err(|_| SignInError::Settings)?;
        let back = RedirectUrl::new(settings.back.clone()).map_err(|_| SignInError::Settings)?;
        let may_be_asked = issuer.url().as_str().parse().is_ok_and(|issuer| is_askable(&issuer));
        if !may_be_asked || settings.known_as.is_empty() {
            return Err(SignInError::Settings);
        }
        let fetch = Fetch::new().map_err(|_| SignInError::Settings)?;
        Ok(Self { settings, issuer, back, fetch, told: Mutex::default(), looked: tokio::sync::Mutex::default() })
    }

    /// Begins: state, nonce and PKCE's secret are drawn anew.
    pub async fn begin(&self) -> Result<Begun, SignInError> {
        let party = self.party(&self.metadata().await?);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (url, state, nonce) = party
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
            .set_pkce_challenge(challenge)
            // On a machine that several share, nobody comes in, or is connected, as whoever was there before.
            .add_prompt(CoreAuthPrompt::Login)
            .url();
        Ok(Begun { url: url.to_string(), state, nonce, verifier })
    }

    /// Ends what was begun: the browser came back with this. `issuer` is what it says of who answers, where it does (RFC 9207).
    pub async fn end(&self, begun: Begun, state: &str, code: &str, issuer: Option<&str>) -> Result<Account, SignInError> {
        begun.is_answered_by(state)?;
        if issuer.is_some_and(|issuer| issuer != self.issuer.as_str()) {
            return Err(SignInError::NotBelieved(NotBelieved::Issuer));
        }
        let party = self.party(&self.metadata().await?);
        let exchange = party.exchange_code(AuthorizationCode::new(code.to_owned())).map_err(|_| SignInError::ProviderAway)?;
        let answer = exchange.set_pkce_verifier(begun.verifier).request_async(&self.fetch).await.map_err(|error| match error {
            RequestTokenError::ServerResponse(_) => SignInError::CodeNotTaken,
            RequestTokenError::Request(_) => SignInError::ProviderAway,
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => SignInError::NotBelieved(NotBelieved::Shape),
        })?;
        let token = answer.id_token().ok_or(SignInError::NotBelieved(NotBelieved::Shape))?;
        match check::account(token, party.id_token_verifier(), &begun.nonce) {
            // Perhaps by a key that is newer than what is remembered.
            Err(SignInError::NotBelieved(NotBelieved::Signature)) => {
                let party = self.party(&self.look_again().await?);
                check::account(token, party.id_token_verifier(), &begun.nonce)
            }
            checked => checked,
        }
    }

    fn party(&self, metadata: &CoreProviderMetadata) -> Party {
        let secret = self.settings.secret.as_ref().map(|secret| ClientSecret::new(secret.to_string()));
        let party = CoreClient::from_provider_metadata(metadata.clone(), ClientId::new(self.settings.known_as.clone()), secret);
        let methods = metadata.token_endpoint_auth_methods_supported();
        // In the header is what the standard wants where a provider says nothing.
        let in_header = methods.is_none_or(|methods| methods.contains(&CoreClientAuthMethod::ClientSecretBasic));
        let party = party.set_auth_type(if in_header { AuthType::BasicAuth } else { AuthType::RequestBody });
        party.set_redirect_uri(self.back.clone())
    }

    /// What the provider says of itself, with its keys.
    async fn metadata(&self) -> Result<CoreProviderMetadata, SignInError> {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((asked, metadata)) = told
            && asked.elapsed() < ASK_AGAIN
        {
            return Ok(metadata);
        }
        self.ask().await
    }

    /// The same with the keys that it has now, unless they were looked for a moment ago: a provider that signs badly is not asked all the time.
    async fn look_again(&self) -> Result<CoreProviderMetadata, SignInError> {
        let mut looked = self.looked.lock().await;
        if looked.is_some_and(|looked| looked.elapsed() < LOOK_AGAIN) {
            return self.metadata().await;
        }
        let metadata = self.ask().await?;
        *looked = Some(Instant::now());
        Ok(metadata)
    }

    async fn ask(&self) -> Result<CoreProviderMetadata, SignInError> {
        let metadata = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.fetch).await.map_err(|error| {
            tracing::warn!(%error, issuer = self.issuer.as_str(), "the provider of sign-in cannot be asked what it has");
            SignInError::ProviderAway
        })?;
        *self.told.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), metadata.clone()));
        Ok(metadata)
    }
}

impl Begun {
    /// Whether an answer with this state is to this attempt; compared without telling by its time how much was alike.
    pub fn is_answered_by(&self, state: &str) -> Result<(), SignInError> {
        if same(self.state.secret(), state) { Ok(()) } else { Err(SignInError::NotBegunHere) }
    }
}

impl fmt::Debug for ProviderSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("ProviderSettings").field("issuer", &self.issuer).field("back", &self.back).finish_non_exhaustive()
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.settings, formatter)
    }
}

impl fmt::Debug for Begun {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Begun").finish_non_exhaustive()
    }
}
