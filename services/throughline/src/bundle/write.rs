//! `throughline bundle`: writes what an auditor takes home.

use std::{
    fs::{self, DirBuilder, Permissions},
    os::unix::fs::{DirBuilderExt as _, PermissionsExt as _},
    path::Path,
};

use anyhow::{Context as _, bail, ensure};
use throughline_audit::publishing::TileFolder;
use throughline_proof::{Checkpoint, Growing, Hash, Note, tile::Tile, tree::leaf_of};
use throughline_proto::v1::{
    BundledRecord, GetCheckpointRequest, GetCheckpointResponse, GetInclusionProofRequest, ReplayRequest, ReplayedRecord,
    audit_service_client::AuditServiceClient,
};

use super::{
    chunks::ChunkWriter,
    counted::policies_path,
    holds,
    manifest::{Manifest, Of, Words},
};
use crate::{
    cli::BundleArgs,
    connect::{self, Connection, Node, Speaker},
    exit::{Exit, WrongUse},
    output::{Output, count, counted},
    records,
    status::failed,
};

/// Writes a bundle, and says what is in it.
pub async fn run(args: &BundleArgs, node: &impl Node, output: &Output) -> anyhow::Result<Exit> {
    let (manifest, published) = make(args, node, output).await?;
    say(args, &manifest, &published, output)
}

/// Writes a bundle: what it says of itself, and what was published.
pub async fn make(args: &BundleArgs, node: &impl Node, output: &Output) -> anyhow::Result<(Manifest, GetCheckpointResponse)> {
    if args.reason.as_deref().is_some_and(|reason| reason.trim().is_empty()) {
        return Err(WrongUse::new("--reason is blank: say why facts and words are to be read, or leave it out").into());
    }
    let connection = connect::connect(node, &args.server, Speaker::Keeper).await?;
    let published = published(&connection).await?;
    make_folder(&args.out)?;
    let made = fill(args, &connection, published, output).await;
    if made.is_err() {
        // What was cut off is no bundle, and would be in the way of the next.
        _ = fs::remove_dir_all(&args.out);
    }
    made
}

/// Writes a bundle into its new folder.
async fn fill(
    args: &BundleArgs,
    connection: &Connection,
    published: GetCheckpointResponse,
    output: &Output,
) -> anyhow::Result<(Manifest, GetCheckpointResponse)> {
    let of = match (&args.resident, &args.agency) {
        (Some(resident), _) => Of::Story(resident.clone()),
        (None, Some(agency)) => Of::Agency(agency.clone()),
        (None, None) => Of::Everything,
    };
    let words = args.reason.clone().map_or(Words::Sealed, |reason| Words::Opened { reason });
    let note = Note::parse(&published.checkpoint).context("the place's checkpoint cannot be read")?;
    let checkpoint = Checkpoint::parse(&note.text).context("the place's checkpoint is none")?;
    let mut manifest = Manifest::new(checkpoint.origin.clone(), published.verifier_keys.clone(), of, words, checkpoint.size);
    manifest.witnesses = published.cosignatures.iter().map(|cosignature| cosignature.witness.clone()).collect();
    let mut writing = Writing::new(args, &checkpoint, &manifest.of)?;
    if checkpoint.size > 0 {
        let request = ReplayRequest {
            until_position: checkpoint.size,
            person: args.resident.clone().unwrap_or_default(),
            agency: args.agency.clone().unwrap_or_default(),
            reason: args.reason.clone().unwrap_or_default(),
            structure_only: args.reason.is_none(),
            with_parts: true,
            with_rules: true,
            ..ReplayRequest::default()
        };
        match manifest.of {
            Of::Everything => drop(records::read(connection, request, output, |record| writing.record(record, Vec::new())).await?),
            Of::Story(_) | Of::Agency(_) => manifest.profiles = some(connection, request, checkpoint.size, &mut writing, output).await?,
        }
    }
    manifest.records = writing.finish()?;
    fs::write(args.out.join("checkpoint"), &published.checkpoint).context("the checkpoint cannot be written")?;
    manifest.write(&args.out)?;
    Ok((manifest, published))
}

/// Some records, each with the proof that it is in the tree; gives the profiles of the one whose story it is. They are few: what one person's or one agency's are, fits into memory.
async fn some(
    connection: &Connection,
    request: ReplayRequest,
    tree_size: u64,
    writing: &mut Writing<'_>,
    output: &Output,
) -> anyhow::Result<Vec<String>> {
    let mut audit = AuditServiceClient::new(connection.transport.clone());
    let mut read = Vec::new();
    let told = records::read(connection, request, output, |record| {
        read.push(record);
        Ok(())
    })
    .await?;
    for record in read {
        let request = GetInclusionProofRequest { position: record.position, tree_size };
        let proof = audit.get_inclusion_proof(request).await.map_err(|status| failed(&status))?.into_inner();
        writing.record(record, proof.hashes)?;
    }
    Ok(told.profiles)
}

