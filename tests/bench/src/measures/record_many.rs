//! RecordMany: one stream, and in turn with it SQLite alone, taking in the very same rows.

use throughline_proto::v1::Event;

use crate::{
    figure::{Bound, Figure, Of, median_of},
    place::Here,
    raw::{Raw, Settings, rows_of},
    scale::Scale,
};

/// Takes the figures.
pub async fn measure(scale: &Scale) -> anyhow::Result<Vec<Figure>> {
    let mut here = Here::open(scale.residents).await?;
    let folder = tempfile::tempdir()?;
    let mut plain = Raw::open(&folder.path().join("plain.sqlite"), Settings::Plain)?;
    let mut tuned = Raw::open(&folder.path().join("tuned.sqlite"), Settings::AsTheLog)?;
    // The peers begin with what the log begins with, so that all three files are of one size.
    let mut copied = 0;
    let mut rounds = Vec::new();
    for round in 0..=scale.rounds as u64 {
        // The first round is short, and only warms up.
        let count = if round == 0 { scale.streamed / 10 } else { scale.streamed };
        let events: Vec<Event> = here.place.meetings(scale.residents, round * scale.streamed..round * scale.streamed + count).collect();
        let streamed = here.place.stream(events.into_iter()).await?;
        here.place.seen(streamed.head).await?;
        let rows = rows_of(&here.log_file(), copied, streamed.head)?;
        copied = streamed.head;
        let (plain, tuned) = tokio::task::block_in_place(|| anyhow::Ok((plain.insert(&rows)?, tuned.insert(&rows)?)))?;
        let reached = streamed.events as f64 / streamed.seconds;
        if round > 0 {
            rounds.push(vec![
                Figure::new("record_many", reached, "events/s")
                    .processor(streamed.processor_us)
                    .beside("raw SQLite", plain)
                    .must(Of::Ratio, Bound::AtLeast(0.5)),
                Figure::new("record_many_tuned", reached, "events/s").beside("raw SQLite, set as the log", tuned),
            ]);
        }
    }
    Ok(median_of(&rounds))
}
