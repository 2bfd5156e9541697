//! One round: a fresh system, the load, fault after fault, and the oracle in between and at the end.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, anyhow, ensure};
use throughline_servers::Disk;
use tokio::task::block_in_place;

use crate::{
    chance::Chance,
    driver::Driver,
    faults::Kind,
    finding::{Finding, Wrong},
    ledger::Ledger,
    news::{self, News},
    oracle::Oracle,
    program::Program,
    setup::Plan,
    summary::Tally,
    system::System,
};

/// Between one fault and the next, at most.
const PAUSE_MS: u64 = 150;
/// How long what healed has to answer, and a view to come as far as the log.
const PATIENCE: Duration = Duration::from_secs(12);
/// How long the news may take besides: whoever publishes it may have been killed, and its turn ends after 10 s; then another asks for the
/// turn every few seconds, and NATS, too, may have been away.
const NEWS_PATIENCE: Duration = Duration::from_secs(30);
/// For so long JetStream keeps the news. What was recorded longer ago, by a clock that was wrong, is not told again after a loss.
const RETENTION: Duration = Duration::from_secs(7 * 24 * 3_600);

/// What a round is to be.
pub struct Wanted<'a> {
    /// Its system.
    pub plan: Plan,
    /// What its nodes run.
    pub program: &'a Program,
    /// What may break, from which chance takes.
    pub kinds: &'a [Kind],
    /// How many faults, a pair counting as two.
    pub faults: usize,
    /// No more faults after this.
    pub until: Instant,
    /// One finding is enough.
    pub stops_at_first: bool,
}

struct Round<'a> {
    system: &'a System,
    driver: Driver,
    ledger: Ledger,
    oracle: Oracle,
    news: News,
    tally: &'a mut Tally,
    /// The faults since the last look.
    recent: Vec<&'static str>,
}

/// Plays a round. What goes wrong with the system is a finding in the tally; an error is the suite's own.
pub async fn play(wanted: &Wanted<'_>, chance: &mut Chance, tally: &mut Tally) -> anyhow::Result<()> {
    let disk = wanted.plan.disk.map(|_| block_in_place(|| Disk::new(System::disk_mib(&wanted.plan))));
    let disk = match disk {
        Some(Err(why)) => {
            tally.no_disk(&why);
            None
        }
        other => other.transpose().ok().flatten(),
    };
    let system = System::build(&wanted.plan, wanted.program, disk).await.context("a system cannot be built")?;
    let ledger = Ledger::new(&system.folder().join("ledger"))?;
    let begun = Driver::begin(&system, ledger.clone(), chance).await.context("the load cannot begin")?;
    let Some(driver) = begun else {
        let what = format!("the first requests are not answered; a node says: {}", system.seats[0].node.lock().await.last_words());
        tally.find(Finding { after: "nothing at all".to_owned(), ..Finding::new(Wrong::NeverBegun, what) });
        return Ok(());
    };
    let mut round = Round { system: &system, driver, ledger, oracle: Oracle::default(), news: News::default(), tally, recent: Vec::new() };
    if let Err(error) = round.faults(wanted, chance).await {
        // The load or the log did not come back: everything that could be broken was healed before.
        round.find(Finding::new(Wrong::Stuck, format!("{error:#}; a node says: {}", system.seats[0].node.lock().await.last_words())));
    }
    if !round.is_over(wanted)
        && let Err(error) = round.end().await
    {
        round.find(Finding::new(Wrong::Stuck, format!("{error:#}")));
    }
    let acknowledged = round.driver.shared().acknowledged();
    round.tally.acknowledged += acknowledged;
    round.tally.rounds += 1;
    Ok(())
}

/// Whether to ask again, since what has only just healed may still say no.
async fn may_ask_again(since: Instant) -> bool {
    tokio::time::sleep(Duration::from_millis(100)).await;
    since.elapsed() < PATIENCE
}

