//! `demo`: a generated borough, written through the same write side as everything else, and served.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    sync::Arc,
    time::Instant,
};

use anyhow::{Context as _, bail};
use throughline_access::{ActingFor, Caller, KEEPER, Tokens};
use throughline_borough::{AGENCIES, Action, Registry, Settings, SymbolKind, plan};
use throughline_proto::v1::{AgencyJoined, Event, Happened, InviteRequest, Receipt, RecordRequest, event::Kind, happened::Moment};
use throughline_record::{Answers, Pipeline, Recorder};
use throughline_views::Whose;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{Folder, Opened, Running, Serving, folder::Place};
use crate::{
    cli::DemoArgs,
    config::{self, Listen, PortalSettings, PublishingSettings, Stores},
    connect::{Credentials, at_address},
    exit::Exit,
    invite::{self, Link},
    output::{Output, count},
    progress::{Progress, Unit},
    stopping::until_told_to_stop,
};

/// About how many events a resident's year has, for the time that is left.
const EVENTS_A_RESIDENT: u64 = 59;
/// The agency whose token and example call the demo prints.
const AGENCY: &str = "harmony-house";
/// Written when the borough is whole; a first run that was cut off is begun again from where it was.
const WHOLE: &str = "borough-written";

pub(super) async fn run(args: &DemoArgs, output: &Output) -> anyhow::Result<Exit> {
    if args.tamper {
        return super::tamper::run(args, output).await;
    }
    let folder = Folder::new(args.data.as_deref().unwrap_or(Path::new(config::DEMO_DATA)));
    let numbers = args.metrics.map(Listen::At).unwrap_or(Listen::Off);
    if numbers != Listen::Off {
        super::metrics::record()?;
    }
    let place = Place::new("demo", true);
    let mut opened = Opened::open(&folder, &place, &Stores::in_folder(folder.path())).await?;
    let whole = folder.path().join(WHOLE);
    if !whole.exists() {
        let started = Instant::now();
        let written = write(&opened, args, output).await?;
        fs::write(&whole, format!("{} residents, seed {}\n", args.residents, args.seed)).context("the demo's folder cannot be written")?;
        let seconds = started.elapsed().as_secs_f64();
        output.remark(format!(
            "A borough of {} residents: {} events, written in {seconds:.1} s.",
            count(args.residents.into()),
            count(written)
        ));
    }
    opened.views.catch_up(tokio::time::Instant::now() + std::time::Duration::from_secs(600)).await?;
    // Before anybody can call: who asks whether the demo is there goes on with its token.
    let example = Example::in_folder(folder.path(), &opened)?;
    let portal = PortalSettings { at: Listen::IfFree(args.portal), ..PortalSettings::OFF };
    let running = Running::start(
        &mut opened,
        Serving {
            metrics: numbers,
            portal,
            publishing: PublishingSettings { publishes: true, ..PublishingSettings::QUIET },
            ..args.listen.into()
        },
    )
    .await?;
    let links = links(&running, folder.path(), &example).await?;
    say(&running, &example, &links, output)?;
    until_told_to_stop().await?;
    running.stop().await?;
    opened.close().await?;
    Ok(Exit::Done)
}

/// Writes the borough; gives how many events it has.
pub(super) async fn write(opened: &Opened, args: &DemoArgs, output: &Output) -> anyhow::Result<u64> {
    let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let settings = Settings { seed: args.seed, residents: args.residents, today };
    let recorder = Recorder::new(opened.log.clone(), Arc::clone(&opened.keys), Arc::clone(&opened.views), Arc::clone(&opened.access));
    agencies_join(&recorder, today).await?;
    let (mut pipeline, answers) = recorder.pipeline();
    let (sent, awaited) = mpsc::unbounded_channel();
    let (teach, mut taught) = mpsc::unbounded_channel();
    let answering = tokio::spawn(collect(answers, awaited, teach));
    let mut registry = Registry::default();
    let mut progress =
        Progress::start(output, "Writing a borough", Unit::Things("events"), Some(u64::from(args.residents) * EVENTS_A_RESIDENT));
    for action in plan(&settings) {
        progress.advance(action.events.len() as u64);
        if !send(&mut pipeline, action, &mut registry, &sent, &mut taught).await? {
            break;
        }
    }
    drop((pipeline, sent));
    let written = answering.await.context("the answers could not be waited for")??;
    progress.finish();
    Ok(written)
}

