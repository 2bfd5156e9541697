//! The two cookies: a random secret that names a session on the server, and says nothing by itself; and the language that somebody has chosen.
//! Browsers keep both until they are closed.

use axum::http::{
    HeaderMap, HeaderValue,
    header::{COOKIE, SET_COOKIE},
};

/// `__Host-`: browsers take them only from this very host, over a connection that they trust, for all of its paths.
const SESSION: &str = "__Host-session";
const LANGUAGE: &str = "__Host-language";

/// The secret that the browser came with.
pub(crate) fn secret_in(headers: &HeaderMap) -> Option<&str> {
    value_in(headers, SESSION)
}

/// The tag of the language that was chosen in it.
pub(crate) fn language_in(headers: &HeaderMap) -> Option<&str> {
    value_in(headers, LANGUAGE)
}

/// None also where the browser came with two, of which one may be somebody else's.
fn value_in<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let pairs = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(';'));
    let mut ours = pairs.filter_map(|pair| pair.trim().split_once('=')).filter(|(found, _)| *found == name).map(|(_, value)| value);
    match (ours.next(), ours.next()) {
        (value, None) => value,
        (_, Some(_)) => None,
    }
}

/// The browser keeps this secret.
pub(crate) fn keep(headers: &mut HeaderMap, secret: &str) {
    set(headers, &format!("{SESSION}={secret}; Path=/; Secure; HttpOnly; SameSite=Lax"));
}

/// The browser keeps the tag of the language that was chosen.
pub(crate) fn keep_language(headers: &mut HeaderMap, tag: &str) {
    set(headers, &format!("{LANGUAGE}={tag}; Path=/; Secure; HttpOnly; SameSite=Lax"));
}

/// The browser forgets its secret.
pub(crate) fn forget(headers: &mut HeaderMap) {
    set(headers, &format!("{SESSION}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"));
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
