//! t
#![allow(clippy::print_stdout)]
use jiff::civil::date;
use std::collections::HashMap;
use throughline_borough::{Settings, plan};
fn main() {
    let n = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(200u32);
    let t = std::time::Instant::now();
    let mut said: HashMap<String, usize> = HashMap::new();
    let mut kinds: HashMap<String, usize> = HashMap::new();
    let (mut events, mut bytes, mut actions, mut words) = (0usize, 0usize, 0usize, 0usize);
    for a in plan(&Settings { seed: 1, residents: n, today: date(2026, 11, 22) }) {
        actions += 1;
        events += a.events.len();
        if n > 1000 {
            continue;
        }
        for e in &a.events {
            *kinds.entry(format!("{:?}", e.kind).split(['(', ' ']).nth(1).unwrap().to_string()).or_default() += 1;
            for w in &e.words {
                if !w.text.is_empty() {
                    words += 1;
                    bytes += w.text.len();
                    *said.entry(w.text.clone()).or_default() += 1;
                }
            }
        }
    }
    println!("{events} events {actions} actions {:?} {} words, avg {} bytes", t.elapsed(), words, bytes / words.max(1));
    let mut v: Vec<_> = said.into_iter().collect();
    v.sort_by_key(|x| std::cmp::Reverse(x.1));
    for (t, c) in v.iter().take(45) {
        println!("{c} {}", &t.chars().take(110).collect::<String>());
    }
    let mut k: Vec<_> = kinds.into_iter().collect();
    k.sort_by_key(|x| std::cmp::Reverse(x.1));
    println!("{k:?}");
}
