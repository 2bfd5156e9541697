//! One resident whom two agencies know, each under a profile of its own. They are joined, the first agency meets them, and then the second
//! walks alongside with a yes.

use throughline_tests::{
    Caller, Place,
    events::{alongside, day, met, on},
};

/// The place, and who takes part in it.
pub struct Beside {
    pub place: Place,
    pub house: Caller,
    pub city: Caller,
    /// Harmony House's supporter.
    pub amira: String,
    /// Care City's, who walks alongside.
    pub ben: String,
    /// The resident as Harmony House knows them, and as Care City does.
    pub profiles: [String; 2],
    /// The event with which walking alongside began.
    pub began: String,
}

impl Beside {
    pub async fn new() -> Self {
        let place = Place::new().await;
        let (house, city) = (place.agency("harmony-house").await, place.agency("care-city").await);
        let (amira, ben) = (house.is_joined_by("Amira").await, city.is_joined_by("Ben").await);
        let profiles = [house.hears_of("Rosa").await, city.hears_of("Rosie").await];
        house.joins(&[&profiles[0], &profiles[1]], &amira).await;
        house.write(on(day("2025-03-05"), met(&profiles[0], &amira))).await;
        let began = city.write(alongside(&profiles[1], &ben)).await.event;
        Self { place, house, city, amira, ben, profiles, began }
    }
}
