//! What is new: WatchStory, ListChanges and WatchChanges. Everything is decided anew for every piece, and pieces are small, so that a permission
//! that was taken away ends on open streams too, whose readers are slow as well. Streams send what is there, say that they have caught up, then what comes, and a heartbeat.

use std::{ops::RangeInclusive, time::Duration};

use throughline_access::{ActingFor, Caller, Method, Reader, Sight, Viewer, nobody, pages::page_size};
use throughline_looks::Look;
use throughline_proto::{
    Refusal,
    v1::{
        Entry, ListChangesRequest, ListChangesResponse, WatchChangesRequest, WatchChangesResponse, WatchStoryRequest, WatchStoryResponse,
        watch_changes_response, watch_story_response,
    },
};
use throughline_views::{Changed, OpenedEntry, Snapshot};
use tokio::{
    sync::watch,
    time::{Instant, Interval, MissedTickBehavior},
};
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;
use uuid::Uuid;

use crate::{
    Service,
    outgoing::{Ended, Outgoing, outgoing},
    stories::person,
    tell::{Asking, Teller, refuse_strangers},
};

/// How many entries a stream decides at once: what was decided is sent, however long its reader takes.
const PIECE: usize = 100;
/// For how long it stands who may look, while a stream has more to send.
const STANDS_FOR: Duration = Duration::from_secs(1);
/// How many records are looked at in one go.
const LOOKED_AT: usize = 1_000;
const USUAL_PAGE: usize = 200;
const LARGEST_PAGE: usize = 1_000;

/// What a stream waits for when it has sent everything.
struct Waiting {
    position: watch::Receiver<u64>,
    stopping: watch::Receiver<bool>,
    heartbeat: Interval,
}

/// Why a stream goes on.
enum Woken {
    News,
    Heartbeat,
    Stopping,
}

impl Waiting {
    fn of(service: &Service) -> Self {
        let mut heartbeat = tokio::time::interval(service.heartbeat);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // The first tick comes at once, and says nothing.
        heartbeat.reset();
        Self { position: service.views.watch(), stopping: service.stopping.clone(), heartbeat }
    }

    async fn wait(&mut self, beyond: u64) -> Woken {
        tokio::select! {
            // Others' news must not keep the heartbeat from a stream that has none of its own.
            biased;
            _ = self.stopping.wait_for(|stopping| *stopping) => Woken::Stopping,
            _ = self.heartbeat.tick() => Woken::Heartbeat,
            news = self.position.wait_for(|position| *position > beyond) => if news.is_ok() { Woken::News } else { Woken::Stopping },
        }
    }
}

/// What is watched.
#[derive(Clone, Copy)]
struct Wanted {
    person: Uuid,
    /// Where entries lie, and nothing of them.
    positions_only: bool,
}

impl Wanted {
    /// As much of an entry as is wanted, if the caller sees it.
    fn told(self, teller: &Teller<'_>, caller: &Caller, entry: OpenedEntry) -> Option<Entry> {
        if !self.positions_only {
            return teller.tell(entry);
        }
        let is_own = matches!(&caller.acting_for, ActingFor::Supporter(me) if *me == entry.event.recorded_by);
        (!is_own && teller.sees(&entry.event)).then(|| Entry { position: entry.position, ..Entry::default() })
    }
}

/// One story's state between two looks.
struct Glance {
    entries: Vec<Entry>,
    /// What is to be written down before they are told.
    look: Option<Look>,
    profiles: Vec<String>,
    /// Up to where was looked; there is more, or there is not yet.
    position: u64,
    is_all: bool,
}

pub(crate) async fn watch_story(
    service: Service,
    viewer: Viewer,
    request: WatchStoryRequest,
) -> Result<ReceiverStream<Result<WatchStoryResponse, Status>>, Refusal> {
    let asked = person(&request.person)?;
    let asking = service.asking(viewer, request.telling.clone());
    // Looked at once before the stream begins, so that who may not watch is told at once.
    let wanted = Wanted { person: asked, positions_only: request.positions_only };
    let first = look(&service, wanted, asking.clone(), request.after_position).await?;
    let (mut outgoing, reader) = outgoing(service.stopping.clone(), request.after_position);
    tokio::spawn(async move {
        if let Err(ended) = carry_story(&service, wanted, asking, first, &mut outgoing).await {
            let mark = |position| watch_story_response::News::Heartbeat(service.mark(position));
            outgoing.end(ended, |position| WatchStoryResponse { news: Some(mark(position)) }).await;
        }
    });
    Ok(reader)
}

