//! The portal before a large log: a supporter's browser asks for stories of 50 entries, 50 a second, whatever the answers take; and forms are sent, as
//! many a second as a thousand, of which each is written or refused with a page that says so.

use std::{sync::Arc, time::Duration};

use anyhow::{Context as _, ensure};
use http::{Method, header};
use throughline::{
    connect::{Node as _, Speaker},
    node::Local,
};
use throughline_access::fetch::{Fetch, HttpRequest, HttpResponse};
use throughline_load::Reached;
use throughline_proto::v1::{InviteRequest, sign_in_service_client::SignInServiceClient};
use tokio::{task::JoinSet, time::Instant};
use uuid::Uuid;

use super::Run;
use crate::{
    figure::{Figure, median_of},
    place::{Place, connect},
    process::Server,
    store::Home,
    whole,
};

/// How many pages are asked for in a second, and for how many seconds.
const PAGES_PER_SECOND: u32 = 50;
const PAGES_SECONDS: u32 = 20;
/// And how many forms.
const FORMS_PER_SECOND: u32 = 1_000;
const FORMS_SECONDS: u32 = 5;

/// A browser of somebody who is signed in.
struct Browser {
    fetch: Fetch,
    portal: String,
    cookie: String,
}

/// Takes the figures.
pub async fn measure(run: &Run<'_>) -> anyhow::Result<Vec<Figure>> {
    let home = Home::new(run.store)?;
    let place = whole::write(&home, run).await?;
    let environment = home.environment().into_iter().chain([("THROUGHLINE_PORTAL", "127.0.0.1:0".to_owned())]).collect();
    let server = Server::start("serve", home.folder(), environment)?;
    let address = server.told("address")?.to_owned();
    let place = place.moved_to(&address);
    place.seen(place.head).await?;
    let browser = Arc::new(Browser::of_supporter(&home, &place, &address, server.told("portal")?).await?);
    let mut rounds = Vec::new();
    for _ in 0..run.scale.rounds {
        let pages = pages(&browser, &place).await?;
        let forms = forms(&browser, &place).await?;
        rounds.push(vec![
            Figure::of("portal_story", run.store.name(), pages, "pages/s"),
            Figure::of("portal_forms", run.store.name(), forms, "forms/s"),
        ]);
    }
    server.stop()?;
    Ok(median_of(&rounds))
}

/// Stories, each of somebody else.
async fn pages(browser: &Arc<Browser>, place: &Place) -> anyhow::Result<Reached> {
    let stories: Vec<String> = place.residents.iter().map(|person| format!("/story/{person}")).collect();
    // Looks are written once for each story and five minutes, and caches fill: not measured.
    for story in stories.iter().take(20) {
        ensure!(browser.ask(Method::GET, story, "").await?.status() == 200, "{story} is not shown");
    }
    paced(PAGES_PER_SECOND, PAGES_SECONDS, |number| {
        let (browser, story) = (Arc::clone(browser), stories[number as usize * 7 % stories.len()].clone());
        async move {
            let answer = browser.ask(Method::GET, &story, "").await?;
            ensure!(answer.status() == 200, "{} instead of a story", answer.status());
            Ok(())
        }
    })
    .await
}

/// Forms of one line each, every one with an id of its own.
async fn forms(browser: &Arc<Browser>, place: &Place) -> anyhow::Result<Reached> {
    let add = format!("/story/{}/add", place.residents.last().context("nobody lives there")?);
    paced(FORMS_PER_SECOND, FORMS_SECONDS, |_| {
        let (browser, add) = (Arc::clone(browser), add.clone());
        async move {
            let form = format!("request_id={}&kind=reached_out&date=2026-01-05&then=add", Uuid::now_v7());
            let answer = browser.ask(Method::POST, &add, &form).await?;
            let is_written = answer.status() == 303;
            let says_why = answer.status() == 503 && String::from_utf8_lossy(answer.body()).contains("it is never written twice");
            ensure!(is_written || says_why, "{} to a form", answer.status());
            Ok(())
        }
    })
    .await
}

/// Asks so often a second, for so many seconds; how long each took since it should have been asked.
async fn paced<F>(per_second: u32, seconds: u32, mut ask: impl FnMut(u32) -> F) -> anyhow::Result<Reached>
where
    F: Future<Output = anyhow::Result<()>> + Send + 'static,
{
    let began = Instant::now();
    let mut asked = JoinSet::new();
    for number in 0..per_second * seconds {
        let due = began + Duration::from_secs(1) * number / per_second;
        tokio::time::sleep_until(due).await;
        let answer = ask(number);
        asked.spawn(async move { answer.await.map(|()| due.elapsed()) });
    }
    let mut took_ms = Vec::new();
    while let Some(answered) = asked.join_next().await {
        took_ms.push(answered??.as_secs_f64() * 1_000.0);
    }
    took_ms.sort_unstable_by(f64::total_cmp);
    let percentile = |percent: usize| took_ms.get((took_ms.len() * percent / 100).min(took_ms.len().saturating_sub(1))).copied();
    let per_second = took_ms.len() as f64 / began.elapsed().as_secs_f64();
    Ok(Reached { per_second, p50_ms: percentile(50), p99_ms: percentile(99) })
}

impl Browser {
    /// Comes in with a link, as a supporter does.
    async fn of_supporter(home: &Home, place: &Place, address: &str, portal: &str) -> anyhow::Result<Self> {
        let token = Local.token(home.folder(), address, Speaker::Keeper).await?;
        let invited = InviteRequest { supporter: place.supporter.clone(), ..InviteRequest::default() };
        let link = SignInServiceClient::new(connect(address, &token, None).await?).invite(invited).await?.into_inner().token;
        let browser = Self { fetch: Fetch::new()?, portal: portal.to_owned(), cookie: String::new() };
        let answer = browser.ask(Method::POST, &format!("/invitation/{link}"), "").await?;
        let cookie = answer.headers().get(header::SET_COOKIE).and_then(|cookie| cookie.to_str().ok()?.split(';').next());
        let cookie = cookie.context("nobody was let in")?.to_owned();
        Ok(Self { cookie, ..browser })
    }

    async fn ask(&self, method: Method, path: &str, form: &str) -> anyhow::Result<HttpResponse> {
        let mut request = HttpRequest::new(form.as_bytes().to_vec());
        *request.uri_mut() = format!("{}{path}", self.portal).parse()?;
        *request.method_mut() = method;
        let headers = request.headers_mut();
        headers.insert("sec-fetch-site", "same-origin".parse()?);
        headers.insert(header::ACCEPT_ENCODING, "gzip".parse()?);
        headers.insert(header::CONTENT_TYPE, "application/x-www-form-urlencoded".parse()?);
        if !self.cookie.is_empty() {
            headers.insert(header::COOKIE, self.cookie.parse()?);
        }
        Ok(self.fetch.ask(request).await?)
    }
}
