//! Where the portal listens, how people's browsers know it, and with which provider they sign in. Files are named here and read elsewhere.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use clap::Args;

use crate::exit::WrongUse;

/// Where the portal listens unless something else is said.
pub const PORTAL: &str = "127.0.0.1:7480";
const PORTAL_PORT: u16 = 7480;

/// What `serve` is told of the portal, by flags or by the file.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Portal")]
pub struct PortalArgs {
    /// Where the portal listens, or "off" [default: 127.0.0.1:7480, if it is free].
    #[arg(long, value_name = "ADDRESS", env = "THROUGHLINE_PORTAL")]
    pub portal: Option<String>,
    /// The portal's address as browsers know it: https://my-story.example.org [default: where it listens].
    #[arg(long, value_name = "URL", env = "THROUGHLINE_PORTAL_ADDRESS")]
    pub portal_address: Option<String>,
    /// A proxy on this network ends TLS before the portal, which may listen beyond the loopback then.
    #[arg(long, env = "THROUGHLINE_PORTAL_BEHIND_PROXY")]
    pub portal_behind_proxy: bool,
    /// The provider that people sign in with (OpenID Connect), as it calls itself. Without one, only invitations let people in.
    #[arg(long, value_name = "URL", env = "THROUGHLINE_SIGN_IN_ISSUER")]
    pub sign_in_issuer: Option<String>,
    /// What the provider knows this place by.
    #[arg(long, value_name = "TEXT", env = "THROUGHLINE_SIGN_IN_KNOWN_AS")]
    pub sign_in_known_as: Option<String>,
    /// The file with the secret by which the provider knows that it is this place, for its owner alone.
    #[arg(long, value_name = "FILE", env = "THROUGHLINE_SIGN_IN_SECRET")]
    pub sign_in_secret: Option<PathBuf>,
}

/// Where something listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PortalAt {
    /// Nowhere.
    Off,
    /// There, or not at all if another has the address: nobody asked for it.
    IfFree(SocketAddr),
    /// There.
    At(SocketAddr),
}

/// A provider of sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInWith {
    /// As it calls itself.
    pub issuer: String,
    /// What it knows this place by.
    pub known_as: String,
    /// The file with the secret.
    pub secret: Option<PathBuf>,
}

/// The portal of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalSettings {
    /// Where it listens.
    pub at: PortalAt,
    /// How browsers know it, if that is not where it listens.
    pub address: Option<String>,
    /// With what people sign in, besides invitations.
    pub provider: Option<SignInWith>,
}

impl PortalSettings {
    /// No portal.
    pub const OFF: Self = Self { at: PortalAt::Off, address: None, provider: None };

    /// What flags and environment say counts before the file.
    pub fn of(args: &PortalArgs, file: PortalArgs, is_asked_for: bool) -> Result<Self, WrongUse> {
        let at = at(args.portal.as_ref().or(file.portal.as_ref()), is_asked_for)?;
        let behind_proxy = args.portal_behind_proxy || file.portal_behind_proxy;
        let address = args.portal_address.clone().or(file.portal_address);
        if let PortalAt::At(listen) = at
            && !listen.ip().is_loopback()
            && !(behind_proxy && address.as_ref().is_some_and(|address| address.starts_with("https://")))
        {
            return Err(WrongUse::new(format!(
                "the portal on {listen} can be reached from other machines, and what people read would travel in clear: listen on 127.0.0.1, or \
                 say --portal-behind-proxy where a proxy ends TLS, with its address (--portal-address https://…)"
            )));
        }
        let issuer = args.sign_in_issuer.clone().or(file.sign_in_issuer);
        let known_as = args.sign_in_known_as.clone().or(file.sign_in_known_as);
        let provider = match (issuer, known_as) {
            (None, None) => None,
            (Some(issuer), Some(known_as)) => {
                Some(SignInWith { issuer, known_as, secret: args.sign_in_secret.clone().or(file.sign_in_secret) })
            }
            _ => return Err(WrongUse::new("a provider of sign-in is named by --sign-in-issuer and --sign-in-known-as together")),
        };
        Ok(Self { at, address, provider })
    }
}

fn at(asked: Option<&String>, is_asked_for: bool) -> Result<PortalAt, WrongUse> {
    let usual = SocketAddr::from((Ipv4Addr::LOCALHOST, PORTAL_PORT));
    match asked.map(String::as_str) {
        None if is_asked_for => Ok(PortalAt::At(usual)),
        None => Ok(PortalAt::IfFree(usual)),
        Some("off") => Ok(PortalAt::Off),
        Some(text) => text.parse().map(PortalAt::At).map_err(|_| {
            WrongUse::new(format!("\"{text}\" is nothing that --portal can listen on; give an address and a port such as {PORTAL}, or off"))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(portal: &str, address: Option<&str>, portal_behind_proxy: bool) -> Result<PortalSettings, WrongUse> {
        let args = PortalArgs {
            portal: Some(portal.to_owned()),
            portal_address: address.map(str::to_owned),
            portal_behind_proxy,
            ..PortalArgs::default()
        };
        PortalSettings::of(&args, PortalArgs::default(), false)
    }

    #[test]
    fn the_portal_listens_beyond_the_loopback_only_behind_a_proxy_that_ends_tls() {
        assert!(settings("127.0.0.1:1", None, false).is_ok());
        assert!(settings("0.0.0.0:1", Some("https://my-story.example.org"), true).is_ok());
        assert!(settings("0.0.0.0:1", Some("https://my-story.example.org"), false).is_err());
        assert!(settings("0.0.0.0:1", Some("http://my-story.example.org"), true).is_err());
        assert!(settings("0.0.0.0:1", None, true).is_err());
    }

    #[test]
    fn half_of_a_provider_is_wrong_use() {
        let args = PortalArgs { sign_in_issuer: Some("https://id.example.org".into()), ..PortalArgs::default() };
        assert!(PortalSettings::of(&args, PortalArgs::default(), false).is_err());
    }
}