async fn carry_story(
    service: &Service,
    wanted: Wanted,
    mut asking: Asking,
    mut now: Glance,
    outgoing: &mut Outgoing<WatchStoryResponse>,
) -> Result<(), Ended> {
    use watch_story_response::News;
    let told = |news: News| WatchStoryResponse { news: Some(news) };
    let mut waiting = Waiting::of(service);
    let (mut caught_up, mut asked_at) = (false, Instant::now());
    loop {
        let entries = std::mem::take(&mut now.entries);
        service.note(&asking.viewer, now.look.take().into_iter().collect()).await?;
        outgoing.send_all(entries.into_iter().map(|entry| (entry.position, told(News::Entry(entry))))).await?;
        outgoing.sent_up_to(now.position);
        if now.is_all && !caught_up {
            caught_up = true;
            outgoing.send(told(News::CaughtUp(service.mark(now.position)))).await?;
        }
        if now.is_all {
            match waiting.wait(now.position).await {
                Woken::News => {}
                // What opened the story may have ended by the clock: cover, a choice, an hour.
                Woken::Heartbeat => outgoing.send(told(News::Heartbeat(service.mark(now.position)))).await?,
                Woken::Stopping => return Err(Ended::Stopping),
            }
        }
        if now.is_all || asked_at.elapsed() > STANDS_FOR {
            (asking, asked_at) = (service.ask_again(asking, Method::WatchStory).await?, Instant::now());
        }
        let next = look(service, wanted, asking.clone(), now.position).await?;
        if next.profiles != now.profiles {
            outgoing.send(told(News::Redrawn(service.mark(next.position)))).await?;
        }
        now = next;
    }
}

/// A piece of a story's entries after a position, as the caller may see them now.
async fn look(service: &Service, wanted: Wanted, asking: Asking, after: u64) -> Result<Glance, Refusal> {
    service
        .views
        .read(move |snapshot| {
            let read = snapshot.story(wanted.person)?.ok_or_else(nobody)?;
            refuse_strangers(&read, &asking.viewer)?;
            let position = snapshot.position()?.max(after);
            let profiles = read.profiles().to_vec();
            let teller = Teller::new(&read, &asking)?;
            let (mut entries, mut next) = (Vec::new(), (read.changed() > after).then_some(after));
            while let Some(from) = next.filter(|_| entries.is_empty()) {
                let (piece, last) = read.next_since(from, PIECE)?;
                entries.extend(piece.into_iter().filter_map(|entry| wanted.told(&teller, &asking.viewer.caller, entry)));
                next = last;
            }
            if !teller.may_open() && entries.is_empty() {
                return Err(nobody());
            }
            let look = if wanted.positions_only { Look::of_row(&asking.viewer, &read) } else { Look::of_story(&asking.viewer, &read) };
            let look = look.filter(|_| !entries.is_empty());
            Ok(Glance { entries, look, profiles, position: next.unwrap_or(position), is_all: next.is_none() })
        })
        .await
}

pub(crate) async fn list_changes(service: &Service, viewer: Viewer, request: ListChangesRequest) -> Result<ListChangesResponse, Refusal> {
    let limit = page_size(request.page_size, USUAL_PAGE, LARGEST_PAGE);
    let asking = service.asking(viewer, request.telling);
    let after = request.after_position;
    let looking = asking.clone();
    let (told, next_position, position) = service.views.read(move |snapshot| changes(snapshot, &looking, after, limit..=limit)).await?;
    service.note(&asking.viewer, told.looks).await?;
    Ok(ListChangesResponse { entries: told.entries, next_position, as_of: Some(service.views.as_of(position)) })
}

