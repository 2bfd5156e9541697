//! Pages speak the language that somebody chose, or else the one that their browser asks for; what the services tell comes in it, too.

use throughline_proto::v1::HelpKind;
use throughline_tests::{Browser, events};

use crate::scene::{Scene, request_id};

#[tokio::test(flavor = "multi_thread")]
async fn a_resident_chooses_romanian_and_their_story_stays_romanian() {
    let scene = Scene::new().await;
    scene.house.write(events::offered(&scene.rosa, "a place at the choir", HelpKind::Making)).await;
    scene.place.seen().await;
    let mut browser = scene.rosa().await;
    let english = browser.get(&scene.url("/")).await.is(200).body;
    assert!(english.contains("<html lang=\"en\" dir=\"ltr\"") && english.contains("formaction=\"?language=ro\" lang=\"ro\""), "{english}");
    let chosen = browser.post(&scene.url("/?language=ro"), "").await.is(303);
    assert_eq!(chosen.location(), scene.url("/"));
    assert!(chosen.header("set-cookie").is_some_and(|cookie| cookie.starts_with("__Host-language=ro; Path=/; Secure; HttpOnly")));
    let first = browser.follow(chosen).await.is(200).body;
    let again = browser.get(&scene.url("/")).await.is(200).body;
    for story in [&first, &again] {
        assert!(story.contains("<html lang=\"ro\" dir=\"ltr\""), "{story}");
        for told in [">Povestea mea</h1>", ">Ce mi s-a oferit</h2>", "Nu, mulțumesc: a place at the choir", "a oferit ajutor"] {
            assert!(story.contains(told), "{told}: {story}");
        }
        for english in ["My story", "Offered to me", "offered help"] {
            assert!(!story.contains(english), "{english}: {story}");
        }
    }
    assert!(browser.get(&scene.url("/my/looks")).await.is(200).body.contains("Încă nu s-a uitat nimeni"));
    scene.amina().await.get(&scene.story(&scene.rosa, "")).await.is(200);
    scene.place.seen().await;
    assert!(browser.get(&scene.url("/my/looks")).await.is(200).body.contains("a citit povestea dumneavoastră"));
    let zip = browser.get(&scene.url("/my/export")).await.is(200);
    assert_eq!(zip.header("content-type"), Some("application/zip"));
    let problem = browser.post(&scene.url("/my/words"), "words=+&kind=noted").await.is(400).body;
    // What was typed would be lost with another language.
    assert!(problem.contains("Scrieți mai întâi") && !problem.contains("?language="), "{problem}");
    let back = browser.post(&scene.url("/my/looks?language=en"), "").await.is(303);
    assert_eq!(back.location(), scene.url("/my/looks"));
    assert!(browser.follow(back).await.is(200).body.contains("your story"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supporter_reads_home_a_story_and_the_form_to_add_in_romanian() {
    let scene = Scene::new().await;
    scene.house.write(events::asked(&scene.rosa, "a new lock")).await;
    scene.house.write(events::met(&scene.rosa, &scene.amina)).await;
    scene.place.seen().await;
    let mut browser = scene.amina().await;
    let chosen = browser.post(&scene.url("/?language=ro"), "").await.is(303);
    let home = browser.follow(chosen).await.is(200).body;
    let story = browser.get(&scene.story(&scene.rosa, "")).await.is(200).body;
    // Some of it alone comes by another way.
    let some = browser.get(&scene.story(&scene.rosa, "?kind=met")).await.is(200).body;
    let form = browser.get(&scene.story(&scene.rosa, "/add")).await.is(200);
    let filled = format!("request_id={}&kind=met&date=2026-03-14&then=look", request_id(&form));
    let look = browser.post(&scene.story(&scene.rosa, "/add"), &filled).await.is(200).body;
    for (page, told) in [
        (&home, ">Acasă</h1>"),
        (&home, "Ultima întâlnire: 6 ianuarie 2025 · 1 promisiune deschisă"),
        (&story, ">Cine este alături</h2>"),
        (&story, "Mă ocup eu: a new lock – încă nu se ocupă nimeni"),
        (&story, "Rosa a cerut ajutor"),
        (&some, "Rosa s-a întâlnit cu Amina de la Harmony House"),
        (&form.body, "<title>Adaug ce s-a întâmplat – Throughline</title>"),
        (&form.body, ">Scrisori și formulare</option>"),
        (&look, "Cineva s-a întâlnit cu Amina de la Harmony House"),
    ] {
        assert!(page.contains("<html lang=\"ro\"") && page.contains(told), "{told}: {page}");
    }
    for english in [">Home<", "alongside<", "What happened", "promise<", "asked for help", "since ", ">Show<", "Who may see it?"] {
        assert!([&home, &story, &some, &form.body, &look].iter().all(|page| !page.contains(english)), "{english}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_language_that_is_not_there_is_answered_with_those_that_are() {
    let scene = Scene::new().await;
    let mut browser = scene.rosa().await;
    for nonsense in ["tlh", "", "%3Cscript%3E", "ro&language=en", "ro%0D%0ASet-Cookie:x=y"] {
        let page = browser.post(&scene.url(&format!("/?language={nonsense}")), "").await.is(400);
        assert!(page.body.contains("This language is not here yet.") && page.body.contains("To the start"), "{nonsense}: {}", page.body);
        assert!(page.header("set-cookie").is_none());
    }
    // Nor does it lead to another site, or come from one.
    let elsewhere = browser.post(&scene.url("//elsewhere.example.org/?language=ro"), "").await.is(303);
    assert_eq!(elsewhere.header("location"), Some("/elsewhere.example.org/"));
    browser.send("POST", &scene.url("/?language=ro"), &[("sec-fetch-site", "cross-site")], Some("")).await.is(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_asks_for_romanian_is_welcomed_in_it_before_anybody_chose() {
    let scene = Scene::new().await;
    let asks = [("accept-language", "ro-RO,ro;q=0.9,en;q=0.8")];
    let welcome = Browser::default().send("GET", &scene.url("/"), &asks, None).await.is(200).body;
    assert!(welcome.contains("O singură poveste") && welcome.contains("<html lang=\"ro\""), "{welcome}");
    let nowhere = Browser::default().send("GET", &scene.url("/nowhere"), &asks, None).await.is(404).body;
    assert!(nowhere.contains("Nu există o astfel de pagină."), "{nowhere}");
    // Pages speak no language in which the services tell no story.
    let mut spoken = welcome.split(" lang=\"").skip(1).filter_map(|rest| rest.split('"').next());
    assert!(spoken.clone().count() > 2 && spoken.all(|tag| throughline_story::language_for(tag) == tag), "{welcome}");
}
