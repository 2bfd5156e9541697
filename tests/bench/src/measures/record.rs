//! Record: many callers at once with one event each, and one caller alone. What they record has happened just now; what is written
//! down late is looked at in `growth`.

use throughline::connect::Transport;
use throughline_proto::v1::record_service_client::RecordServiceClient;

use crate::{
    events,
    figure::{Bound, Figure, Of, median_of},
    load::{Caller, drive},
    place::{Here, Place, scattered},
    scale::Scale,
};

const CALLERS: u64 = 64;
/// Agencies do not share a connection, and neither do all callers here.
const CONNECTIONS: usize = 8;

/// Somebody who records one meeting after the other, with anybody.
struct Recording {
    record: RecordServiceClient<Transport>,
    supporter: String,
    residents: std::sync::Arc<Vec<String>>,
    number: u64,
}

impl Caller for Recording {
    async fn call(&mut self) -> anyhow::Result<()> {
        self.number += 1;
        let person = &self.residents[scattered(self.number) % self.residents.len()];
        let request = events::request(vec![events::just_now(events::met(person, &self.supporter, self.number))]);
        self.record.record(request).await?;
        Ok(())
    }
}

/// Takes the figures.
pub async fn measure(scale: &Scale) -> anyhow::Result<Vec<Figure>> {
    let here = Here::open(scale.residents).await?;
    let mut rounds = Vec::new();
    for round in 0..scale.rounds as u64 {
        let together = drive(callers(&here.place, CALLERS, 2 * round).await?, scale.warm_up, scale.load).await?;
        let alone = drive(callers(&here.place, 1, 2 * round + 1).await?, scale.warm_up, scale.load / 2).await?;
        rounds.push(vec![
            Figure::new("record", together.per_second, "events/s")
                .times(together.percentile_ms(50.0), together.percentile_ms(99.0))
                .processor(together.processor_us)
                .must(Of::Value, Bound::AtLeast(6_000.0)),
            Figure::new("record_alone", alone.per_second, "events/s")
                .times(alone.percentile_ms(50.0), alone.percentile_ms(99.0))
                .processor(alone.processor_us)
                .must(Of::P50, Bound::Below(1.0)),
        ]);
    }
    Ok(median_of(&rounds))
}

async fn callers(place: &Place, count: u64, series: u64) -> anyhow::Result<Vec<Recording>> {
    let mut connections = Vec::new();
    for _ in 0..CONNECTIONS {
        connections.push(place.connect().await?);
    }
    let residents = std::sync::Arc::new(place.residents.clone());
    let caller = |(index, transport): (u64, &Transport)| Recording {
        record: RecordServiceClient::new(transport.clone()),
        supporter: place.supporter.clone(),
        residents: residents.clone(),
        // Far enough apart that no two callers ever write the same event.
        number: (series * CALLERS + index) << 32,
    };
    Ok((0..count).zip(connections.iter().cycle()).map(caller).collect())
}
