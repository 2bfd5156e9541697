//! Prints one resident's story from the plan, event by event, as it would be read. `cargo run --example one_story -- [RESIDENT] [SEED]`

#![allow(clippy::print_stdout, reason = "it is made to print")]

use std::{collections::BTreeSet, env};

use jiff::civil::date;
use throughline_borough::{Action, Settings, plan};
use throughline_proto::v1::{Event, event::Kind, happened::Moment};

fn main() {
    let mut arguments = env::args().skip(1).map(|argument| argument.parse::<u64>().unwrap_or(1));
    let (resident, seed) = (arguments.next().unwrap_or(1), arguments.next().unwrap_or(1));
    let actions: Vec<Action> = plan(&Settings { seed, residents: 200, today: date(2026, 11, 22) }).collect();
    let first = actions.iter().flat_map(|action| &action.defines).filter(|(_, symbol)| symbol.to_string().starts_with("@r"));
    let Some(first) = first.map(|(_, symbol)| symbol.to_string()).nth(resident as usize) else { return };
    let mut profiles = BTreeSet::from([first.clone()]);
    for action in &actions {
        for event in &action.events {
            if let Some(Kind::ProfilesJoined(joined)) = &event.kind
                && joined.profiles.contains(&first)
            {
                profiles.extend(joined.profiles.iter().cloned());
            }
        }
    }
    for action in &actions {
        for (index, event) in action.events.iter().enumerate() {
            let defined = action.defines.iter().find(|(at, _)| *at == index).map(|(_, symbol)| symbol.to_string());
            let is_about = event.people.iter().any(|part| profiles.contains(&part.person));
            if is_about || defined.as_ref().is_some_and(|symbol| profiles.contains(symbol)) {
                print(action, event, &defined.unwrap_or_default(), &profiles);
            }
        }
    }
}

fn print(action: &Action, event: &Event, symbol: &str, profiles: &BTreeSet<String>) {
    let when = match event.happened.as_ref().and_then(|happened| happened.moment.as_ref()) {
        Some(Moment::Date(day)) => day.clone(),
        Some(Moment::Time(time)) => time[..16].replace('T', " "),
        None => String::new(),
    };
    let kind = event.kind.as_ref().map(|kind| format!("{kind:?}")).unwrap_or_default();
    let kind = if kind.len() > 260 { format!("{}…", kind.chars().take(260).collect::<String>()) } else { kind };
    println!("{when:16}  {:20} {symbol:10} {kind}", action.agency);
    for words in event.words.iter().filter(|words| words.person.is_empty() || profiles.contains(&words.person)) {
        println!("{:16}    ({:?}) {}", "", words.voice(), words.text);
    }
}
