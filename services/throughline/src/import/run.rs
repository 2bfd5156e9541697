//! An import from beginning to end: read the file, make sure of the supporters and the people, record the events, keep what breaks a rule
//! as notes, and say what came of it.

use std::{collections::HashMap, fs, path::Path, time::Instant};

use anyhow::Context as _;
use jiff::Timestamp;
use throughline_proto::v1::{
    LookUpReferencesRequest, NotTaken, Reason, Receipt, RecordRequest, people_service_client::PeopleServiceClient,
};
use tonic::Code;

use super::{
    hands,
    mapping::{self, Mapping},
    prepare::{BadRow, NewPerson, Prepared, prepare},
    problem::RowProblem,
    recipe::Ready,
    report::{AllAndNew, Named, Report, write_rejected},
    requests::Requests,
    rows,
    sender::{Outcome, Sender},
};
use crate::{
    cli::ImportArgs,
    connect::{self, Connection, LARGEST_ANSWER_BYTES, Node, Speaker},
    exit::{Exit, WrongUse},
    output::Output,
    progress::{Progress, Unit},
    status::failed,
};

/// As many as one LookUpReferences takes.
const REFERENCES_AT_ONCE: usize = 1000;

/// Imports a file.
pub async fn run(args: &ImportArgs, node: &impl Node, output: &Output) -> anyhow::Result<Exit> {
    if args.sample {
        output.line(mapping::SAMPLE.trim_end())?;
        return Ok(Exit::Done);
    }
    let (Some(file), Some(mapping_file)) = (&args.file, &args.mapping) else {
        return Err(WrongUse::new("name the export and its mapping").into());
    };
    let began = Instant::now();
    let mapping = Mapping::read(mapping_file)?;
    let bytes = fs::read(file).with_context(|| WrongUse::new(format!("cannot read {}", file.display())))?;
    let prepared = prepare(&bytes, &mapping, Timestamp::now(), output).with_context(|| file.display().to_string())?;
    drop(bytes);
    let mut report = if args.dry_run {
        dry_report(&prepared, &mapping)
    } else {
        let speaker = Speaker::Agency { slug: &mapping.agency.slug, name: &mapping.agency.name };
        let connection = connect::connect(node, &args.server, speaker).await?;
        record(&prepared, &mapping, &connection, file, output).await?
    };
    report.seconds = began.elapsed().as_secs_f64();
    report.tell(output)?;
    Ok(if report.bad.is_empty() { Exit::Done } else { Exit::Failed })
}

fn dry_report(prepared: &Prepared, mapping: &Mapping) -> Report {
    let mut report = numbers(prepared, mapping);
    report.dry_run = true;
    report.entries_added = prepared.ready.len() as u64;
    report.changes_of_hands = changes_of_hands(prepared.ready.iter());
    report.name_bad(&prepared.bad);
    report
}

fn numbers(prepared: &Prepared, mapping: &Mapping) -> Report {
    Report {
        agency: mapping.agency.slug.clone(),
        rows: prepared.rows,
        people: AllAndNew { all: prepared.people.len() as u64, new: 0 },
        supporters: AllAndNew { all: prepared.supporters.len() as u64, new: 0 },
        repeated: prepared.repeated,
        notes: prepared.notes.clone(),
        ..Report::default()
    }
}

fn changes_of_hands<'a>(ready: impl Iterator<Item = &'a Ready>) -> u64 {
    hands::changes(ready.map(|ready| (ready.reference.as_str(), ready.supporter.as_deref())))
}

async fn record(prepared: &Prepared, mapping: &Mapping, connection: &Connection, file: &Path, output: &Output) -> anyhow::Result<Report> {
    let mut import = Import {
        prepared,
        mapping,
        sender: Sender::new(connection.transport.clone()),
        requests: Requests::new(&mapping.agency.slug),
        output,
        report: numbers(prepared, mapping),
        bad: prepared.bad.clone(),
        taken: vec![false; prepared.ready.len()],
    };
    let supporters = import.supporters().await?;
    let people = import.people(connection).await?;
    let broken = import.events(&people, &supporters).await?;
    import.keep(broken, &people, &supporters).await?;
    let Import { mut report, bad, taken, .. } = import;
    let taken = prepared.ready.iter().zip(&taken).filter(|(_, taken)| **taken).map(|(ready, _)| ready);
    report.changes_of_hands = changes_of_hands(taken);
    report.name_bad(&bad);
    if !bad.is_empty() {
        report.rejected_file = Some(write_rejected(file, prepared, &bad)?);
    }
    Ok(report)
}

