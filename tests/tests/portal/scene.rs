//! A place with a portal; Amina of Harmony House, who is signed in and alongside Rosa; and Sam, whom only another agency knows.

use std::net::{Ipv4Addr, SocketAddr};

use throughline::{
    config::{Listen, PortalSettings},
    node::Serving,
};
use throughline_proto::v1::{InviteRequest, sign_in_service_client::SignInServiceClient};
use throughline_servers::Port;
use throughline_tests::{Browser, Caller, Page, Place, events, place};

/// A place that people read and write in.
pub struct Scene {
    pub place: Place,
    pub house: Caller,
    pub other: Caller,
    pub amina: String,
    pub rosa: String,
    pub sam: String,
    portal: String,
    _port: Port,
}

impl Scene {
    pub async fn new() -> Self {
        let port = Port::claim();
        let at = SocketAddr::from((Ipv4Addr::LOCALHOST, port.number()));
        let folder = tempfile::tempdir().expect("a folder");
        place::begin(folder.path());
        let portal = PortalSettings { at: Listen::At(at), address: None, provider: None };
        let place = Place::open_with(folder, Serving { portal, ..SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into() }).await;
        let (house, other) = (place.agency("harmony-house").await, place.agency("care-city").await);
        let amina = house.is_joined_by("Amina").await;
        let (rosa, sam) = (house.hears_of("Rosa").await, other.hears_of("Sam").await);
        house.write(events::alongside(&rosa, &amina)).await;
        place.seen().await;
        Self { place, house, other, amina, rosa, sam, portal: format!("http://{at}"), _port: port }
    }

    /// An address of the portal's.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.portal)
    }

    /// A page of somebody's story.
    pub fn story(&self, person: &str, rest: &str) -> String {
        self.url(&format!("/story/{person}{rest}"))
    }

    /// Amina's browser.
    pub async fn amina(&self) -> Browser {
        self.comes_in(InviteRequest { supporter: self.amina.clone(), ..InviteRequest::default() }).await
    }

    /// Rosa's browser.
    pub async fn rosa(&self) -> Browser {
        self.comes_in(InviteRequest { resident: self.rosa.clone(), ..InviteRequest::default() }).await
    }

    async fn comes_in(&self, request: InviteRequest) -> Browser {
        let invited = SignInServiceClient::new(self.house.transport()).invite(request).await.expect("it is made").into_inner();
        let mut browser = Browser::default();
        browser.post(&self.url(&format!("/invitation/{}", invited.token)), "").await.is(303);
        browser
    }
}

/// The value of a page's hidden request id.
pub fn request_id(page: &Page) -> String {
    let after = page.body.split("name=\"request_id\" value=\"").nth(1).expect("the form has one");
    after.split('"').next().expect("it ends").to_owned()
}
