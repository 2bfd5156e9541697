//! Where the portal listens, how people's browsers know it, and with which provider they sign in. Files are named here and read elsewhere.

use std::path::PathBuf;

use clap::Args;
use http::Uri;

use super::Listen;
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
    pub at: Listen,
    /// How browsers know it, if that is not where it listens.
    pub address: Option<String>,
    /// With what people sign in, besides invitations.
    pub provider: Option<SignInWith>,
}

impl PortalSettings {
    /// No portal.
    pub const OFF: Self = Self { at: Listen::Off, address: None, provider: None };

    /// What flags and environment say counts before the file.
    pub fn of(args: &PortalArgs, file: PortalArgs, is_asked_for: bool) -> Result<Self, WrongUse> {
        let at = at(args.portal.as_ref().or(file.portal.as_ref()), is_asked_for)?;
        let behind_proxy = args.portal_behind_proxy || file.portal_behind_proxy;
        let address = args.portal_address.clone().or(file.portal_address);
        address.as_deref().map_or(Ok(()), check_portal_address)?;
        if let Listen::At(listen) = at
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

/// Whether browsers can go there, and find a portal: a scheme and a host, and nothing below them.
pub fn check_portal_address(text: &str) -> Result<(), WrongUse> {
    let is_one = text.parse::<Uri>().is_ok_and(|uri| {
        let over_http = matches!(uri.scheme_str(), Some("https" | "http"));
        over_http && uri.authority().is_some_and(|host| !host.as_str().contains('@')) && uri.path_and_query().is_none_or(|rest| rest == "/")
    });
    if is_one {
        return Ok(());
    }
    Err(WrongUse::new(format!(
        "\"{text}\" is no address of a portal; --portal-address takes what browsers go to, such as https://my-story.example.org"
    )))
}

fn at(asked: Option<&String>, is_asked_for: bool) -> Result<Listen, WrongUse> {
    match Listen::of("portal", asked.map(String::as_str), PORTAL_PORT)? {
        Listen::IfFree(usual) if is_asked_for => Ok(Listen::At(usual)),
        at => Ok(at),
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
    fn a_portals_address_is_one_that_browsers_can_go_to() {
        for address in ["https://my-story.example.org", "https://my-story.example.org/", "http://127.0.0.1:7480", "http://[::1]:7480"] {
            assert!(check_portal_address(address).is_ok(), "{address}");
        }
        for address in
            ["notaurl", "", "https://", "ftp://a.example", "https://a.example/below", "https://a.example/?b", "https://a:b@c.example"]
        {
            assert!(check_portal_address(address).is_err(), "{address}");
            assert!(settings("127.0.0.1:1", Some(address), false).is_err(), "{address}");
        }
    }

    #[test]
    fn half_of_a_provider_is_wrong_use() {
        let args = PortalArgs { sign_in_issuer: Some("https://id.example.org".into()), ..PortalArgs::default() };
        assert!(PortalSettings::of(&args, PortalArgs::default(), false).is_err());
    }
}
