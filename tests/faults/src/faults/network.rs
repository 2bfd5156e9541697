//! Connections that are cut, delayed and left half open, by the proxies that stand in every way.

use std::time::Duration;

use super::Whose;
use crate::{
    chance::Chance,
    proxy::{Proxy, Weather},
    system::System,
};

/// Breaks connections, and lets none come about for a while.
pub async fn cut(system: &System, whose: Whose, chance: &mut Chance) {
    let length = chance.milliseconds(0..400);
    storm(system, whose, Weather::Cut, length, chance).await;
}

/// Everything comes later.
pub async fn delay(system: &System, whose: Whose, chance: &mut Chance) {
    let (by, length) = (chance.milliseconds(5..120), chance.milliseconds(300..900));
    storm(system, whose, Weather::Delayed(by), length, chance).await;
}

/// The far side has gone, and the near side is not told.
pub async fn half_open(system: &System, whose: Whose, chance: &mut Chance) {
    let length = chance.milliseconds(200..1_500);
    storm(system, whose, Weather::HalfOpen, length, chance).await;
}

async fn storm(system: &System, whose: Whose, weather: Weather, length: Duration, chance: &mut Chance) {
    // One node's, or everybody's.
    let only = chance.percent(50).then(|| chance.index(system.seats.len()));
    let seats = system.seats.iter().enumerate().filter(|(number, _)| only.is_none_or(|only| only == *number));
    let proxies: Vec<&Proxy> = seats
        .filter_map(|(_, seat)| match whose {
            Whose::Node => Some(&seat.gate),
            Whose::Postgres => seat.to_postgres.as_ref(),
            Whose::Nats => seat.to_nats.as_ref(),
        })
        .collect();
    proxies.iter().for_each(|proxy| proxy.set(weather));
    tokio::time::sleep(length).await;
    proxies.iter().for_each(|proxy| proxy.set(Weather::Fair));
}