/// The place's keeper takes in the agencies that the borough's work began with.
async fn agencies_join(recorder: &Recorder, today: jiff::civil::Date) -> anyhow::Result<()> {
    let first_day = today.saturating_sub(jiff::Span::new().months(14));
    let events = AGENCIES.into_iter().map(|agency| Event {
        happened: Some(Happened { moment: Some(Moment::Date(first_day.to_string())) }),
        kind: Some(Kind::AgencyJoined(AgencyJoined { agency: agency.slug().to_owned(), name: agency.name().to_owned() })),
        ..Event::default()
    });
    let request_id = Uuid::new_v5(&Uuid::NAMESPACE_OID, b"throughline demo agencies").to_string();
    let request = RecordRequest { request_id, events: events.collect(), ..RecordRequest::default() };
    let keeper = Caller { agency: KEEPER.to_owned(), acting_for: ActingFor::System, keeper: true };
    recorder.record(&keeper, request).await.context("the agencies could not be taken in")?;
    Ok(())
}

/// Sends one action as soon as everything that it refers to has been answered.
async fn send(
    pipeline: &mut Pipeline,
    action: Action,
    registry: &mut Registry,
    sent: &mpsc::UnboundedSender<Action>,
    taught: &mut mpsc::UnboundedReceiver<(Action, Receipt)>,
) -> anyhow::Result<bool> {
    while let Ok((earlier, receipt)) = taught.try_recv() {
        registry.learn(&earlier, &receipt);
    }
    let (events, acting_for) = loop {
        match (registry.events(&action), acting_for(&action, registry)) {
            (Ok(events), Some(acting_for)) => break (events, acting_for),
            _ => match taught.recv().await {
                Some((earlier, receipt)) => registry.learn(&earlier, &receipt),
                None => return Ok(false),
            },
        }
    };
    let caller = Caller { agency: action.agency.clone(), acting_for, keeper: action.agency == KEEPER };
    let request = RecordRequest { request_id: action.request_id.to_string(), events, ..RecordRequest::default() };
    // Announced before it is taken in: its answer may come at once.
    sent.send(action).context("nobody collects the answers")?;
    Ok(pipeline.take(&caller, request).await)
}

/// Whom an action acts for; none while their id is not known yet.
fn acting_for(action: &Action, registry: &Registry) -> Option<ActingFor> {
    let Some(symbol) = action.acting_for else { return Some(ActingFor::System) };
    let id = registry.id(symbol)?.to_string();
    match symbol.kind {
        SymbolKind::Resident => Some(ActingFor::Resident(id)),
        SymbolKind::Supporter | SymbolKind::Event => Some(ActingFor::Supporter(id)),
    }
}

/// Collects the answers in order, and teaches what they gave.
async fn collect(
    mut answers: Answers,
    mut awaited: mpsc::UnboundedReceiver<Action>,
    teach: mpsc::UnboundedSender<(Action, Receipt)>,
) -> anyhow::Result<u64> {
    let mut written = 0;
    while let Some(answer) = answers.next().await {
        let action = awaited.recv().await.context("an answer came that nobody awaits")?;
        let receipt = match answer.outcome {
            Ok(receipt) => receipt,
            Err(refusal) => bail!("the borough's own request {} was not taken: {refusal}", action.request_id),
        };
        written += receipt.entries.len() as u64;
        // Whoever sends may have finished.
        _ = teach.send((action, receipt));
    }
    Ok(written)
}

/// Whoever calls in the printed examples: Harmony House's system, for one of its supporters. Both are kept in files, so that a call can be
/// pasted.
struct Example {
    token_file: PathBuf,
    supporter: String,
    /// Somebody whom they walk beside.
    resident: String,
}

