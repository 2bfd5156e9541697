//! A browser, as far as signing in wants one: it keeps cookies host by host, follows redirects where it is told to, and sends forms.

use std::collections::HashMap;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// What it keeps.
#[derive(Debug, Clone, Default)]
pub struct Browser {
    cookies: HashMap<String, HashMap<String, String>>,
}

/// A page, or what stands in its place.
#[derive(Debug)]
pub struct Page {
    /// Where it was asked for.
    pub url: String,
    /// Its status.
    pub status: u16,
    /// Its headers, with their names in small letters.
    pub headers: Vec<(String, String)>,
    /// Everything after them.
    pub body: String,
}

impl Page {
    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Where it sends the browser.
    pub fn location(&self) -> String {
        absolute(&self.url, self.header("location").unwrap_or_else(|| panic!("{} sends nowhere: {}", self.url, self.body)))
    }

    /// Where its first form goes.
    pub fn form(&self) -> String {
        let action = self.body.split("action=\"").nth(1).and_then(|rest| rest.split('"').next());
        absolute(&self.url, &action.unwrap_or(&self.url).replace("&amp;", "&"))
    }

    /// The same page, if it has this status.
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{} {}", self.url, self.body);
        self
    }
}

impl Browser {
    /// Looks at a page.
    pub async fn get(&mut self, url: &str) -> Page {
        self.send("GET", url, &[], None).await
    }

    /// Sends a form from a page of the same site.
    pub async fn post(&mut self, url: &str, form: &str) -> Page {
        self.send("POST", url, &[("sec-fetch-site", "same-origin")], Some(form)).await
    }

    /// Follows redirects until there is a page.
    pub async fn follow(&mut self, mut page: Page) -> Page {
        for _ in 0..12 {
            if !(300..400).contains(&page.status) {
                return page;
            }
            page = self.get(&page.location()).await;
        }
        panic!("it is sent around in circles")
    }

    /// The cookie of the portal's at this address.
    pub fn cookie(&self, url: &str) -> Option<&str> {
        self.cookies.get(host(url))?.get("__Host-session").map(String::as_str)
    }

    /// As if somebody had put a cookie there.
    pub fn put(&mut self, url: &str, value: &str) {
        self.cookies.entry(host(url).to_owned()).or_default().insert("__Host-session".into(), value.into());
    }

    /// Sends a request with these headers, and a form if there is one; whatever comes back is one connection's.
    pub async fn send(&mut self, method: &str, url: &str, headers: &[(&str, &str)], form: Option<&str>) -> Page {
        let (host, path) = (host(url), path(url));
        let kept = self.cookies.get(host).into_iter().flatten().map(|(name, value)| format!("{name}={value}"));
        let cookies = kept.collect::<Vec<_>>().join("; ");
        let mut text = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
        for (name, value) in headers.iter().filter(|(name, _)| *name != "host") {
            text += &format!("{name}: {value}\r\n");
        }
        if let Some((_, other)) = headers.iter().find(|(name, _)| *name == "host") {
            text = text.replacen(&format!("host: {host}\r\n"), &format!("host: {other}\r\n"), 1);
        }
        if !cookies.is_empty() {
            text += &format!("cookie: {cookies}\r\n");
        }
        let form = form.unwrap_or_default();
        if method == "POST" {
            text += &format!("content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n", form.len());
        }
        text += &format!("\r\n{form}");
        let mut stream = TcpStream::connect(host).await.expect("it listens");
        stream.write_all(text.as_bytes()).await.expect("it hears");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.expect("it answers");
        let page = read(url, &String::from_utf8_lossy(&answer));
        self.keep(host, &page);
        page
    }

    fn keep(&mut self, host: &str, page: &Page) {
        let jar = self.cookies.entry(host.to_owned()).or_default();
        for (_, value) in page.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let (name, rest) = value.split_once('=').expect("a cookie");
            let value = rest.split(';').next().unwrap_or_default();
            if rest.contains("Max-Age=0") || rest.contains("expires=Thu, 01 Jan 1970") || value.is_empty() {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

fn read(url: &str, answer: &str) -> Page {
    let (head, body) = answer.split_once("\r\n\r\n").expect("a whole answer");
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok()).expect("a status");
    let headers = lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
    Page { url: url.to_owned(), status, headers, body: body.to_owned() }
}

fn absolute(base: &str, to: &str) -> String {
    if to.starts_with("http") { to.to_owned() } else { format!("http://{}{to}", host(base)) }
}

fn host(url: &str) -> &str {
    url.trim_start_matches("http://").split(['/', '?']).next().expect("a host")
}

fn path(url: &str) -> &str {
    let rest = url.trim_start_matches("http://");
    rest.find('/').map_or("/", |at| &rest[at..])
}