impl Round<'_> {
    async fn faults(&mut self, wanted: &Wanted<'_>, chance: &mut Chance) -> anyhow::Result<()> {
        let possible: Vec<Kind> = wanted.kinds.iter().copied().filter(|kind| kind.is_possible(self.system)).collect();
        ensure!(!possible.is_empty(), "none of the faults asked for is possible here");
        let mut struck = 0;
        while struck < wanted.faults && Instant::now() < wanted.until && !self.is_over(wanted) {
            self.driver.let_a_newcomer_write(chance);
            tokio::time::sleep(chance.milliseconds(0..PAUSE_MS)).await;
            struck += self.strike(&possible, chance).await?;
            self.system.heal().await?;
            self.look().await?;
        }
        Ok(())
    }

    fn is_over(&self, wanted: &Wanted<'_>) -> bool {
        wanted.stops_at_first && !self.tally.findings.is_empty()
    }

    /// One fault, or two at once.
    async fn strike(&mut self, possible: &[Kind], chance: &mut Chance) -> anyhow::Result<usize> {
        let one = self.tally.seldom(possible, chance);
        let other = self.tally.seldom(possible, chance);
        let is_pair = chance.percent(35) && one != other && !one.comes_alone() && !other.comes_alone();
        let mut found = Vec::new();
        self.recent.push(one.name);
        if one.changes_disks() {
            self.oracle.begin_again();
        }
        if is_pair {
            self.recent.push(other.name);
            let (mut first, mut second) = (chance.part(), chance.part());
            let delay = chance.milliseconds(0..200);
            let later = async {
                tokio::time::sleep(delay).await;
                other.strike(self.system, &mut second).await
            };
            let (one, other) = tokio::join!(one.strike(self.system, &mut first), later);
            found.extend(one?.into_iter().chain(other?));
        } else {
            found.extend(one.strike(self.system, chance).await?);
        }
        self.tally.struck(one, is_pair.then_some(other));
        found.into_iter().for_each(|finding| self.find(finding));
        Ok(if is_pair { 2 } else { 1 })
    }

    /// Waits until everybody is answered, and asks the oracle.
    async fn look(&mut self) -> anyhow::Result<()> {
        let shared = self.driver.shared();
        let calm = self.driver.calm().await?;
        let mut found = Vec::new();
        for number in 0..self.system.seats.len() {
            let (door, somebody, newest, begun) = (shared.door(number), shared.somebody(), shared.newest(), Instant::now());
            // Reading one's own story is no look, which nobody meant.
            let somebody_there = door.for_resident(&somebody);
            while let Err(status) = somebody_there.try_story(&somebody, newest).await {
                if !may_ask_again(begun).await {
                    let says = self.system.seats[number].node.lock().await.last_words();
                    let what =
                        format!("the view of node {number} does not come to position {newest}: {}; it says: {says}", status.message());
                    found.push(Finding::new(Wrong::Behind, what));
                    break;
                }
            }
        }
        let (keeper, lines, begun) = (self.system.keeper(0)?, self.ledger.read()?, Instant::now());
        while let Err(error) = self.oracle.look(&keeper, &lines).await {
            ensure!(may_ask_again(begun).await, "the log cannot be read: {error:#}");
        }
        if let Some(nats) = &self.system.nats {
            // Only so that what another fault wipes was heard before; at the end of the round all of it must be there.
            _ = tokio::time::timeout(PATIENCE, self.news.hear(nats.lock().await.port())).await;
        }
        drop(calm);
        found.extend(shared.take_findings());
        found.extend(self.oracle.take_findings());
        found.into_iter().for_each(|finding| self.find(finding));
        self.recent.clear();
        Ok(())
    }

    /// The last look: everything is read from the beginning, the tree is verified, and every view is held against a fresh replay.
    async fn end(&mut self) -> anyhow::Result<()> {
        self.driver.shared().end();
        self.system.heal().await?;
        self.recent.push("the end of the round");
        self.oracle.begin_again();
        self.look().await?;
        self.recent.push("the end of the round");
        self.all_is_told().await?;
        for seat in &self.system.seats {
            let mut node = seat.node.lock().await;
            block_in_place(|| node.stop());
        }
        for (number, seat) in self.system.seats.iter().enumerate() {
            let node = seat.node.lock().await;
            let mut arguments = vec!["verify".to_owned(), "--views".to_owned(), "--data".to_owned(), seat.folder.display().to_string()];
            arguments.extend(self.system.log_arguments().await);
            let output = block_in_place(|| node.program().run(&arguments))?;
            self.tally.views_compared += 1;
            if !output.status.success() {
                let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
                let wrong = if told.contains("The log is as it was written") { Wrong::View } else { Wrong::Unverified };
                let finding = Finding::new(wrong, format!("node {number}: {}", told.trim()));
                drop(node);
                self.find(finding);
            }
        }
        Ok(())
    }

    /// Every agency is told of all that it may read, and of nothing else.
    async fn all_is_told(&mut self) -> anyhow::Result<()> {
        let Some(nats) = &self.system.nats else { return Ok(()) };
        let port = nats.lock().await.port();
        let (shared, mut readable) = (self.driver.shared(), BTreeMap::new());
        for (agency, door) in shared.agencies() {
            let mut positions = news::readable(door, shared.newest()).await?;
            positions.extend(self.oracle.written_by(agency));
            readable.insert(agency.to_owned(), positions);
        }
        let kept_since = SystemTime::now().duration_since(UNIX_EPOCH)?.saturating_sub(RETENTION).as_micros();
        let is_kept = |position: u64| self.oracle.recorded_at_us(position).is_some_and(|at_us| i128::from(at_us) > kept_since as i128);
        let begun = Instant::now();
        let (mut untold, mut unheard) = (self.news.untold(&readable, is_kept), None);
        while !untold.is_empty() && begun.elapsed() < NEWS_PATIENCE {
            tokio::time::sleep(Duration::from_millis(100)).await;
            // What cannot be heard yet is asked for again.
            let heard = tokio::time::timeout(PATIENCE, self.news.hear(port)).await;
            unheard = heard.unwrap_or_else(|_| Err(anyhow!("no answer in time"))).err();
            untold = self.news.untold(&readable, is_kept);
        }
        if !untold.is_empty() {
            let mut state = self.news.state();
            unheard.iter().for_each(|error| state += &format!("; it was not heard at last: {error:#}"));
            for (number, seat) in self.system.seats.iter().enumerate() {
                state += &format!("; node {number} says: {}", seat.node.lock().await.last_words());
            }
            untold.iter_mut().take(1).for_each(|finding| finding.what += &format!(" ({state})"));
        }
        let too_much = self.news.told_too_much(&readable, |position| self.oracle.describe(position));
        let found = untold.into_iter().chain(too_much).chain(self.news.take_findings());
        found.collect::<Vec<_>>().into_iter().for_each(|finding| self.find(finding));
        Ok(())
    }

    fn find(&mut self, mut finding: Finding) {
        finding.after = self.recent.join(", ");
        self.tally.find(finding);
    }
}
