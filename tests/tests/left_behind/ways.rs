//! Every way by which words come to a place, and by which they leave it: all of them are gone, with canaries in everything. No test lives in here.

use std::{fs, path::Path, process::Output};

use prost::{
    Message as _,
    encoding::{WireType, encode_key, encode_varint},
};
use throughline_proto::v1::{
    CompareStoryRequest, Details, Event, FindPeopleRequest, GetStoryAsKnownRequest, GetStoryRequest, HelpKind, InviteRequest,
    ListChangesRequest, LookUpReferencesRequest, Manner, MatchPeopleRequest, Place, ProfilesJoined, ProfilesSeparated, Reach,
    RecordManyRequest, ReplayRequest, WatchStoryRequest, WatchStoryResponse, Yes, event::Kind, place,
    sign_in_service_client::SignInServiceClient,
};
use throughline_tests::{
    Browser, Caller,
    caller::{one_of_many, request},
    events::{about, alongside, asked, day, met, noted, of_nobody, offered, on, with_words, yes},
    process::{run, text},
    raw,
};
use tonic::{
    Request, Streaming,
    codegen::{Service as _, http},
};
use uuid::Uuid;

use crate::canaries::{ERASED, PHONE, POSTCODE, STAYING, canary};

/// A token that somebody guessed.
pub const GUESSED: &str = "tl_Zyxquokka-guessed-token";

/// Who is written about, and by whom.
pub struct People {
    pub rosa: String,
    pub sam: String,
    /// Who is alongside both.
    pub amira: String,
}

/// Everything that anybody may say of somebody.
fn details(word: &str) -> Details {
    Details {
        known_as: format!("{word}-known"),
        given_name: format!("{word}-given"),
        family_name: format!("{word}-family"),
        say_it: format!("{word}-said"),
        other_names: vec![format!("{word}-other")],
        born: "1951-06-02".into(),
        address: format!("9 {word} Row"),
        postcode: POSTCODE.into(),
        reach: vec![Reach { manner: Manner::Phone.into(), at: PHONE.into(), safely: format!("{word} after four") }],
        access: vec![format!("{word}-access")],
        do_not_ask: vec![format!("{word}-not")],
        reference: format!("{word}-reference"),
        ..Details::default()
    }
}

/// What is taken in: first heard of, alone and with others, one by one and in a row.
pub async fn live(house: &Caller) -> People {
    let amira = house.is_joined_by(&format!("{STAYING}-amira")).await;
    let rosa = house.hears_of_all(details(ERASED)).await;
    let sam = house.hears_of_all(Details { known_as: format!("{STAYING}-sam"), ..Details::default() }).await;
    for person in [&rosa, &sam] {
        house.write(alongside(person, &amira)).await;
    }
    for event in told(&rosa, &canary("record")) {
        house.write(event).await;
    }
    house.write(with_words(met(&rosa, &amira), &rosa, &canary("met"))).await;
    house.write(with_words(noted(&sam, &format!("{STAYING}-fact")), &sam, &format!("{STAYING}-words"))).await;
    turns_out_to_be_another(house, &rosa, &amira).await;
    let messages: Vec<_> = told(&rosa, &canary("many")).into_iter().map(|event| one_of_many(request(vec![event]))).collect();
    assert_eq!(many(house, messages).await, 3, "all are taken in");
    People { rosa, sam, amira }
}

/// Somebody is taken for another, and it is said why not.
async fn turns_out_to_be_another(house: &Caller, rosa: &str, amira: &str) {
    let other = house.hears_of(&format!("{STAYING}-other")).await;
    let profiles = vec![rosa.to_owned(), other];
    let yes = Some(Yes { view: canary("view"), ..yes(rosa, amira) });
    house.write(of_nobody(Kind::ProfilesJoined(ProfilesJoined { profiles, yes, ..ProfilesJoined::default() }))).await;
    let separated = ProfilesSeparated { profiles: vec![rosa.to_owned()], why: canary("why") };
    house.write(of_nobody(Kind::ProfilesSeparated(separated))).await;
}