pub(crate) fn watch_changes(
    service: Service,
    viewer: Viewer,
    request: WatchChangesRequest,
) -> ReceiverStream<Result<WatchChangesResponse, Status>> {
    let (mut outgoing, reader) = outgoing(service.stopping.clone(), request.after_position);
    let asking = service.asking(viewer, request.telling);
    tokio::spawn(async move {
        if let Err(ended) = carry_changes(&service, asking, request.after_position, &mut outgoing).await {
            let mark = |position| watch_changes_response::News::Heartbeat(service.mark(position));
            outgoing.end(ended, |position| WatchChangesResponse { news: Some(mark(position)) }).await;
        }
    });
    reader
}

async fn carry_changes(
    service: &Service,
    mut asking: Asking,
    mut after: u64,
    outgoing: &mut Outgoing<WatchChangesResponse>,
) -> Result<(), Ended> {
    use watch_changes_response::News;
    let told = |news: News| WatchChangesResponse { news: Some(news) };
    let mut waiting = Waiting::of(service);
    let (mut caught_up, mut asked_at) = (false, None::<Instant>);
    loop {
        if asked_at.is_none_or(|asked_at| asked_at.elapsed() > STANDS_FOR) {
            (asking, asked_at) = (service.ask_again(asking, Method::WatchChanges).await?, Some(Instant::now()));
        }
        let looking = asking.clone();
        let (told_now, next, position) = service.views.read(move |snapshot| changes(snapshot, &looking, after, PIECE / 2..=PIECE)).await?;
        service.note(&asking.viewer, told_now.looks).await?;
        let entries = told_now.entries;
        let passed_over = entries.is_empty() && next > after;
        after = next;
        outgoing.send_all(entries.into_iter().map(|entry| (entry.position, told(News::Entry(entry))))).await?;
        outgoing.sent_up_to(after);
        if after < position {
            if passed_over {
                outgoing.send(told(News::Heartbeat(service.mark(after)))).await?;
            }
            continue;
        }
        if !caught_up {
            caught_up = true;
            outgoing.send(told(News::CaughtUp(service.mark(after)))).await?;
        }
        loop {
            match waiting.wait(after).await {
                Woken::News => break,
                Woken::Heartbeat => outgoing.send(told(News::Heartbeat(service.mark(after)))).await?,
                Woken::Stopping => return Err(Ended::Stopping),
            }
        }
        // What comes now is news, and is told as the log is then.
        asked_at = None;
    }
}

/// What is new to somebody, and the looks that telling it is.
#[derive(Default)]
struct ToldChanges {
    entries: Vec<Entry>,
    looks: Vec<Look>,
}

/// What the caller may see after a position, until it is enough, and no more than so much; up to where was looked; and the view's position.
fn changes(
    snapshot: &Snapshot<'_>,
    asking: &Asking,
    after: u64,
    enough: RangeInclusive<usize>,
) -> Result<(ToldChanges, u64, u64), Refusal> {
    let position = snapshot.position()?;
    let (mut told, mut looked_at) = (ToldChanges::default(), after);
    while told.entries.len() < *enough.start() && looked_at < position && looked_at < after + 10 * LOOKED_AT as u64 {
        let (changed, next) = snapshot.changes(looked_at, LOOKED_AT.min(enough.end() - told.entries.len()))?;
        for change in &changed {
            tell_change(asking, change, &mut told)?;
        }
        looked_at = next;
    }
    Ok((told, looked_at, position))
}

fn tell_change(asking: &Asking, change: &Changed<'_>, told: &mut ToldChanges) -> Result<(), Refusal> {
    for read in &change.stories {
        // Most changes are not for this caller: a story is made ready to be told only where one may be.
        let reader = Reader::new(&asking.viewer, read.story());
        if !reader.may_open() && reader.sight(&change.entry.event, |_| Sight::Sentence) == Sight::Nothing {
            continue;
        }
        let teller = Teller::new(read, asking)?;
        if let Some(entry) = teller.tell(change.entry.clone()) {
            told.entries.push(entry);
            // What is public is about nobody, and reading it is no look.
            told.looks.extend(Look::of_story(&asking.viewer, read).filter(|look| !told.looks.contains(look)));
        }
    }
    Ok(())
}
