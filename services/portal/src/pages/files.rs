//! What is the same for everybody: styles, the script and the icon. Each lies under a name that changes with what is in it, so that browsers may keep it.

use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};
use axum::{
    extract::Path,
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    response::{IntoResponse, Response},
};

use super::{InAddress, nothing_here};
use crate::words::Wording;

const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// The vendored styles, then our own.
const STYLE: &str = concat!(include_str!("../../templates/govuk.css"), "\n", include_str!("../../templates/style.css"));
const SCRIPT: &str = include_str!("../../templates/live.js");
const ICON: &str = include_str!("../../templates/icon.svg");

/// A file, by the name under which pages ask for it.
struct File {
    name: String,
    kind: &'static str,
    text: &'static str,
}

static STYLE_FILE: LazyLock<File> = LazyLock::new(|| File::new("style", "css", "text/css; charset=utf-8", STYLE));
static SCRIPT_FILE: LazyLock<File> = LazyLock::new(|| File::new("live", "js", "text/javascript; charset=utf-8", SCRIPT));
static ICON_FILE: LazyLock<File> = LazyLock::new(|| File::new("icon", "svg", "image/svg+xml", ICON));

impl File {
    fn new(name: &str, ending: &str, kind: &'static str, text: &'static str) -> Self {
        let digest = digest(&SHA256, text.as_bytes());
        let short: String = digest.as_ref().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        Self { name: format!("{name}-{short}.{ending}"), kind, text }
    }
}

/// Under which name pages ask for the styles.
pub(crate) fn style() -> &'static str {
    &STYLE_FILE.name
}

/// And for the script.
pub(crate) fn script() -> &'static str {
    &SCRIPT_FILE.name
}

/// And for the icon.
pub(crate) fn icon() -> &'static str {
    &ICON_FILE.name
}

pub(crate) async fn show(w: Wording, InAddress(Path(name)): InAddress<Path<String>>) -> Response {
    match [&STYLE_FILE, &SCRIPT_FILE, &ICON_FILE].into_iter().find(|file| file.name == name) {
        Some(file) => ([(CONTENT_TYPE, file.kind), (CACHE_CONTROL, FOR_EVER)], file.text).into_response(),
        None => nothing_here(w).await,
    }
}
