//! The portal: pages for people, as thin as can be. It speaks gRPC alone, also where it runs in the server's own process, and sees no log, view
//! or key.
//!
//! Who is signed in is kept in memory on the server, and no token of a provider's anywhere. Nothing in here decides who may see what: each call
//! says for whom it is made, and the services decide.

mod cookie;
mod guard;
mod pages;
mod session;
mod way;
mod words;

use std::{sync::Arc, time::Duration};

use axum::{
    Router, middleware,
    routing::{get, post},
};
use throughline_access::{
    http1,
    sign_in::{Provider, ProviderSettings, SignInError},
};
use tokio::{
    net::TcpListener,
    sync::{Semaphore, watch},
};
use tower_http::compression::CompressionLayer;

use session::Sessions;
pub use way::Way;

/// Where a provider sends browsers back to, below the portal's address.
pub const BACK: &str = "/sign-in/back";
/// What an invitation's link is below the portal's address, before its token.
pub const INVITATION: &str = "/invitation/";

/// How long answers that are under way may take when the portal stops.
const DRAIN: Duration = Duration::from_secs(5);

/// The portal of a place.
#[derive(Debug)]
pub struct Portal {
    /// Its address as people's browsers know it, without a slash at the end: "https://my-story.example.org".
    public: String,
    provider: Option<Provider>,
    sessions: Sessions,
    way: Way,
    /// How many more pages may hear of news.
    news: Arc<Semaphore>,
}

impl Portal {
    /// A portal at this address, which signs people in with this provider, if there is one, and calls the services on this way.
    pub fn new(public: &str, provider: Option<ProviderSettings>, way: Way) -> Result<Self, SignInError> {
        let public = public.trim_end_matches('/').to_owned();
        let provider = provider.map(Provider::new).transpose()?;
        Ok(Self { public, provider, sessions: Sessions::default(), way, news: Arc::new(Semaphore::new(pages::news::MOST)) })
    }

    /// Serves it until it is told to stop.
    pub async fn serve(self, listener: TcpListener, mut stopping: watch::Receiver<bool>) {
        let told = stopping.clone();
        let stopped = async move {
            _ = stopping.wait_for(|stopping| *stopping).await;
        };
        let serving = http1::serve(listener, self.router(), stopped);
        let given_up = async move {
            let mut told = told;
            _ = told.wait_for(|stopping| *stopping).await;
            // Browsers keep connections open that they may never use again.
            tokio::time::sleep(DRAIN).await;
        };
        tokio::select! {
            () = serving => {}
            () = given_up => {}
        }
    }

    fn router(self) -> Router {
        let portal = Arc::new(self);
        Router::new()
            .route("/", get(pages::home::show))
            .route("/find", get(pages::find::show))
            .route("/audit", get(pages::audit::show))
            .route("/audit/story", get(pages::audit::as_known::show))
            .route("/audit/differences", get(pages::audit::differences::show))
            .route("/audit/looks", get(pages::audit::looks::show))
            .route("/agency", get(pages::agency::show))
            .route("/my/looks", get(pages::looks::show))
            .route("/my/entry/{event}/disagree", get(pages::disagree::show).post(pages::disagree::disagree))
            .route("/my/map", get(pages::draw::show).post(pages::draw::draw))
            .route("/my/sharing", get(pages::sharing::show).post(pages::sharing::choose))
            .route("/my/export", get(pages::export::take_with_me))
            .route("/my/rest", post(pages::mine::rest))
            .route("/my/answer", post(pages::mine::answer))
            .route("/my/words", post(pages::mine::say))
            .route("/leave", post(pages::sign_in::leave))
            .route("/story/{person}", get(pages::story::show))
            .route("/story/{person}/add", get(pages::add::show).post(pages::add::add))
            .route("/story/{person}/news", get(pages::news::of_story))
            .route("/my/news", get(pages::news::of_own))
            .route("/story/{person}/alongside", get(pages::alongside::show_start).post(pages::alongside::start))
            .route("/story/{person}/alongside/end", get(pages::alongside::show_end).post(pages::alongside::end))
            .route("/story/{person}/ask/{ask}/pick-up", post(pages::ask::pick_up))
            .route("/story/{person}/entry/{event}/take-back", get(pages::take_back::show).post(pages::take_back::take_back))
            .route("/sign-in", get(pages::sign_in::begin))
            .route(BACK, get(pages::sign_in::back))
            .route("/sign-out", post(pages::sign_in::out))
            .route("/sign-out/everywhere", post(pages::sign_in::out_everywhere))
            .route("/account", post(pages::account::connect))
            .route("/account/disconnect", post(pages::account::disconnect))
            .route("/invitation/{token}", get(pages::invitation::show).post(pages::invitation::take_up))
            .route("/{file}", get(pages::files::show))
            .fallback(pages::nothing_here)
            .method_not_allowed_fallback(pages::not_that_way)
            .layer(middleware::from_fn(pages::language::choose))
            .layer(CompressionLayer::new())
            .layer(middleware::from_fn_with_state(Arc::clone(&portal), guard::guard))
            .with_state(portal)
    }
}