/// The same thing said in every field that takes words.
fn told(person: &str, word: &str) -> Vec<Event> {
    let whole = Event {
        source_key: format!("{word}-key"),
        place: Some(Place { place: Some(place::Place::Text(format!("{word}-place"))) }),
        ..noted(person, &format!("{word}-fact"))
    };
    vec![
        with_words(whole, person, &format!("{word}-words {PHONE} {POSTCODE}")),
        offered(person, &format!("{word}-offer"), HelpKind::Home),
        with_words(asked(person, &format!("{word}-ask")), person, word),
    ]
}

/// How many of a row were taken in.
async fn many(house: &Caller, messages: Vec<RecordManyRequest>) -> usize {
    let mut answers = house.records().record_many(tokio_stream::iter(messages)).await.expect("a stream").into_inner();
    let mut taken = 0;
    while let Some(answer) = answers.message().await.expect("it goes on") {
        taken += usize::from(matches!(answer.outcome, Some(throughline_proto::v1::record_many_response::Outcome::Receipt(_))));
    }
    taken
}

/// What is turned away, for every kind of reason: nothing of it is repeated anywhere.
pub async fn is_refused(house: &Caller, person: &str) {
    let word = canary("refused");
    let bad = [
        on(day(&word), noted(person, &word)),
        on(day("2999-01-01"), noted(person, &word)),
        noted(&word, &word),
        noted(&Uuid::new_v4().to_string(), &word),
        Event { id: word.clone(), ..noted(person, &word) },
        Event { agency: word.clone(), ..noted(person, &word) },
        Event { recorded_by: word.clone(), ..noted(person, &word) },
        noted(person, &word.repeat(600)),
        with_words(noted(person, &word), person, &word.repeat(20_000)),
        with_words(noted(person, &word), &word, &word),
        about(person, Kind::DetailsChanged(throughline_proto::v1::DetailsChanged {})),
        met(person, &word),
        alongside(person, &word),
    ];
    for event in &bad {
        house.record(vec![event.clone()]).await.expect_err("it is not taken in");
    }
    assert_eq!(many(house, bad.into_iter().map(|event| one_of_many(request(vec![event]))).collect()).await, 0);
    house.record((0..1_001).map(|_| noted(person, &word)).collect()).await.expect_err("too many");
    house.record(vec![noted(person, &word.repeat(2_000_000))]).await.expect_err("too large");
    // The same request id with other content.
    let first = request(vec![noted(person, &canary("first"))]);
    house.send(first.clone()).await.expect("taken in");
    house.send(throughline_proto::v1::RecordRequest { events: vec![noted(person, &word)], ..first }).await.expect_err("another");
    for bytes in [with_unknown_field(&word), format!("{{\"events\": \"{word}\"}}").into_bytes(), word.as_bytes().to_vec()] {
        for path in
            ["/throughline.v1.RecordService/Record", "/throughline.v1.StoryService/GetStory", &format!("/throughline.v1.{word}/{word}")]
        {
            raw::call(house.transport(), path, bytes.clone()).await.expect_err("no message");
        }
    }
    house.try_story(&word, 0).await.expect_err("no id");
    let pages = ListChangesRequest::default();
    house.stories().list_changes(pages).await.expect("a page");
    let asked = GetStoryRequest { person: person.to_owned(), page_token: word.clone(), ..GetStoryRequest::default() };
    house.stories().get_story(asked).await.expect_err("no token of ours");
}

fn with_unknown_field(word: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode_key(999, WireType::LengthDelimited, &mut bytes);
    encode_varint(word.len() as u64, &mut bytes);
    bytes.extend_from_slice(word.as_bytes());
    bytes
}

