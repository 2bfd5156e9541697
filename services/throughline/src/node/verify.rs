//! `verify`: is the log as it was written, signed and published? With `--views`, are the views what a replay makes of it?

use std::fs;

use anyhow::Context as _;
use throughline_log::{Against, LogError, Report, read_verifier_key, verify, verify_structure};
use throughline_views::Difference;

use super::{
    Folder, Place,
    opened::{existing, keys_of_log, open_log, open_store},
};
use crate::{
    cli::VerifyArgs,
    config::Stores,
    exit::{Exit, WrongUse},
    output::Output,
    progress::{Progress, Unit},
    verified,
};

pub(super) async fn run(args: &VerifyArgs, output: &Output) -> anyhow::Result<Exit> {
    heeded(args)?;
    let folder = Folder::new(&args.place.data);
    let place = existing(&folder)?;
    let _lock = folder.lock()?;
    let published = match &args.checkpoint {
        None => Vec::new(),
        Some(file) => {
            vec![fs::read_to_string(file).with_context(|| WrongUse::new(format!("the checkpoint {} cannot be read", file.display())))?]
        }
    };
    let stores = args.place.stores()?;
    let report = check(&folder, &place, &stores, args, published, output).await?;
    let differences = if args.views { compare_views(&folder, &place, &stores, output).await? } else { Vec::new() };
    let read = verified::Read { parts: !args.headers, checkpoints: !args.structure || !args.public_key.is_empty() };
    verified::say(&report, read, args.views.then_some(&differences), output)?;
    Ok(if report.is_sound() && differences.is_empty() { Exit::Done } else { Exit::Failed })
}

/// Whatever is brought is looked at: nobody is to believe that it was where it was not.
fn heeded(args: &VerifyArgs) -> Result<(), WrongUse> {
    if !args.witness.is_empty() {
        return Err(WrongUse::new(
            "--witness goes with --bundle and --proof: a place's own log is not held against what its witnesses cosigned",
        ));
    }
    if !args.structure && !args.public_key.is_empty() {
        return Err(WrongUse::new("--public-key goes with --structure, --bundle and --proof; without them the place's own keys are used"));
    }
    if args.structure && args.checkpoint.is_some() && args.public_key.is_empty() {
        return Err(WrongUse::new("with --structure, a --checkpoint is believed by its signature only: give the --public-key as well"));
    }
    Ok(())
}

/// Only reads. A log that is opened to be written would have its checkpoint signed, which is not for a restored one that nobody has looked at.
async fn check(
    folder: &Folder,
    place: &Place,
    stores: &Stores,
    args: &VerifyArgs,
    published: Vec<String>,
    output: &Output,
) -> anyhow::Result<Report> {
    place.lies_in(stores, folder.path())?;
    let store = open_store(&stores.log, true).await?;
    let expected = place.origin();
    match store.look().await? {
        Some(claimed) if claimed.origin == expected => {}
        Some(claimed) => return Err(LogError::OtherLog { found: claimed.origin, expected }.into()),
        None => return Err(WrongUse::new(format!("no log was begun in {}; name the place's own with --log", stores.log)).into()),
    }
    let mut progress = Progress::start(output, "Checking the log", Unit::Things("records"), None);
    let tell = |done: throughline_log::Progress| {
        progress.set_total(done.total);
        progress.set(done.checked);
    };
    let against = Against { published, headers_only: args.headers, ..Against::default() };
    let report = if args.structure {
        let read = |text: &String| {
            read_verifier_key(text, &expected)
                .ok_or_else(|| WrongUse::new("this --public-key is not this log's; `throughline keys` prints it"))
        };
        let public_keys = args.public_key.iter().map(read).collect::<Result<_, _>>()?;
        verify_structure(store, Against { public_keys, ..against }, tell).await?
    } else {
        let keys = keys_of_log(folder.path(), place, stores, Some(&*store)).await?;
        verify(store, keys, against, tell).await?
    };
    progress.finish();
    Ok(report)
}

pub(super) async fn compare_views(folder: &Folder, place: &Place, stores: &Stores, output: &Output) -> anyhow::Result<Vec<Difference>> {
    let (log, keys) = open_log(folder.path(), place, stores).await?;
    let scratch =
        tempfile::Builder::new().prefix(".verify-").tempdir_in(folder.path()).context("the views cannot be made again beside the old")?;
    let mut progress = Progress::start(output, "Making the views again", Unit::Things("records"), Some(*log.head().borrow()));
    let differences =
        throughline_views::compare(folder.path(), scratch.path(), log.clone(), keys, |position| progress.set(position)).await?;
    progress.finish();
    log.close().await;
    Ok(differences)
}