/// Names or references with their ids, and why some have none.
#[derive(Default)]
struct Found<'a> {
    ids: HashMap<&'a str, String>,
    not_taken: HashMap<&'a str, String>,
}

impl<'a> Found<'a> {
    /// Whether somebody new was taken in.
    fn note(&mut self, name: &'a str, outcome: Outcome) -> bool {
        match outcome {
            Outcome::Taken(receipt) => {
                self.ids.insert(name, receipt.entries.into_iter().next().map(|entry| entry.person).unwrap_or_default());
                !receipt.repeated_request
            }
            Outcome::NotTaken(why) => {
                self.not_taken.insert(name, said(&why));
                false
            }
        }
    }

    fn why_not(&self, name: &str) -> Option<&str> {
        self.not_taken.get(name).map(String::as_str)
    }

    fn id(&self, name: &str) -> &str {
        self.ids.get(name).map(String::as_str).unwrap_or_default()
    }
}

/// An import under way.
struct Import<'a> {
    prepared: &'a Prepared,
    mapping: &'a Mapping,
    sender: Sender,
    requests: Requests,
    output: &'a Output,
    report: Report,
    bad: Vec<BadRow>,
    /// Which of the prepared rows are in the log now.
    taken: Vec<bool>,
}

impl<'a> Import<'a> {
    async fn supporters(&mut self) -> anyhow::Result<Found<'a>> {
        let Some(shape) = &self.mapping.supporter else { return Ok(Found::default()) };
        let supporters = &self.prepared.supporters;
        let requests = supporters.iter().map(|supporter| self.requests.supporter(supporter, shape));
        let outcomes = self.send("Supporters", "supporters", supporters.len(), requests).await?;
        let mut found = Found::default();
        for (supporter, outcome) in supporters.iter().zip(outcomes) {
            self.report.supporters.new += u64::from(found.note(&supporter.name, outcome));
        }
        Ok(found)
    }

    async fn people(&mut self, connection: &Connection) -> anyhow::Result<Found<'a>> {
        let people = &self.prepared.people;
        let mut found = Found { ids: look_up(connection, people).await?, ..Found::default() };
        let missing: Vec<_> = people.iter().filter(|person| !found.ids.contains_key(person.reference.as_str())).collect();
        let requests = missing.iter().map(|person| self.requests.person(person, self.mapping.person.they_know));
        let outcomes = self.send("People", "people", missing.len(), requests).await?;
        for (person, outcome) in missing.into_iter().zip(outcomes) {
            self.report.people.new += u64::from(found.note(&person.reference, outcome));
        }
        Ok(found)
    }

    /// Records every row; gives those that would break a rule, and which.
    async fn events(&mut self, people: &Found<'_>, supporters: &Found<'_>) -> anyhow::Result<Vec<(usize, String)>> {
        let ready = &self.prepared.ready;
        let mut rows = Vec::with_capacity(ready.len());
        for (index, row) in ready.iter().enumerate() {
            match people.why_not(&row.reference).or_else(|| supporters.why_not(row.supporter.as_deref()?)) {
                None => rows.push(index),
                Some(why) => self.leave_out(index, RowProblem::NotTaken(why.to_owned())),
            }
        }
        let requests = rows.iter().map(|index| {
            let row = &ready[*index];
            self.requests.event(row, people.id(&row.reference), supporter(row, supporters))
        });
        let outcomes = self.send("Events", "events", rows.len(), requests).await?;
        let mut broken = Vec::new();
        for (index, outcome) in rows.into_iter().zip(outcomes) {
            match outcome {
                Outcome::Taken(receipt) => self.take(index, &receipt),
                Outcome::NotTaken(why) if why.code == Code::FailedPrecondition as i32 => broken.push((index, why.message)),
                Outcome::NotTaken(why) if why.reason() == Reason::RequestIdReused => self.leave_out(index, RowProblem::Changed),
                Outcome::NotTaken(why) => self.leave_out(index, RowProblem::NotTaken(said(&why))),
            }
        }
        Ok(broken)
    }

    /// Facts are not turned away for breaking a rule: they are kept as notes, with the rule.
    async fn keep(&mut self, broken: Vec<(usize, String)>, people: &Found<'_>, supporters: &Found<'_>) -> anyhow::Result<()> {
        let ready = &self.prepared.ready;
        let requests = broken.iter().map(|(index, because)| {
            let row = &ready[*index];
            self.requests.kept(row, people.id(&row.reference), supporter(row, supporters), because, &self.cells(row))
        });
        let outcomes = self.send("Notes", "notes", broken.len(), requests).await?;
        for ((index, because), outcome) in broken.into_iter().zip(outcomes) {
            match outcome {
                Outcome::Taken(receipt) => self.take(index, &receipt),
                // The rule is told in other words than when it was kept.
                Outcome::NotTaken(why) if why.reason() == Reason::RequestIdReused => {
                    self.report.already_there += 1;
                    self.taken[index] = true;
                }
                Outcome::NotTaken(why) => {
                    self.leave_out(index, RowProblem::NotTaken(said(&why)));
                    continue;
                }
            }
            self.report.kept_as_noted.push(Named { line: ready[index].line, why: because });
        }
        Ok(())
    }

    /// Sends requests under a bar; the outcomes come in the same order.
    async fn send(
        &self,
        what: &'static str,
        unit: &'static str,
        many: usize,
        requests: impl Iterator<Item = RecordRequest>,
    ) -> anyhow::Result<Vec<Outcome>> {
        let mut progress = Progress::start(self.output, what, Unit::Things(unit), Some(many as u64));
        let mut outcomes = Vec::with_capacity(many);
        let sent = self.sender.send_all(requests, |_, outcome| {
            outcomes.push(outcome);
            progress.advance(1);
        });
        sent.await?;
        progress.finish();
        Ok(outcomes)
    }

    fn take(&mut self, index: usize, receipt: &Receipt) {
        self.taken[index] = true;
        if receipt.repeated_request {
            self.report.already_there += 1;
        } else {
            self.report.entries_added += 1;
        }
    }

    fn leave_out(&mut self, index: usize, why: RowProblem) {
        let row = &self.prepared.ready[index];
        self.bad.push(BadRow { line: row.line, why, raw: row.raw.clone() });
    }

    /// A whole row, a line for each cell that says something.
    fn cells(&self, row: &Ready) -> String {
        let (header, raw) = (&self.prepared.text[self.prepared.header.clone()], &self.prepared.text[row.raw.clone()]);
        let (names, cells) = (rows::cells(header, self.prepared.delimiter), rows::cells(raw, self.prepared.delimiter));
        let lines = names.iter().zip(&cells).filter(|(_, cell)| !cell.trim().is_empty()).map(|(name, cell)| format!("{name}: {cell}"));
        lines.collect::<Vec<_>>().join("\n")
    }
}

