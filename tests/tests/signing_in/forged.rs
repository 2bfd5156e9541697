//! Tokens that are not what they should be let nobody in, and the page says what to do.

use std::net::{Ipv4Addr, SocketAddr};

use serde_json::{Value, json};
use throughline_servers::Port;
use throughline_tests::{Browser, Page};

use crate::{
    forging::{ACCESS_TOKEN, Forger, SUBJECT, Signed, seconds},
    scene::Scene,
};

const TEN_MINUTES: u64 = 600;

struct Forgery {
    scene: Scene,
    forger: Forger,
    /// Held until the end.
    _port: Port,
}

impl Forgery {
    /// A place at which the account that the forger speaks of is Rosa's.
    async fn new() -> Self {
        let (port, forger) = (Port::claim(), Forger::start().await);
        let scene = Scene::at(SocketAddr::from((Ipv4Addr::LOCALHOST, port.number())), Some(forger.issuer.clone())).await;
        let forgery = Self { scene, forger, _port: port };
        let mut browser = forgery.scene.signed_in(&forgery.scene.invited_resident().await).await;
        let begun = browser.post(&forgery.scene.url("/account"), "").await.is(303);
        forgery.comes_back(&mut browser, &begun, Signed::Well, |_| {}).await.is(303);
        forgery
    }

    /// The provider gives out a token that is right but for this change.
    async fn comes_back(&self, browser: &mut Browser, begun: &Page, signed: Signed, change: impl Fn(&mut Value)) -> Page {
        let url = begun.location();
        for part in ["response_type=code", "code_challenge_method=S256", "code_challenge=", "scope=openid"] {
            assert!(url.contains(part), "{url}");
        }
        let mut claims = self.forger.claims(of(&url, "nonce"));
        change(&mut claims);
        self.forger.gives(&claims, signed);
        browser.get(&self.scene.url(&format!("/sign-in/back?state={}&code=any", of(&url, "state")))).await
    }

    /// What nobody but the portal's process may know: the subject, the tokens, and the parts of the one that says who it is.
    fn secrets(&self) -> Vec<String> {
        let token = self.forger.gave();
        let parts = token.split('.').skip(1).map(str::to_owned).collect::<Vec<_>>();
        assert!(parts.len() == 2 && parts.iter().all(|part| part.len() > 20), "{token}");
        parts.into_iter().chain([token, SUBJECT.to_owned(), ACCESS_TOKEN.to_owned()]).collect()
    }

    async fn signs_in(&self, signed: Signed, change: impl Fn(&mut Value)) -> Page {
        let mut browser = Browser::default();
        let begun = browser.get(&self.scene.url("/sign-in")).await.is(303);
        let page = self.comes_back(&mut browser, &begun, signed, change).await;
        let is_in = browser.get(&self.scene.url("/")).await.body.contains("My story");
        assert_eq!(is_in, page.status == 303, "{}", page.body);
        page
    }
}

fn of<'a>(url: &'a str, name: &str) -> &'a str {
    url.split(['?', '&']).find_map(|pair| pair.strip_prefix(&format!("{name}="))).expect("it is there")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_lets_somebody_in_only_if_it_is_right_in_every_part() {
    let forgery = Forgery::new().await;
    forgery.signs_in(Signed::Well, |_| {}).await.is(303);
    let not_believed = |page: Page, why: &str| assert!(page.is(400).body.contains(&format!("not believed ({why})")), "{why}");
    not_believed(forgery.signs_in(Signed::Not, |_| {}).await, "its signature");
    not_believed(forgery.signs_in(Signed::ByAnother, |_| {}).await, "its signature");
    not_believed(forgery.signs_in(Signed::WithTheSecret, |_| {}).await, "its signature");
    not_believed(forgery.signs_in(Signed::Well, |claims| claims["nonce"] = json!("another")).await, "its nonce");
    not_believed(forgery.signs_in(Signed::Well, |claims| claims["aud"] = json!("another-place")).await, "its audience");
    not_believed(forgery.signs_in(Signed::Well, |claims| claims["iss"] = json!("https://id.example.org")).await, "its issuer");
    let many = |claims: &mut Value| claims["aud"] = json!(["throughline-portal", "another-place"]);
    not_believed(forgery.signs_in(Signed::Well, many).await, "its audience");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_ten_minutes_off_is_told_to_be_set() {
    let forgery = Forgery::new().await;
    let at = |issued: u64| move |claims: &mut Value| (claims["iat"], claims["exp"]) = (json!(issued), json!(issued + 3_600));
    for issued in [seconds() - TEN_MINUTES, seconds() + TEN_MINUTES] {
        let page = forgery.signs_in(Signed::Well, at(issued)).await.is(400);
        assert!(page.body.contains("set the clock"), "{}", page.body);
    }
    forgery.signs_in(Signed::Well, at(seconds() - 60)).await.is(303);
    let expired = |claims: &mut Value| claims["exp"] = json!(seconds() - TEN_MINUTES);
    assert!(forgery.signs_in(Signed::Well, expired).await.is(400).body.contains("set the clock"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_provider_knows_somebody_by_lies_in_no_file_of_the_place() {
    let forgery = Forgery::new().await;
    let secrets = forgery.secrets();
    let folder = forgery.scene.place.close().await;
    let mut looked_at = 0;
    for entry in std::fs::read_dir(folder.path()).expect("a folder") {
        let path = entry.expect("an entry").path();
        let Ok(bytes) = std::fs::read(&path) else { continue };
        looked_at += 1;
        for secret in &secrets {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{}", path.display());
        }
    }
    assert!(looked_at > 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_provider_gives_out_reaches_no_page_and_no_cookie() {
    let forgery = Forgery::new().await;
    let mut browser = Browser::default();
    let begun = browser.get(&forgery.scene.url("/sign-in")).await.is(303);
    let back = forgery.comes_back(&mut browser, &begun, Signed::Well, |_| {}).await.is(303);
    let start = browser.get(&forgery.scene.url("/")).await.is(200);
    let disconnected = browser.post(&forgery.scene.url("/account/disconnect"), "").await.is(303);
    let cookie = browser.cookie(&forgery.scene.portal).expect("a session").to_owned();
    let seen = format!("{:?}", (begun, back, start, disconnected, cookie));
    assert!(seen.contains("My story") && seen.contains("__Host-session"));
    for secret in forgery.secrets() {
        assert!(!seen.contains(&secret), "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_may_change_its_key_and_is_asked_for_it_once_a_minute_at_most() {
    let forgery = Forgery::new().await;
    let asked = forgery.forger.asked_for_keys();
    forgery.forger.changes_its_key();
    forgery.signs_in(Signed::Well, |_| {}).await.is(303);
    assert_eq!(forgery.forger.asked_for_keys(), asked + 1);
    // Whatever is signed badly then has it asked no more.
    for _ in 0..3 {
        let page = forgery.signs_in(Signed::ByAnother, |_| {}).await.is(400);
        assert!(page.body.contains("not believed (its signature)"), "{}", page.body);
    }
    forgery.signs_in(Signed::Well, |_| {}).await.is(303);
    assert_eq!(forgery.forger.asked_for_keys(), asked + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_away_lets_nobody_in_and_invitations_go_on() {
    let (port, away) = (Port::claim(), Port::claim());
    let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, port.number()));
    let scene = Scene::at(listen, Some(format!("http://127.0.0.1:{}", away.number()))).await;
    let page = Browser::default().get(&scene.url("/sign-in")).await.is(502);
    assert!(page.body.contains("cannot be reached just now"), "{}", page.body);
    scene.signed_in(&scene.invited_resident().await).await;
}
