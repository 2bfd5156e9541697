//! An import from beginning to end: read the file, make sure of the supporters and the people, record the events, keep what breaks a rule
//! as notes, and say what came of it.

use std::{collections::HashMap, fs, path::Path, time::Instant};

use anyhow::{Context as _, bail};
use jiff::Timestamp;
use throughline_proto::v1::{
    LookUpReferencesRequest, NotTaken, Reason, Receipt, people_service_client::PeopleServiceClient,
};
use tonic::Code;

use super::{
    hands,
    mapping::{self, Mapping},
    prepare::{BadRow, Prepared, prepare},
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

async fn record(
    prepared: &Prepared,
    mapping: &Mapping,
    connection: &Connection,
    file: &Path,
    output: &Output,
) -> anyhow::Result<Report> {
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

/// Names or references, and their ids.
type Ids<'a> = HashMap<&'a str, String>;

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
    async fn supporters(&mut self) -> anyhow::Result<Ids<'a>> {
        let Some(shape) = &self.mapping.supporter else { return Ok(Ids::new()) };
        let names = &self.prepared.supporters;
        let mut outcomes = Vec::with_capacity(names.len());
        let requests = names.iter().map(|name| self.requests.supporter(name, shape));
        self.sender.send_all(requests, |_, outcome| outcomes.push(outcome)).await?;
        let mut ids = Ids::new();
        for (name, outcome) in names.iter().zip(outcomes) {
            let id = match outcome {
                Outcome::Taken(receipt) => {
                    self.report.supporters.new += u64::from(!receipt.repeated_request);
                    first_person(&receipt)
                }
                Outcome::NotTaken(why) if is_reused(&why) => named_in(&why).with_context(|| {
                    WrongUse::new(
                        "this agency's supporters were imported before with another `joined` or `what_they_do` under [supporter]: \
                         put back what the mapping said then",
                    )
                })?,
                Outcome::NotTaken(why) => bail!("a supporter could not be recorded: {}", said(&why)),
            };
            ids.insert(name, id);
        }
        Ok(ids)
    }

    async fn people(&mut self, connection: &Connection) -> anyhow::Result<Ids<'a>> {
        let people = &self.prepared.people;
        let mut ids = look_up(connection, people.iter().map(|person| person.reference.as_str()), 0).await?;
        let missing: Vec<_> = people.iter().filter(|person| !ids.contains_key(person.reference.as_str())).collect();
        let mut progress = Progress::start(self.output, "People", Unit::Things("people"), Some(missing.len() as u64));
        let requests = missing.iter().map(|person| self.requests.person(person, self.mapping.person.they_know));
        let mut outcomes = Vec::with_capacity(missing.len());
        let send = self.sender.send_all(requests, |_, outcome| {
            outcomes.push(outcome);
            progress.advance(1);
        });
        send.await?;
        progress.finish();
        let (mut newest, mut known_before) = (0, Vec::new());
        for (person, outcome) in missing.iter().zip(outcomes) {
            match outcome {
                Outcome::Taken(receipt) => {
                    self.report.people.new += u64::from(!receipt.repeated_request);
                    newest = receipt.entries.iter().map(|entry| entry.position).max().unwrap_or_default().max(newest);
                    ids.insert(&person.reference, first_person(&receipt));
                }
                Outcome::NotTaken(why) if is_reused(&why) => known_before.push(person.reference.as_str()),
                Outcome::NotTaken(why) => bail!("a person could not be recorded: {}", said(&why)),
            }
        }
        // Imported before, and the view had not heard of them yet: by now it has.
        ids.extend(look_up(connection, known_before.into_iter(), newest).await?);
        Ok(ids)
    }

    /// Records every row; gives those that would break a rule, and which.
    async fn events(&mut self, people: &Ids<'_>, supporters: &Ids<'_>) -> anyhow::Result<Vec<(usize, String)>> {
        let ready = &self.prepared.ready;
        let rows: Vec<(usize, &str)> =
            ready.iter().enumerate().filter_map(|(index, row)| Some((index, people.get(row.reference.as_str())?.as_str()))).collect();
        for row in ready.iter().filter(|row| !people.contains_key(row.reference.as_str())) {
            self.bad.push(BadRow { line: row.line, why: RowProblem::PersonNotFound, raw: row.raw.clone() });
        }
        let mut progress = Progress::start(self.output, "Events", Unit::Things("events"), Some(rows.len() as u64));
        let requests = rows.iter().map(|(index, person)| self.requests.event(&ready[*index], person, supporter(&ready[*index], supporters)));
        let mut outcomes = Vec::with_capacity(rows.len());
        let send = self.sender.send_all(requests, |_, outcome| {
            outcomes.push(outcome);
            progress.advance(1);
        });
        send.await?;
        progress.finish();
        let mut broken = Vec::new();
        for ((index, _), outcome) in rows.into_iter().zip(outcomes) {
            match outcome {
                Outcome::Taken(receipt) => self.take(index, &receipt),
                Outcome::NotTaken(why) if why.code == Code::FailedPrecondition as i32 => broken.push((index, why.message)),
                // The key is taken, but not by this very request: it was kept as a note, or recorded by the agency's own system.
                Outcome::NotTaken(why) if why.reason() == Reason::SourceKeyReused => {
                    self.report.already_there += 1;
                    self.taken[index] = true;
                }
                Outcome::NotTaken(why) if why.reason() == Reason::RequestIdReused => self.leave_out(index, RowProblem::Changed),
                Outcome::NotTaken(why) => self.leave_out(index, RowProblem::NotTaken(said(&why))),
            }
        }
        Ok(broken)
    }

    /// Facts are not turned away for breaking a rule: they are kept as notes, with the rule.
    async fn keep(&mut self, broken: Vec<(usize, String)>, people: &Ids<'_>, supporters: &Ids<'_>) -> anyhow::Result<()> {
        let ready = &self.prepared.ready;
        let requests = broken.iter().map(|(index, because)| {
            let row = &ready[*index];
            let person = people.get(row.reference.as_str()).map(String::as_str).unwrap_or_default();
            self.requests.kept(row, person, supporter(row, supporters), because, &self.cells(row))
        });
        let mut outcomes = Vec::with_capacity(broken.len());
        self.sender.send_all(requests, |_, outcome| outcomes.push(outcome)).await?;
        for ((index, because), outcome) in broken.into_iter().zip(outcomes) {
            match outcome {
                Outcome::Taken(receipt) => self.take(index, &receipt),
                Outcome::NotTaken(why) if is_reused(&why) => {
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

fn supporter<'i>(row: &Ready, supporters: &'i Ids<'_>) -> Option<&'i str> {
    supporters.get(row.supporter.as_deref()?).map(String::as_str)
}

/// Who is known already, by the agency's own references.
async fn look_up<'r>(connection: &Connection, references: impl Iterator<Item = &'r str>, at_least: u64) -> anyhow::Result<Ids<'r>> {
    let references: Vec<&str> = references.collect();
    let mut people = PeopleServiceClient::new(connection.transport.clone()).max_decoding_message_size(LARGEST_ANSWER_BYTES);
    let mut ids = Ids::new();
    for some in references.chunks(REFERENCES_AT_ONCE) {
        let request = LookUpReferencesRequest { references: some.iter().map(|text| (*text).to_owned()).collect(), at_least_position: at_least };
        let found = people.look_up_references(request).await.map_err(|status| failed(&status))?.into_inner().people;
        let mut found: HashMap<String, String> = found.into_iter().map(|found| (found.reference, found.person)).collect();
        ids.extend(some.iter().filter_map(|reference| Some((*reference, found.remove(*reference)?))));
    }
    Ok(ids)
}

fn first_person(receipt: &Receipt) -> String {
    receipt.entries.first().map(|entry| entry.person.clone()).unwrap_or_default()
}

fn is_reused(why: &NotTaken) -> bool {
    matches!(why.reason(), Reason::RequestIdReused | Reason::SourceKeyReused)
}

/// The person or supporter whom the first use of a key made, where the server says so.
fn named_in(why: &NotTaken) -> Option<String> {
    why.details.iter().find(|detail| detail.name == "person").map(|detail| detail.value.clone())
}

fn said(why: &NotTaken) -> String {
    let fields: String = why.field_violations.iter().map(|field| format!("; {}: {}", field.field, field.description)).collect();
    format!("{} ({}{fields})", why.message, why.reason().name())
}