fn supporter<'f>(row: &Ready, supporters: &'f Found<'_>) -> Option<&'f str> {
    row.supporter.as_deref().map(|name| supporters.id(name))
}

/// Who is known already, by the agency's own references.
async fn look_up<'p>(connection: &Connection, people: &'p [NewPerson]) -> anyhow::Result<HashMap<&'p str, String>> {
    let mut service = PeopleServiceClient::new(connection.transport.clone()).max_decoding_message_size(LARGEST_ANSWER_BYTES);
    let mut ids = HashMap::new();
    for some in people.chunks(REFERENCES_AT_ONCE) {
        let references = some.iter().map(|person| person.reference.clone()).collect();
        // A view that lags finds too few. Whoever is missing is then recorded, and answered with the first request by its key.
        let request = LookUpReferencesRequest { references, at_least_position: 0 };
        let found = service.look_up_references(request).await.map_err(|status| failed(&status))?.into_inner().people;
        let mut found: HashMap<String, String> = found.into_iter().map(|found| (found.reference, found.person)).collect();
        ids.extend(some.iter().filter_map(|person| Some((person.reference.as_str(), found.remove(&person.reference)?))));
    }
    Ok(ids)
}

fn said(why: &NotTaken) -> String {
    let fields: String = why.field_violations.iter().map(|field| format!("; {}: {}", field.field, field.description)).collect();
    format!("{} ({}{fields})", why.message, why.reason().name())
}
