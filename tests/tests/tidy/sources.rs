//! How Rust is written: every file says what it is for, and fits a head. What it says to people is in `messages`.

use proc_macro2::Span;
use syn::{
    Block, File, ImplItemFn, ItemFn, Signature, TraitItemFn,
    spanned::Spanned as _,
    visit::{self, Visit},
};

use crate::{
    finding::{Finding, assert_tidy},
    tree::files_ending,
};

const FILE_LINES: usize = 400;
const FUNCTION_LINES: usize = 70;

/// Parses a file; a file that does not parse is a finding too.
pub fn parse(path: &str, text: &str) -> Result<File, Finding> {
    syn::parse_file(text).map_err(|error| Finding::new(path, error.span().start().line, format!("this is not Rust: {error}")))
}

fn opens_with_its_purpose(path: &str, text: &str) -> Option<Finding> {
    let opens = text.trim_start_matches('\u{feff}').trim_start().starts_with("//!");
    (!opens).then(|| Finding::new(path, 1, "open with `//!`: what lives here, and what must never"))
}

fn fits_a_head(path: &str, text: &str) -> Option<Finding> {
    let lines = text.lines().count();
    (lines > FILE_LINES)
        .then(|| Finding::new(path, FILE_LINES + 1, format!("{lines} lines; {FILE_LINES} at most: split it by what it is about")))
}

fn functions_fit_a_screen(path: &str, text: &str) -> Vec<Finding> {
    let file = match parse(path, text) {
        Ok(file) => file,
        Err(finding) => return vec![finding],
    };
    let mut functions = Functions { path, text, findings: Vec::new() };
    functions.visit_file(&file);
    functions.findings
}

struct Functions<'a> {
    path: &'a str,
    text: &'a str,
    findings: Vec<Finding>,
}

impl Functions<'_> {
    fn measure(&mut self, signature: &Signature, block: &Block) {
        let first = signature.fn_token.span().start().line;
        let close: Span = block.brace_token.span.close();
        let own = self.text.lines().take(close.end().line).skip(first - 1);
        let lines = own.filter(|line| !is_row(line)).count();
        if lines > FUNCTION_LINES {
            let what = format!("`{}` has {lines} lines; {FUNCTION_LINES} at most: let a part of it have a name", signature.ident);
            self.findings.push(Finding::new(self.path, first, what));
        }
    }
}

/// A match over the kinds of event has an arm for each, and no catch-all: a table, which grows with the vocabulary.
fn is_row(line: &str) -> bool {
    line.trim_start().trim_start_matches("| ").starts_with("Kind::")
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        self.measure(&function.sig, &function.block);
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        self.measure(&function.sig, &function.block);
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast TraitItemFn) {
        if let Some(block) = &function.default {
            self.measure(&function.sig, block);
        }
        visit::visit_trait_item_fn(self, function);
    }
}

#[test]
fn every_rust_file_opens_with_its_purpose() {
    assert_tidy(files_ending("rs").iter().filter_map(|file| opens_with_its_purpose(&file.path, &file.text)));
}

#[test]
fn every_rust_file_fits_a_head() {
    assert_tidy(files_ending("rs").iter().filter_map(|file| fits_a_head(&file.path, &file.text)));
}

#[test]
fn every_function_fits_a_screen() {
    assert_tidy(files_ending("rs").iter().flat_map(|file| functions_fit_a_screen(&file.path, &file.text)));
}

#[test]
fn a_file_without_a_purpose_is_found() {
    assert!(opens_with_its_purpose("a.rs", "// Not a module's comment.\nfn main() {}\n").is_some());
    assert!(opens_with_its_purpose("a.rs", "//! What lives here.\n").is_none());
}

#[test]
fn a_file_of_401_lines_is_found() {
    assert!(fits_a_head("a.rs", &"//!\n".repeat(401)).is_some());
    assert!(fits_a_head("a.rs", &"//!\n".repeat(400)).is_none());
}

#[test]
fn a_function_of_71_lines_is_found_wherever_it_stands() {
    let body = "let _ = 1;\n".repeat(69);
    for (before, after) in [("", ""), ("struct A; impl A {\n", "}"), ("trait B {\n", "}"), ("mod c {\n", "}")] {
        assert_eq!(functions_fit_a_screen("a.rs", &format!("{before}fn long() {{\n{body}}}{after}\n")).len(), 1, "{before}");
    }
    assert_eq!(functions_fit_a_screen("a.rs", &format!("fn fits() {{\n{}}}\n", "let _ = 1;\n".repeat(68))), []);
}

#[test]
fn one_arm_for_each_kind_of_event_is_a_table_and_not_a_long_function() {
    let rows = "        Kind::Met(_)\n        | Kind::Noted(_) => 1,\n".repeat(60);
    assert_eq!(
        functions_fit_a_screen("a.rs", &format!("fn table() {{\n    match kind {{\n{rows}        Kind::Died(_) => 2,\n    }}\n}}\n")),
        []
    );
}

#[test]
fn a_file_that_does_not_parse_is_found_with_its_line() {
    assert_eq!(functions_fit_a_screen("a.rs", "//! A.\nfn {\n")[0].line, 2);
}