async fn published(connection: &Connection) -> anyhow::Result<GetCheckpointResponse> {
    let mut audit = AuditServiceClient::new(connection.transport.clone());
    let published = audit.get_checkpoint(GetCheckpointRequest {}).await.map_err(|status| failed(&status))?.into_inner();
    if published.checkpoint.is_empty() {
        bail!("no checkpoint was published yet: serve the place for a moment, with its witnesses, and try again");
    }
    Ok(published)
}

/// A new folder for its owner alone: it may hold what people said.
fn make_folder(out: &Path) -> anyhow::Result<()> {
    if fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(WrongUse::new(format!("{} has something in it already; name a new folder with --out", out.display())).into());
    }
    let made = DirBuilder::new().recursive(true).mode(0o700).create(out);
    // One that was there already, and empty, is made as private as a new one.
    let made = made.and_then(|()| fs::set_permissions(out, Permissions::from_mode(0o700)));
    made.with_context(|| format!("{} cannot be made", out.display()))
}

/// A bundle while it is written.
struct Writing<'a> {
    out: &'a Path,
    chunks: ChunkWriter<'a>,
    checkpoint: &'a Checkpoint,
    /// In a bundle of everything.
    tiles: Option<(TileFolder, Growing)>,
}

impl<'a> Writing<'a> {
    fn new(args: &'a BundleArgs, checkpoint: &'a Checkpoint, of: &Of) -> anyhow::Result<Self> {
        let tiles = match of {
            Of::Everything => Some((TileFolder::new(&args.out), Growing::default())),
            Of::Story(_) | Of::Agency(_) => None,
        };
        let chunks = ChunkWriter::new(&args.out).context("the bundle's folder cannot be written")?;
        Ok(Self { out: &args.out, chunks, checkpoint, tiles })
    }

    fn record(&mut self, replayed: ReplayedRecord, inclusion: Vec<Vec<u8>>) -> anyhow::Result<()> {
        let ReplayedRecord { position, header, parts, content_keys, .. } = replayed;
        let leaf = leaf_of(&header);
        let bundled = BundledRecord { position, header, parts, content_keys, inclusion };
        if let Some((folder, growing)) = &mut self.tiles {
            ensure!(growing.size() + 1 == position, "record {} is missing from what the place told", growing.size() + 1);
            growing.push(leaf, &mut |tile: Tile, hashes: &[Hash]| folder.keep(tile, hashes))?;
        }
        if let Some(text) = holds::policies(&bundled) {
            fs::create_dir_all(self.out.join("policies"))?;
            fs::write(self.out.join(policies_path(position)), text)?;
        }
        Ok(self.chunks.write(&bundled)?)
    }

    /// What the place told must be what was published. Gives how many records there are.
    fn finish(mut self) -> anyhow::Result<u64> {
        let records = self.chunks.finish()?;
        if let Some((folder, growing)) = self.tiles {
            growing.settle(&mut |tile, hashes: &[Hash]| folder.keep(tile, hashes))?;
            let size = self.checkpoint.size;
            let is_as_published = growing.size() == size && folder.root(size)? == self.checkpoint.root;
            ensure!(
                is_as_published,
                "the records that the place told are not those that it published: look at it with `throughline verify`"
            );
        }
        Ok(records)
    }
}

fn say(args: &BundleArgs, manifest: &Manifest, published: &GetCheckpointResponse, output: &Output) -> anyhow::Result<Exit> {
    if output.is_json() {
        let mut told = serde_json::to_value(manifest)?;
        told["folder"] = args.out.display().to_string().into();
        output.json(&told)?;
        return Ok(Exit::Done);
    }
    let words = match &manifest.words {
        Words::Sealed => "Facts about people and their words are sealed: nobody reads them without the place's keys. In clear is what the place itself did: on what basis somebody was erased, say.".to_owned(),
        Words::Opened { reason } => {
            format!("Facts and words can be read, because of this: {reason}. Keep it as you would keep the letters themselves.")
        }
    };
    output.line(format!(
        "{} in {}, of a log of {}, cosigned by {}. {words}",
        counted(manifest.records, "record", "records"),
        args.out.display(),
        count(manifest.tree_size),
        counted(published.cosignatures.len() as u64, "witness", "witnesses"),
    ))?;
    output.remark(format!(
        "Check it anywhere: throughline verify --bundle {} --public-key KEY, with the key you were given in person.",
        args.out.display()
    ));
    Ok(Exit::Done)
}
