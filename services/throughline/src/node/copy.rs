//! `copy`: a log from one store to another.

use throughline_log::copy;

use super::{
    Folder, Place,
    opened::{existing, keys_of_log, open_store},
};
use crate::{
    cli::CopyArgs,
    config::{LogAddress, Stores},
    exit::{Exit, WrongUse},
    output::{Output, Tone, count},
    progress::{Progress, Unit},
    records::hex,
};

pub(super) async fn run(args: &CopyArgs, output: &Output) -> anyhow::Result<Exit> {
    let folder = Folder::new(&args.place.data);
    let place = existing(&folder)?;
    let _lock = folder.lock()?;
    let stores = args.place.stores()?;
    let from = args.from.as_deref().map_or_else(|| Ok(stores.log.clone()), |text| LogAddress::parse("--from", text))?;
    let to = LogAddress::parse("--to", &args.to)?;
    if from == to {
        return Err(WrongUse::new("--from and --to are the same store").into());
    }
    let copied = copy_between(&folder, &place, &stores, &from, &to, output).await?;
    if args.hand_over {
        folder.hand_over(&to.to_string())?;
    }
    let root = hex(&copied.root);
    if output.is_json() {
        output.json(&serde_json::json!({
            "origin": copied.origin, "records": copied.records, "copied": copied.records - copied.before, "root": root,
            "missing_parts": copied.missing_parts, "handed_over": args.hand_over,
        }))?;
    } else {
        output.line(format!(
            "{}: {} records are in {to} now, of which {} were copied.",
            copied.origin,
            count(copied.records),
            count(copied.records - copied.before)
        ))?;
        output.line(output.paint(Tone::Good, format!("It is the same log: in both stores the tree's root is {root}.")))?;
        if args.hand_over {
            output.line(
                "Nothing is served or written from this folder any more. Bring the keys to the new one, as docs/how-a-log-ends.md says.",
            )?;
        }
        if copied.missing_parts > 0 {
            let parts = count(copied.missing_parts);
            output.line(format!(
                "Sealed parts that are missing in both: {parts}. They were erased, or else taken out: `throughline verify` tells."
            ))?;
        }
    }
    Ok(Exit::Done)
}

async fn copy_between(
    folder: &Folder,
    place: &Place,
    stores: &Stores,
    from: &LogAddress,
    to: &LogAddress,
    output: &Output,
) -> anyhow::Result<throughline_log::Copied> {
    let (source, target) = (open_store(from, true).await?, open_store(to, false).await?);
    let keys = keys_of_log(folder.path(), place, stores, Some(&*source)).await?;
    let mut progress = Progress::start(output, "Copying the log", Unit::Things("records"), None);
    let copied = copy(&*source, &*target, &keys, |done| progress.set(done)).await;
    progress.finish();
    Ok(copied?)
}
