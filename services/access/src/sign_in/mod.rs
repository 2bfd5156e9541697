//! Signing people in with OpenID Connect: the code flow with PKCE, as GOV.UK One Login, NHS login, Entra ID and Keycloak have it.
//!
//! What comes of it is who the provider says it is, and nothing else: no token leaves this module, nor does a secret, a code or a name enter a
//! message. Nobody is looked up here; whose account it is, is for SignInService.

mod check;
mod error;
mod provider;

pub use self::{
    error::{NotBelieved, SignInError},
    provider::{Begun, Provider, ProviderSettings},
};

/// An account that a provider vouched for just now.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// The provider, as it calls itself.
    pub issuer: String,
    /// What it knows the person by.
    pub subject: String,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Account").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}
