//! Compiles `throughline/v1/*.proto` with protox, so that no protoc is needed, and keeps the descriptor set for reflection.

use std::{env, error::Error, fs, path::PathBuf};

use prost::Message as _;
use prost_types::FileDescriptorSet;
use tonic_prost_build::{Builder, Config};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=throughline");
    let mut files: Vec<PathBuf> = fs::read_dir("throughline/v1")?.map(|entry| Ok(entry?.path())).collect::<Result<_, std::io::Error>>()?;
    files.sort();
    let descriptors = protox::compile(&files, ["."])?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("throughline.v1.bin"), descriptors.encode_to_vec())?;

    let mut prost = Config::new();
    prost.enable_type_names();
    // The one event that holds another: without a box the type would be infinite.
    prost.boxed(".throughline.v1.Event.kind.corrected");
    // A replay hands millions of them from step to step: a pointer, and not a kilobyte each time.
    prost.boxed(".throughline.v1.ReplayResponse.item.record");
    configure().build_server(false).compile_fds_with_config(descriptors.clone(), prost)?;

    // The servers, over the same messages but one.
    let servers = out.join("servers");
    fs::create_dir_all(&servers)?;
    let mut prost = Config::new();
    prost.extern_path(".throughline.v1.ToldStory", "crate::told::ToldStory");
    prost.extern_path(".throughline.v1", "crate::v1");
    configure().build_client(false).out_dir(servers).compile_fds_with_config(answering_with_told_stories(descriptors), prost)?;
    Ok(())
}

fn configure() -> Builder {
    tonic_prost_build::configure().codec_path("crate::strict::Strict")
}

/// A server answers GetStory with the same message, whose parts are encoded already.
fn answering_with_told_stories(mut descriptors: FileDescriptorSet) -> FileDescriptorSet {
    let services = descriptors.file.iter_mut().flat_map(|file| &mut file.service).filter(|service| service.name() == "StoryService");
    for method in services.flat_map(|service| &mut service.method).filter(|method| method.name() == "GetStory") {
        method.output_type = Some(".throughline.v1.ToldStory".to_owned());
    }
    descriptors
}
