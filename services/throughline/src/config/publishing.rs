//! What is published of the log, where, and which witnesses are asked first.

use clap::Args;
use throughline_access::fetch::is_askable;
use throughline_audit::publishing::WitnessAt;
use throughline_proof::{KeyKind, VerifierKey};

use super::Listen;
use crate::exit::WrongUse;

/// Where tiles are served unless something else is said.
const TILES_PORT: u16 = 7470;

/// What `serve` is told of publishing, by flags or by the file.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Proofs for everybody")]
pub struct PublishingArgs {
    /// Where checkpoints and tiles are served over HTTP for everybody, or "off" [default: 127.0.0.1:7470, if it is free]. They tell nothing of anybody.
    #[arg(long, value_name = "ADDRESS", env = "THROUGHLINE_TILES")]
    pub tiles: Option<String>,
    /// A witness that is asked to cosign each checkpoint: the key that `throughline witness` printed, a space, and its address. May be given again.
    #[arg(long, value_name = "KEY URL", env = "THROUGHLINE_WITNESS")]
    pub witness: Vec<String>,
    /// How many of the witnesses must have cosigned before a checkpoint is published [default: 0].
    #[arg(long, value_name = "COUNT", env = "THROUGHLINE_WITNESSES_NEEDED")]
    pub witnesses_needed: Option<usize>,
}

/// How a node publishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishingSettings {
    /// Where tiles are served.
    pub at: Listen,
    /// Who is asked.
    pub witnesses: Vec<WitnessAt>,
    /// How many are needed.
    pub needs: usize,
    /// This node may publish; otherwise it only has what others did.
    pub publishes: bool,
}

impl PublishingSettings {
    /// Nothing is published, and what was is served nowhere: for a node that is there for one command, and knows of no witnesses.
    pub const QUIET: Self = Self { at: Listen::Off, witnesses: Vec::new(), needs: 0, publishes: false };

    /// What flags and environment say counts before the file.
    pub fn of(args: &PublishingArgs, file: &PublishingArgs) -> Result<Self, WrongUse> {
        let asked = if args.witness.is_empty() { &file.witness } else { &args.witness };
        let witnesses = asked.iter().map(|text| witness(text)).collect::<Result<Vec<_>, _>>()?;
        if let Some(twice) = VerifierKey::twice(witnesses.iter().map(|witness| &witness.key)) {
            return Err(WrongUse::new(format!("--witness: {} is named twice, and counts once", twice.name)));
        }
        let asked_for = args.witnesses_needed.or(file.witnesses_needed).unwrap_or_default();
        if asked_for > witnesses.len() {
            let told = format!(
                "{} witnesses are named, of which {asked_for} are to cosign; name more with --witness \"KEY URL\"",
                witnesses.len()
            );
            return Err(WrongUse::new(told));
        }
        Ok(Self {
            at: Listen::of("tiles", args.tiles.as_ref().or(file.tiles.as_ref()).map(String::as_str), TILES_PORT)?,
            witnesses,
            needs: asked_for,
            publishes: true,
        })
    }
}

fn witness(text: &str) -> Result<WitnessAt, WrongUse> {
    let wrong = |why: &str| {
        WrongUse::new(format!("--witness \"{text}\": {why}; give the key that `throughline witness` printed, a space, and its address"))
    };
    let (key, url) = text.trim().split_once(' ').ok_or_else(|| wrong("a key and an address are needed"))?;
    let key = VerifierKey::parse(key).map_err(|error| wrong(error.0))?;
    if key.kind != KeyKind::Witness {
        return Err(wrong("this is a log's key and no witness's"));
    }
    let url = url.trim().trim_end_matches('/');
    if !url.parse().is_ok_and(|url| is_askable(&url)) {
        return Err(wrong("its address is https, or http on this machine"));
    }
    Ok(WitnessAt { key, url: url.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "harmony-house/witness+22b85a63+BAYGBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYG";

    fn settings(witness: &[String], witnesses_needed: usize) -> Result<PublishingSettings, WrongUse> {
        let args = PublishingArgs { witness: witness.to_vec(), witnesses_needed: Some(witnesses_needed), ..PublishingArgs::default() };
        PublishingSettings::of(&args, &PublishingArgs::default())
    }

    #[test]
    fn a_witness_is_a_key_and_an_address() {
        let key = VerifierKey { name: "harmony-house/witness".into(), kind: KeyKind::Witness, public_key: [6; 32] }.to_string();
        let named = settings(&[format!("{key} https://witness.example.org/")], 1).expect("it loads");
        assert_eq!((named.witnesses[0].url.as_str(), named.needs), ("https://witness.example.org", 1));
        assert!(settings(&[format!("{key} http://127.0.0.1:7475")], 1).is_ok());
        for address in ["http://elsewhere.example.org", "http://127.0.0.1.elsewhere.example.org", "http://localhost@elsewhere.example.org"]
        {
            let told = settings(&[format!("{key} {address}")], 0).expect_err(address).to_string();
            assert!(told.contains("https, or http on this machine"), "{told}");
        }
        for wrong in [key.clone(), format!("{KEY}x https://a"), "a b".to_owned()] {
            assert!(settings(std::slice::from_ref(&wrong), 0).is_err(), "{wrong}");
        }
        let log = VerifierKey { name: "throughline/a-place".into(), kind: KeyKind::Log, public_key: [6; 32] };
        assert!(settings(&[format!("{log} https://a")], 0).is_err());
        assert!(settings(&[format!("{key} https://a")], 2).expect_err("too few").to_string().contains("1 witnesses are named, of which 2"));
    }
}