/// Headers of every kind, and a guessed token: whatever stands in them.
pub async fn strange_headers(house: &Caller, person: &str) {
    let word = canary("header");
    let names = [
        "authorization",
        "throughline-acting-for",
        "throughline-purpose",
        "traceparent",
        "tracestate",
        "baggage",
        "grpc-timeout",
        "user-agent",
        "cookie",
    ];
    for name in names.iter().copied().chain([word.to_lowercase().as_str()]) {
        let value = if name == "authorization" { format!("Bearer {GUESSED}") } else { word.clone() };
        let asked = GetStoryRequest { person: person.to_owned(), ..GetStoryRequest::default() };
        let framed =
            [&[0_u8] as &[u8], &u32::try_from(asked.encoded_len()).expect("short").to_be_bytes(), asked.encode_to_vec().as_slice()]
                .concat();
        let mut request = http::Request::post(format!("http://node/throughline.v1.StoryService/GetStory?{word}"))
            .header("content-type", "application/grpc")
            .header("te", "trailers")
            .header(name, value);
        if name != "authorization" {
            request = request.header("authorization", format!("Bearer {}", house.token()));
        }
        let mut channel = house.channel();
        std::future::poll_fn(|context| channel.poll_ready(context)).await.expect("the server is there");
        let body = tonic::body::Body::new(http_body_of(framed));
        channel.call(request.body(body).expect("a request")).await.expect("an answer");
    }
}

fn http_body_of(bytes: Vec<u8>) -> impl http_body::Body<Data = bytes::Bytes, Error = std::convert::Infallible> + Send + 'static {
    http_body_util::Full::new(bytes::Bytes::from(bytes))
}

/// Reads in every way there is; everything that was answered, as text.
pub async fn reads(house: &Caller, keeper: &Caller, people: &People, position: u64) -> String {
    let mut told = Vec::new();
    for person in [&people.rosa, &people.sam] {
        told.push(format!("{:?}", house.story(person, position).await));
        told.push(format!("{:?}", house.for_resident(person).try_story(person, position).await));
    }
    for name in [canary("known"), ERASED.to_lowercase(), format!("{STAYING}-sam")] {
        told.push(format!("{:?}", house.finds(&name, position).await));
    }
    let likeness = MatchPeopleRequest { details: Some(details(ERASED)), at_least_position: position, ..MatchPeopleRequest::default() };
    told.push(format!("{:?}", house.people().match_people(likeness).await));
    let references = LookUpReferencesRequest { references: vec![format!("{ERASED}-reference")], ..LookUpReferencesRequest::default() };
    told.push(format!("{:?}", house.people().look_up_references(references).await));
    let by_reference = FindPeopleRequest { reference: format!("{ERASED}-reference"), ..FindPeopleRequest::default() };
    told.push(format!("{:?}", house.people().find_people(by_reference).await));
    let changes = ListChangesRequest { page_size: 1_000, at_least_position: position, ..ListChangesRequest::default() };
    told.push(format!("{:?}", house.stories().list_changes(changes).await));
    told.push(format!("{:?}", keeper.replays(ReplayRequest::default()).await));
    for person in [&people.rosa, &people.sam] {
        let (person, reason) = (person.clone(), "it is tried out".to_owned());
        let asked = GetStoryAsKnownRequest { person: person.clone(), reason: reason.clone(), ..GetStoryAsKnownRequest::default() };
        told.push(format!("{:?}", keeper.audit().get_story_as_known(asked).await));
        let asked = CompareStoryRequest { person, from_position: 1, reason, ..CompareStoryRequest::default() };
        told.push(format!("{:?}", keeper.audit().compare_story(asked).await));
    }
    told.join("\n")
}

/// A stream that stays open until the node ends.
pub async fn watches(house: &Caller, person: &str) -> Streaming<WatchStoryResponse> {
    let request = Request::new(WatchStoryRequest { person: person.to_owned(), ..WatchStoryRequest::default() });
    let mut news = house.stories().watch_story(request).await.expect("a stream").into_inner();
    news.message().await.expect("it goes on").expect("news");
    news
}

