//! What is said to people: string literals of Rust outside tests, help texts, Fluent files, pages, and the papers on data protection, which
//! residents may ask to read. None says a forbidden word.
//! Names of types and functions are not looked at; those of the wire are, in `protos`.

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Attribute, Expr, ExprLit, Item, ItemEnum, ItemStruct, Lit, LitStr, Macro, Meta,
    visit::{self, Visit},
};

use crate::{
    finding::{Finding, assert_tidy},
    sources::parse,
    tree::{files, files_ending, is_test},
    words::forbidden_in,
};

/// Attributes whose literals people read.
const SPEAKING: [&str; 6] = ["error", "arg", "command", "clap", "value", "group"];
/// With one of these derived, a type's doc comments are the command line's help.
const HELPFUL: [&str; 4] = ["Parser", "Args", "Subcommand", "ValueEnum"];
/// Macros whose literals name files and variables.
const SILENT: [&str; 6] = ["include_str", "include_bytes", "include_proto", "env", "option_env", "concat"];

fn rust_says_no_forbidden_word(path: &str, text: &str) -> Vec<Finding> {
    let file = match parse(path, text) {
        Ok(file) => file,
        Err(finding) => return vec![finding],
    };
    let mut literals = Literals::default();
    literals.visit_file(&file);
    literals.found.iter().flat_map(|(line, said)| complain(path, *line, said)).collect()
}

fn page_says_no_forbidden_word(path: &str, text: &str) -> Vec<Finding> {
    text.lines().enumerate().flat_map(|(index, line)| complain(path, index + 1, line)).collect()
}

fn complain(path: &str, line: usize, said: &str) -> Vec<Finding> {
    forbidden_in(path, said)
        .into_iter()
        .map(|word| Finding::new(path, line, format!("says “{word}”: see CONTRIBUTING.md for what we say")))
        .collect()
}

#[derive(Default)]
struct Literals {
    found: Vec<(usize, String)>,
    helpful: bool,
}

impl Literals {
    fn tokens(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Literal(literal) => {
                    if let Lit::Str(text) = Lit::new(literal) {
                        self.visit_lit_str(&text);
                    }
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) => {}
            }
        }
    }

    fn inside(&mut self, attributes: &[Attribute], walk: impl FnOnce(&mut Self)) {
        let outside = self.helpful;
        self.helpful = outside || derives_help(attributes);
        walk(self);
        self.helpful = outside;
    }
}

impl<'ast> Visit<'ast> for Literals {
    fn visit_lit_str(&mut self, literal: &'ast LitStr) {
        self.found.push((literal.span().start().line, literal.value()));
    }

    fn visit_macro(&mut self, invoked: &'ast Macro) {
        let name = invoked.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        if !SILENT.contains(&name.as_str()) {
            self.tokens(invoked.tokens.clone());
        }
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        match &attribute.meta {
            Meta::List(list) if SPEAKING.iter().any(|name| list.path.is_ident(name)) => self.tokens(list.tokens.clone()),
            Meta::NameValue(pair) if self.helpful && pair.path.is_ident("doc") => {
                if let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value {
                    self.visit_lit_str(text);
                }
            }
            Meta::Path(_) | Meta::List(_) | Meta::NameValue(_) => {}
        }
    }

    fn visit_item(&mut self, item: &'ast Item) {
        let attributes: &[Attribute] = match item {
            Item::Mod(inner) => &inner.attrs,
            Item::Fn(inner) => &inner.attrs,
            Item::Impl(inner) => &inner.attrs,
            _ => &[],
        };
        if !attributes.iter().any(is_for_tests) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_struct(&mut self, item: &'ast ItemStruct) {
        self.inside(&item.attrs, |literals| visit::visit_item_struct(literals, item));
    }

    fn visit_item_enum(&mut self, item: &'ast ItemEnum) {
        self.inside(&item.attrs, |literals| visit::visit_item_enum(literals, item));
    }
}

fn derives_help(attributes: &[Attribute]) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("derive")).any(|attribute| mentions(attribute, &HELPFUL))
}

/// `#[cfg(test)]`, `#[test]`, `#[tokio::test]`.
fn is_for_tests(attribute: &Attribute) -> bool {
    let last = attribute.path().segments.last().is_some_and(|segment| segment.ident == "test");
    last || (attribute.path().is_ident("cfg") && mentions(attribute, &["test"]))
}

fn mentions(attribute: &Attribute, names: &[&str]) -> bool {
    let Meta::List(list) = &attribute.meta else { return false };
    list.tokens.clone().into_iter().any(|token| matches!(token, TokenTree::Ident(name) if names.iter().any(|wanted| name == wanted)))
}

#[test]
fn no_message_of_the_program_says_a_forbidden_word() {
    let sources = files_ending("rs").into_iter().filter(|file| !is_test(&file.path));
    assert_tidy(sources.flat_map(|file| rust_says_no_forbidden_word(&file.path, &file.text)));
}

#[test]
fn no_sentence_no_page_and_no_paper_on_data_protection_says_a_forbidden_word() {
    let pages = files(|path| path.ends_with(".ftl") || path.ends_with(".html") || path.starts_with("docs/data-protection/"));
    assert_tidy(pages.iter().flat_map(|file| page_says_no_forbidden_word(&file.path, &file.text)));
}

#[test]
fn a_forbidden_word_is_found_in_every_kind_of_literal() {
    for said in [
        r#"fn a() { say("a referral"); }"#,
        r#"fn a() { println!("{}: {}", 1, format!("a client")); }"#,
        r#"#[derive(Error)] enum E { #[error("the case is closed")] A }"#,
        "#[derive(Parser)] struct Args { /// The client's folder.\n folder: String }",
        r#"#[derive(clap::Subcommand)] enum C { #[command(about = "Discharged")] A }"#,
        r##"const A: &str = r#"an assessment"#;"##,
    ] {
        assert_eq!(rust_says_no_forbidden_word("a.rs", said).len(), 1, "{said}");
    }
}

#[test]
fn what_only_developers_read_is_not_a_message() {
    for silent in [
        "/// Not a case for a client.\nstruct A;",
        "fn case(client: u8) {}",
        r#"#[serde(rename_all = "snake_case")] struct A;"#,
        r#"fn a() { include_str!("case.sql") }"#,
        r#"#[cfg(test)] mod tests { fn a() { say("a client"); } }"#,
        r#"#[tokio::test] async fn a() { say("a client"); }"#,
    ] {
        assert_eq!(rust_says_no_forbidden_word("a.rs", silent), [], "{silent}");
    }
}

#[test]
fn a_forbidden_word_in_a_fluent_file_is_found_with_its_line() {
    let findings = page_says_no_forbidden_word("en.ftl", "met = { $who } met.\nhelped = A service user was helped.\n");
    assert_eq!(findings.iter().map(|finding| finding.line).collect::<Vec<_>>(), [2]);
}
