//! What every request passes: it is for this portal's own address, what changes something comes from one of its own pages, and every answer
//! tells the browser to keep nothing, pass nothing on, and run nothing.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, ORIGIN, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
            X_FRAME_OPTIONS,
        },
    },
    middleware::Next,
    response::Response,
};

use crate::{
    Portal, pages,
    words::{Phrase, Wording},
};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// Styles, our own script, and news of open pages; forms go to this portal, and from there to a provider of sign-in, which is not known here.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";
const TELLS_BROWSERS: [(HeaderName, HeaderValue); 5] = [
    (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
];

pub(crate) async fn guard(State(portal): State<Arc<Portal>>, w: Wording, request: Request, next: Next) -> Response {
    let mut response = if !is_for(&portal.public, request.headers()) {
        pages::problem(w, StatusCode::MISDIRECTED_REQUEST, Phrase("problem-other-address"))
    } else if changes_something(request.method()) && !is_from(&portal.public, request.headers()) {
        pages::problem(w, StatusCode::FORBIDDEN, Phrase("problem-other-page"))
    } else {
        next.run(request).await
    };
    // Pages are personal. What is the same for everybody says so itself.
    response.headers_mut().entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response.headers_mut().extend(TELLS_BROWSERS);
    if portal.public.starts_with("https://") {
        response.headers_mut().insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000"));
    }
    response
}

/// A name that somebody else points at this machine is not the portal's.
fn is_for(public: &str, headers: &HeaderMap) -> bool {
    let own = public.split_once("://").map_or(public, |(_, host)| host);
    headers.get(HOST).and_then(|host| host.to_str().ok()).is_some_and(|host| host.eq_ignore_ascii_case(own))
}

fn changes_something(method: &Method) -> bool {
    method != Method::GET && method != Method::HEAD
}

/// Browsers say from which site a form was sent; older ones say only from which origin.
fn is_from(public: &str, headers: &HeaderMap) -> bool {
    match headers.get(FETCH_SITE) {
        Some(site) => site == "same-origin",
        None => headers.get(ORIGIN).is_some_and(|origin| origin == public),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: &str = "https://my-story.example.org";

    fn with(name: HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn a_form_of_another_site_changes_nothing() {
        assert!(is_from(PUBLIC, &with(FETCH_SITE, "same-origin")));
        for site in ["cross-site", "same-site", "none"] {
            assert!(!is_from(PUBLIC, &with(FETCH_SITE, site)), "{site}");
        }
        assert!(is_from(PUBLIC, &with(ORIGIN, PUBLIC)));
        assert!(!is_from(PUBLIC, &with(ORIGIN, "https://elsewhere.example.org")) && !is_from(PUBLIC, &with(ORIGIN, "null")));
        assert!(!is_from(PUBLIC, &HeaderMap::new()));
    }

    #[test]
    fn another_name_of_this_machine_is_not_the_portals() {
        assert!(is_for(PUBLIC, &with(HOST, "my-story.example.org")));
        assert!(!is_for(PUBLIC, &with(HOST, "elsewhere.example.org")) && !is_for(PUBLIC, &HeaderMap::new()));
    }
}
