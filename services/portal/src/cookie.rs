//! The one cookie: a random secret that names a session on the server, and says nothing by itself.

use axum::http::{
    HeaderMap, HeaderValue,
    header::{COOKIE, SET_COOKIE},
};

/// `__Host-`: browsers take it only from this very host, over a connection that they trust, for all of its paths.
const NAME: &str = "__Host-session";

/// What the browser came with; none also where it came with two, of which one may be somebody else's.
pub(crate) fn secret_in(headers: &HeaderMap) -> Option<&str> {
    let pairs = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    let mut ours = pairs.filter_map(|pair| pair.trim().split_once('=')).filter(|(name, _)| *name == NAME).map(|(_, secret)| secret);
    match (ours.next(), ours.next()) {
        (secret, None) => secret,
        (_, Some(_)) => None,
    }
}

/// The browser keeps this until it is closed.
pub(crate) fn keep(headers: &mut HeaderMap, secret: &str) {
    set(headers, &format!("{NAME}={secret}; Path=/; Secure; HttpOnly; SameSite=Lax"));
}

/// The browser forgets it.
pub(crate) fn forget(headers: &mut HeaderMap) {
    set(headers, &format!("{NAME}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"));
}

fn set(headers: &mut HeaderMap, cookie: &str) {
    // Our own letters, which a header always holds.
    if let Ok(mut value) = HeaderValue::from_str(cookie) {
        value.set_sensitive(true);
        headers.insert(SET_COOKIE, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(cookie: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(COOKIE, HeaderValue::from_static(cookie))])
    }

    #[test]
    fn the_session_is_found_among_others_and_not_where_there_are_two() {
        assert_eq!(secret_in(&headers("a=b; __Host-session=secret; c=d")), Some("secret"));
        assert_eq!(secret_in(&headers("__Host-session=one; __Host-session=other")), None);
        assert_eq!(secret_in(&headers("session=secret")), None);
    }
}