/// Pages: a resident and a supporter come in by links and read, somebody guesses links and cookies, others go astray. Gives what opened doors or was
/// meant to: links' tokens and sessions' cookies.
pub async fn comes_to_the_portal(house: &Caller, portal: &str, people: &People) -> Vec<String> {
    let (resident, supporter) = (people.rosa.clone(), people.amira.clone());
    let of_rosa = InviteRequest { resident, ..InviteRequest::default() };
    let of_amira = InviteRequest { supporter, ..InviteRequest::default() };
    let mut secrets = Vec::new();
    for (asked, reads) in [(of_rosa, canary("record-fact")), (of_amira, canary("known"))] {
        let token = SignInServiceClient::new(house.transport()).invite(asked).await.expect("it is made").into_inner().token;
        let (link, mut browser) = (format!("{portal}/invitation/{token}"), Browser::default());
        browser.get(&link).await.is(200);
        browser.post(&link, "").await.is(303);
        let page = browser.get(portal).await.is(200);
        assert!(page.body.contains(&reads), "{}", page.body);
        // Once more, and by another: it was used.
        Browser::default().post(&link, "").await.is(404);
        browser.get(&format!("{portal}/{token}")).await.is(404);
        let cookie = browser.cookie(portal).expect("a session").to_owned();
        browser.post(&format!("{portal}/sign-out"), "").await.is(303);
        secrets.extend([token, cookie]);
    }
    let (word, guessed) = (canary("portal"), format!("{:A<43}", canary("link")));
    let mut stranger = Browser::default();
    stranger.put(portal, &canary("cookie"));
    for link in [&guessed, &word] {
        stranger.post(&format!("{portal}/invitation/{link}"), &format!("{word}={word}")).await.is(404);
    }
    stranger.get(&format!("{portal}/{word}?{word}={word}")).await.is(404);
    stranger.get(&format!("{portal}/sign-in/back?state={word}&code={word}&iss={word}")).await.is(400);
    stranger.send("POST", &format!("{portal}/sign-out"), &[("origin", &format!("http://{word}"))], Some(&word)).await.is(403);
    stranger.send("GET", portal, &[("host", &word), ("user-agent", &word), ("referer", &word)], None).await.is(421);
    secrets.push(guessed);
    secrets
}

/// An agency's export, with good rows and bad ones. It lies where the agency keeps it, outside of what the place leaves.
pub fn imports(folder: &Path, address: &str, token: &str) -> Output {
    let (file, mapping, token_file) = (folder.join("visits.csv"), folder.join("visits.toml"), folder.join("token"));
    let row = |id: &str, who: &str, when: &str| format!("{id},{STAYING}-{who},{when},{STAYING}-imported,{STAYING}-worker,{PHONE}\n");
    let rows = [row("1", "one", "01/02/2025"), row("2", "two", "no day at all"), row("3", "", ""), format!("{STAYING}-torn,\n")];
    fs::write(&file, format!("Visit id,Who,When,Notes,Worker,Phone\n{}", rows.concat())).expect("written");
    let mapping_text = "[agency]\nslug = \"harmony-house\"\nname = \"Harmony House\"\n[person]\nreference = \"Who\"\nphone = \"Phone\"\n\
        [supporter]\nname = \"Worker\"\n[time]\ncolumn = \"When\"\nformats = [\"%d/%m/%Y\"]\nzone = \"Europe/London\"\n\
        [event]\nkind = \"noted\"\nwhat = \"Notes\"\nsource_key = \"Visit id\"\n";
    fs::write(&mapping, mapping_text).expect("written");
    fs::write(&token_file, token).expect("written");
    run(&["import", text(&file), "--mapping", text(&mapping), "--address", address, "--token-file", text(&token_file)])
}
