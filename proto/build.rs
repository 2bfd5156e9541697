//! Compiles `throughline/v1/*.proto` with protox, so that no protoc is needed, and keeps the descriptor set for reflection.

use std::{env, error::Error, fs, path::PathBuf};

use prost::Message as _;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=throughline");
    let mut files: Vec<PathBuf> = fs::read_dir("throughline/v1")?.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
    files.sort();
    let descriptors = protox::compile(&files, ["."])?;
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("throughline.v1.bin"), descriptors.encode_to_vec())?;

    let mut prost = tonic_prost_build::Config::new();
    prost.enable_type_names();
    // The one event that holds another: without a box the type would be infinite.
    prost.boxed(".throughline.v1.Event.kind.corrected");
    tonic_prost_build::configure().codec_path("crate::strict::Strict").compile_fds_with_config(descriptors, prost)?;
    Ok(())
}
