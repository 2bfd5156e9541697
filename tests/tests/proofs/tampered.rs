//! Bundles that a forger without the log's key made: ten thousand of them, and every one is found out.

use std::{collections::BTreeMap, path::Path};

use throughline::bundle::{Trust, verify};
use throughline_log::Finding;
use throughline_tests::chance::Chance;

use super::{
    forger::{Care, Deed, Forgery},
    scene::{bundle, copy, key_of, live, place, trust},
};

const FORGERIES: usize = 10_000;

/// Whether a bundle in a folder is believed. Where it is not, what was found says where, what was expected and what it means: no forgery is only an
/// error.
async fn is_believed(folder: &Path, trust: &Trust) -> bool {
    let report = match verify(folder, trust, |_, _| {}).await {
        Ok(bundled) => bundled.report,
        // Without one it is no bundle at all.
        Err(error) if format!("{error:#}").contains("manifest.json") => return false,
        Err(error) => panic!("{error:#}: see {}", kept(folder).display()),
    };
    let is_told = |finding: &Finding| !finding.expected.is_empty() && !finding.found.is_empty() && !finding.trouble.meaning().is_empty();
    assert!(report.findings.iter().all(is_told), "{:?}", report.findings);
    report.is_sound() && report.records > 0
}

/// Two logs of one name, each under a key of its own.
async fn two_bundles(folder: &Path) -> (Forgery, Forgery, Trust) {
    let (ours, theirs) = (place().await, place().await);
    for place in [&ours, &theirs] {
        live(place).await;
    }
    bundle(&ours, &folder.join("ours"), &[]).await;
    bundle(&theirs, &folder.join("theirs"), &[]).await;
    let trust = trust(&key_of(&ours));
    (Forgery::read(&folder.join("ours")), Forgery::read(&folder.join("theirs")), trust)
}

/// How many of each kind were tried, and found; and how often the untouched bundle was accused.
#[derive(Default)]
struct Tally {
    of: BTreeMap<Deed, (u64, u64)>,
    untouched: u64,
    accused: u64,
}

async fn forge(ours: &Forgery, theirs: &Forgery, trust: &Trust, folder: &Path, seed: u64, how_many: usize) -> Tally {
    let (mut chance, mut tally) = (Chance::new(seed), Tally::default());
    for number in 0..how_many {
        let deed = Deed::ALL[number % Deed::ALL.len()];
        let care = *chance.of(&[Care::None, Care::Numbered, Care::Whole]);
        ours.forge(deed, care, theirs, &mut chance, folder);
        let is_believed_now = is_believed(folder, trust).await;
        assert!(!is_believed_now, "{deed:?} with care {care:?}, the {number}th of seed {seed}: see {}", kept(folder).display());
        let of_kind = tally.of.entry(deed).or_default();
        *of_kind = (of_kind.0 + 1, of_kind.1 + u64::from(!is_believed_now));
        if number % 20 == 0 {
            ours.write(folder);
            tally.untouched += 1;
            tally.accused += u64::from(!is_believed(folder, trust).await);
        }
    }
    tally
}

/// What was believed and should not have been, for whoever looks for why.
fn kept(folder: &Path) -> std::path::PathBuf {
    let kept = tempfile::tempdir().expect("a folder").keep();
    copy(folder, &kept);
    kept
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_forged_bundles_are_found_out_and_none_that_was_not_touched_is_accused() {
    let folder = tempfile::tempdir().expect("a folder");
    let (ours, theirs, trust) = two_bundles(folder.path()).await;
    assert!(is_believed(&folder.path().join("ours"), &trust).await && !is_believed(&folder.path().join("theirs"), &trust).await);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let forgers = (1_u64..).take(threads).map(|seed| {
        let (ours, theirs, trust, folder) = (ours.clone(), theirs.clone(), trust.clone(), folder.path().join(seed.to_string()));
        copy(&folder.parent().expect("a folder").join("ours"), &folder);
        tokio::spawn(async move { forge(&ours, &theirs, &trust, &folder, seed, FORGERIES.div_ceil(threads)).await })
    });
    let mut sum = Tally::default();
    for forger in forgers.collect::<Vec<_>>() {
        let tally = forger.await.unwrap_or_else(|failed| std::panic::resume_unwind(failed.into_panic()));
        for (deed, (tried, found)) in tally.of {
            let of_kind = sum.of.entry(deed).or_default();
            *of_kind = (of_kind.0 + tried, of_kind.1 + found);
        }
        (sum.untouched, sum.accused) = (sum.untouched + tally.untouched, sum.accused + tally.accused);
    }
    println!("{:<16}{:>8}{:>8}", "", "tried", "found");
    for (deed, (tried, found)) in &sum.of {
        println!("{:<16}{tried:>8}{found:>8}", format!("{deed:?}"));
    }
    println!("untouched bundles: {}, accused: {}", sum.untouched, sum.accused);
    assert!(sum.of.values().all(|(tried, found)| tried == found) && sum.of.values().map(|(tried, _)| tried).sum::<u64>() >= 10_000);
    assert_eq!(sum.accused, 0);
}
