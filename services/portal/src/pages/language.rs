//! Choosing the language that pages speak: whoever presses one at the foot of a page comes back to that page in it, wherever they are.

use axum::{
    extract::Request,
    http::{Method, StatusCode},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};

use super::problem;
use crate::{
    cookie,
    words::{Language, Phrase, Wording},
};

pub(crate) async fn choose(w: Wording, request: Request, next: Next) -> Response {
    let (is_form, uri) = (request.method() == Method::POST, request.uri());
    let Some(chosen) = uri.query().and_then(|query| query.strip_prefix("language=")).filter(|_| is_form) else {
        return next.run(request).await;
    };
    let Some(language) = Language::of(chosen) else {
        return problem(w, StatusCode::BAD_REQUEST, Phrase("problem-no-such-language"));
    };
    // With two slashes at its beginning it would be another site's.
    let mut response = Redirect::to(&format!("/{}", uri.path().trim_start_matches('/'))).into_response();
    cookie::keep_language(response.headers_mut(), language.tag);
    response
}
