//! What was erased since: when, and on what basis. What it was is gone for good, and is not told.

use std::collections::HashMap;

use throughline_proto::v1::{ErasedSince, Happened, Telling, event::Kind, happened::Moment};
use throughline_story::Told;
use throughline_views::{Snapshot, ViewError, Views, moment_text};
use uuid::Uuid;

/// An Erased event, as it is told where something stood that is gone.
pub(crate) fn erased_since(snapshot: &Snapshot<'_>, told: &Told, telling: &Telling) -> Result<ErasedSince, ViewError> {
    let mut event = told.event.clone();
    if event.happened.is_none() {
        let recorded = snapshot.record(told.position)?.map(|entry| moment_text(entry.recorded_at_us));
        event.happened = recorded.map(|time| Happened { moment: Some(Moment::Time(time)) });
    }
    let basis = match &event.kind {
        Some(Kind::Erased(erased)) => erased.basis.clone(),
        _ => String::new(),
    };
    let sentence = throughline_story::erased_since(&event, telling);
    Ok(ErasedSince { sentence, when: event.happened, basis, event: event.id, position: told.position })
}

/// By which record each person was erased, as far as that was asked.
#[derive(Debug, Default)]
pub(crate) struct Erasures(HashMap<Uuid, Option<ErasedSince>>);

impl Erasures {
    /// When the first of these people was erased who was.
    pub(crate) fn of(&mut self, views: &Views, people: impl Iterator<Item = Uuid>) -> Result<Option<ErasedSince>, ViewError> {
        for person in people {
            let found = match self.0.get(&person) {
                Some(found) => found.clone(),
                None => {
                    let found = views.read_here(|snapshot| erasure(snapshot, person))?;
                    self.0.insert(person, found.clone());
                    found
                }
            };
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }
}

fn erasure(snapshot: &Snapshot<'_>, person: Uuid) -> Result<Option<ErasedSince>, ViewError> {
    let person = person.to_string();
    let circle = match snapshot.circle(std::slice::from_ref(&person)) {
        // That a story cannot be told keeps nobody from reading the others.
        Err(ViewError::SetAside { .. }) => return Ok(None),
        circle => circle?,
    };
    let erased = circle.erased_after(std::slice::from_ref(&person), 0).next().cloned();
    erased.map(|told| erased_since(snapshot, &told, &Telling::default())).transpose()
}
