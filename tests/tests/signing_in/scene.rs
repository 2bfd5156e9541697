//! A place with a portal, a supporter and two residents.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddr},
    os::unix::fs::PermissionsExt as _,
    path::PathBuf,
};

use throughline::{
    config::{Listen, PortalSettings, SignInWith},
    node::Serving,
};
use throughline_access::Tokens;
use throughline_proto::{
    SIGNED_IN_AT,
    v1::{InviteRequest, InviteResponse, sign_in_service_client::SignInServiceClient},
};
use throughline_servers::Port;
use throughline_tests::{Browser, Caller, Clock, Page, Place, place};
use tonic::{Request, Status, transport::Channel};

use crate::provider::{KNOWN_AS, Provider, SECRET};

pub const HOUSE: &str = "harmony-house";

/// A place that people sign in to.
pub struct Scene {
    pub place: Place,
    pub portal: String,
    pub house: Caller,
    pub amina: String,
    pub rosa: String,
    /// Held until the end, where the scene took it.
    pub _port: Option<Port>,
}

impl Scene {
    /// Without a provider: only invitations let people in.
    pub async fn new() -> Self {
        let port = Port::claim();
        let scene = Self::at(SocketAddr::from((Ipv4Addr::LOCALHOST, port.number())), None).await;
        Self { _port: Some(port), ..scene }
    }

    /// The same, with a clock at the door that the test sets.
    pub async fn by_a_clock() -> (Self, Clock) {
        let port = Port::claim();
        let portal = SocketAddr::from((Ipv4Addr::LOCALHOST, port.number()));
        let (place, clock) = Place::by_a_clock_with(serving(portal, None)).await;
        (Self { _port: Some(port), ..Self::of(place, portal).await }, clock)
    }

    /// With the real provider.
    pub async fn with_provider() -> (Self, Provider) {
        let port = Port::claim();
        let portal = SocketAddr::from((Ipv4Addr::LOCALHOST, port.number()));
        let provider = Provider::start(&format!("http://{portal}/sign-in/back"));
        let scene = Self::at(portal, Some(provider.issuer.clone())).await;
        (Self { _port: Some(port), ..scene }, provider)
    }

    pub async fn at(portal: SocketAddr, issuer: Option<String>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        place::begin(folder.path());
        let secret: PathBuf = folder.path().join("sign-in.secret");
        fs::write(&secret, SECRET).expect("written");
        fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).expect("closed");
        let provider = issuer.map(|issuer| SignInWith { issuer, known_as: KNOWN_AS.to_owned(), secret: Some(secret) });
        Self::of(Place::open_with(folder, serving(portal, provider)).await, portal).await
    }

    async fn of(place: Place, portal: SocketAddr) -> Self {
        let house = place.agency(HOUSE).await;
        let amina = house.is_joined_by("Amina").await;
        let rosa = house.hears_of("Rosa").await;
        place.seen().await;
        Self { place, portal: format!("http://{portal}"), house, amina, rosa, _port: None }
    }

    /// An address of the portal's.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.portal)
    }

    pub async fn invited_supporter(&self) -> String {
        invite(&self.house, InviteRequest { supporter: self.amina.clone(), ..InviteRequest::default() }).await.expect("it is made").token
    }

    pub async fn invited_resident(&self) -> String {
        invite(&self.house, InviteRequest { resident: self.rosa.clone(), ..InviteRequest::default() }).await.expect("it is made").token
    }

    /// Presses the button on an invitation's page.
    pub async fn takes_up(&self, browser: &mut Browser, token: &str) -> Page {
        browser.post(&self.url(&format!("/invitation/{token}")), "").await
    }

    /// Somebody who is signed in by an invitation.
    pub async fn signed_in(&self, token: &str) -> Browser {
        let mut browser = Browser::default();
        self.takes_up(&mut browser, token).await.is(303);
        browser
    }

    /// The portal's own way in, for what its pages do not do.
    pub fn door(&self) -> SignInServiceClient<Channel> {
        SignInServiceClient::new(self.house.channel())
    }

    /// The portal's token.
    pub fn token(&self) -> String {
        Tokens::portal_token(self.place.folder.path()).expect("it has one").to_string()
    }
}

fn serving(portal: SocketAddr, provider: Option<SignInWith>) -> Serving {
    let wanted = PortalSettings { at: Listen::At(portal), address: None, provider };
    Serving { portal: wanted, ..SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into() }
}

/// An agency's system invites somebody.
pub async fn invite(caller: &Caller, request: InviteRequest) -> Result<InviteResponse, Status> {
    Ok(SignInServiceClient::new(caller.transport()).invite(request).await?.into_inner())
}

/// A call that the portal makes for somebody who signed in as of there.
pub fn call_as_of<T>(token: &str, acting_for: &str, signed_in_at: u64, message: T) -> Request<T> {
    let mut request = call(token, Some(acting_for), message);
    request.metadata_mut().insert(SIGNED_IN_AT, signed_in_at.into());
    request
}

/// A call with this token, for whom it says.
pub fn call<T>(token: &str, acting_for: Option<&str>, message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.metadata_mut().insert("authorization", format!("Bearer {token}").parse().expect("a header"));
    if let Some(acting_for) = acting_for {
        request.metadata_mut().insert("throughline-acting-for", acting_for.parse().expect("a header"));
    }
    request
}