impl Example {
    fn in_folder(folder: &Path, opened: &Opened) -> anyhow::Result<Self> {
        let token_file = folder.join("token");
        if !token_file.exists() {
            keep(&token_file, &Tokens::open(folder)?.add(AGENCY, "demo")?).context("the token cannot be kept")?;
        }
        let (supporter, resident) = alongside(opened)?.map(|(one, other)| (one.to_string(), other.to_string())).unwrap_or_default();
        let file = folder.join("supporter");
        if !file.exists() {
            keep(&file, &supporter).context("the demo's folder cannot be written")?;
        }
        Ok(Self { token_file, supporter, resident })
    }
}

fn keep(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    writeln!(file, "{text}")
}

/// An invitation for the supporter, one for the resident and one for an auditor, so that each can be tried with one press of a button; none without a
/// portal.
async fn links(running: &Running, folder: &Path, example: &Example) -> anyhow::Result<Vec<(&'static str, Link)>> {
    let Some(portal) = running.portal() else { return Ok(Vec::new()) };
    let credentials = Credentials::new(Some(&Tokens::keeper_token(folder)?), None)?;
    let connection = at_address(&format!("http://{}", running.loopback), credentials).await?;
    let Example { supporter, resident, .. } = example;
    let people = [
        ("supporter", InviteRequest { supporter: supporter.clone(), ..InviteRequest::default() }),
        ("resident", InviteRequest { resident: resident.clone(), ..InviteRequest::default() }),
        ("auditor", InviteRequest { auditor: "demo-audit".to_owned(), ..InviteRequest::default() }),
    ];
    let mut links = Vec::new();
    for (who, request) in people {
        // A borough so small that nobody is alongside anybody has nobody to invite but the auditor.
        if !(request.supporter.is_empty() && request.resident.is_empty() && request.auditor.is_empty()) {
            links.push((who, invite::link(&connection.transport, request, portal).await?));
        }
    }
    Ok(links)
}

fn say(running: &Running, example: &Example, links: &[(&str, Link)], output: &Output) -> anyhow::Result<()> {
    let address = format!("http://{}", running.address);
    let Example { token_file, supporter, .. } = example;
    if output.is_json() {
        let links: serde_json::Map<_, _> = links.iter().map(|(who, link)| ((*who).to_owned(), link.url.clone().into())).collect();
        let told = serde_json::json!({
            "address": address, "token_file": token_file, "agency": AGENCY, "supporter": supporter, "portal": running.portal(), "links": links,
        });
        output.json(&told)?;
        return Ok(());
    }
    let program = program();
    let who = format!("--address {address} --token-file {} --as supporter/{supporter}", token_file.display());
    output.line(format!("Throughline listens on {address} – everybody in it is made up. Stop it with Ctrl-C; the data stays.\n"))?;
    if !links.is_empty() {
        output.line("Sign in as one of them; each link lets one browser in, once (the next start gives new ones):\n")?;
        for (who, link) in links {
            let article = if *who == "auditor" { "an" } else { "a" };
            output.line(format!("  {article} {who}: {}", link.url))?;
        }
        output.line("")?;
    }
    output.line("The people whom a supporter of Harmony House's walks beside (in another terminal):\n")?;
    output.line(format!("  {program} call ListMyPeople {who}\n"))?;
    output.line("One of them, as a whole story; put a \"person\" of that answer into it:\n")?;
    output.line(format!("  {program} call GetStory '{{\"person\": \"…\"}}' {who}"))?;
    Ok(())
}

/// This program as it was called, so that what is printed can be pasted also where it is not installed.
fn program() -> String {
    std::env::args().next().unwrap_or_else(|| env!("CARGO_PKG_NAME").to_owned())
}

/// A supporter of Harmony House's who is still there, and somebody whom they walk beside; always the same.
fn alongside(opened: &Opened) -> anyhow::Result<Option<(Uuid, Uuid)>> {
    let directory = opened.views.directory();
    let is_there = |id: &Uuid| directory.supporters.get(&id.to_string()).is_some_and(|known| known.agency == AGENCY && !known.left);
    opened.views.read_here(|snapshot| {
        let alongside = snapshot.people_of(&Whose::Agency(AGENCY.to_owned()))?;
        Ok(alongside.into_iter().map(|row| (row.supporter, row.person)).filter(|(supporter, _)| is_there(supporter)).min())
    })
}
