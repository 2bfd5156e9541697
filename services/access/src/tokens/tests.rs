//! Tokens: made, known, taken away, and kept from other eyes; by several processes at once.

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink},
    path::Path,
    process::Command,
    time::Duration,
};

use super::{KEEPER, TokenError, Tokens, text};

const ADD_IN: &str = "THROUGHLINE_TEST_ADD_TOKENS_IN";
const ADD_AS: &str = "THROUGHLINE_TEST_ADD_TOKENS_AS";
const ADDED_BY_EACH: usize = 20;
/// Nobody: who a service's own user is like.
const SERVICE: u32 = 65_534;

fn mode(path: &Path) -> Option<u32> {
    Some(fs::metadata(path).ok()?.permissions().mode() & 0o777)
}

#[test]
fn an_opened_folder_has_both_files_for_their_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    Tokens::open(folder.path()).unwrap();
    assert_eq!(mode(&folder.path().join("tokens.toml")), Some(0o600));
    assert_eq!(mode(&folder.path().join("keeper.token")), Some(0o600));
}

#[test]
fn what_root_writes_belongs_to_the_folders_owner() {
    let folder = tempfile::tempdir().unwrap();
    // Somebody who is not root can give nothing away; their files are the folder's owner's as it is.
    let is_root = fs::metadata(folder.path()).unwrap().uid() == 0;
    let owner = if is_root { SERVICE } else { fs::metadata(folder.path()).unwrap().uid() };
    if is_root {
        chown(folder.path(), Some(SERVICE), Some(SERVICE)).unwrap();
    }
    Tokens::open(folder.path()).unwrap().add("care-city", "laptop").unwrap();
    for file in ["tokens.toml", "keeper.token", "tokens.lock"] {
        let found = fs::metadata(folder.path().join(file)).unwrap();
        assert_eq!((found.uid(), found.mode() & 0o777), (owner, 0o600), "{file}");
    }
}

#[test]
fn a_link_in_the_place_of_a_new_file_leads_nobody_elsewhere() {
    let (folder, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let other = elsewhere.path().join("other");
    fs::write(&other, "somebody else's").unwrap();
    symlink(&other, folder.path().join("tokens.toml.new")).unwrap();
    symlink(&other, folder.path().join("tokens.lock")).unwrap();
    let before = fs::metadata(&other).unwrap();
    Tokens::open(folder.path()).unwrap().add("care-city", "laptop").unwrap();
    let after = fs::metadata(&other).unwrap();
    assert_eq!((before.uid(), before.mode(), before.len()), (after.uid(), after.mode(), after.len()));
}

#[test]
fn a_file_that_others_could_read_is_closed_to_them() {
    let folder = tempfile::tempdir().unwrap();
    Tokens::open(folder.path()).unwrap();
    let path = folder.path().join("keeper.token");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    Tokens::open(folder.path()).unwrap();
    assert_eq!(mode(&path), Some(0o600));
}

#[test]
fn a_token_that_was_made_names_its_agency() {
    let folder = tempfile::tempdir().unwrap();
    let tokens = Tokens::open(folder.path()).unwrap();
    let token = tokens.add("care-city", "laptop").unwrap();
    assert_eq!(tokens.who(&token).as_deref(), Some("care-city"));
}

#[test]
fn an_unknown_token_names_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let tokens = Tokens::open(folder.path()).unwrap();
    let token = tokens.add("care-city", "laptop").unwrap();
    for unknown in ["", "tl_", &token[..token.len() - 1], &token.to_lowercase(), &text::draw().unwrap()] {
        assert_eq!(tokens.who(unknown), None);
    }
}

#[test]
fn neither_a_token_nor_a_part_of_it_lies_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let token = Tokens::open(folder.path()).unwrap().add("care-city", "laptop").unwrap();
    let contents = fs::read_to_string(folder.path().join("tokens.toml")).unwrap();
    assert!(contents.contains("care-city") && contents.contains("laptop"));
    assert!(!contents.contains(&token[..12]));
}

#[test]
fn a_hash_from_the_file_is_no_token() {
    let folder = tempfile::tempdir().unwrap();
    let tokens = Tokens::open(folder.path()).unwrap();
    tokens.add("care-city", "laptop").unwrap();
    for entry in tokens.entries() {
        assert_eq!(tokens.who(&entry.sha256), None);
    }
}

#[test]
fn a_token_made_by_another_process_is_known_from_its_first_call() {
    let folder = tempfile::tempdir().unwrap();
    let server = Tokens::open(folder.path()).unwrap();
    let token = Tokens::open(folder.path()).unwrap().add("care-city", "laptop").unwrap();
    assert_eq!(server.who(&token).as_deref(), Some("care-city"));
}

#[test]
fn a_token_taken_away_by_another_process_is_unknown_soon_after() {
    let folder = tempfile::tempdir().unwrap();
    let server = Tokens::open(folder.path()).unwrap();
    let token = server.add("care-city", "laptop").unwrap();
    Tokens::open(folder.path()).unwrap().remove("laptop").unwrap();
    std::thread::sleep(Duration::from_millis(1_050));
    assert_eq!(server.who(&token), None);
}

#[test]
fn a_token_that_was_taken_away_is_remembered_until_the_log_was_told() {
    let folder = tempfile::tempdir().unwrap();
    let tokens = Tokens::open(folder.path()).unwrap();
    let token = tokens.add("care-city", "laptop").unwrap();
    tokens.remove("laptop").unwrap();
    let untold = Tokens::open(folder.path()).unwrap().untold().unwrap();
    assert_eq!(untold.iter().map(|entry| (entry.agency.as_str(), entry.label.as_str())).collect::<Vec<_>>(), [("care-city", "laptop")]);
    assert!(tokens.who(&token).is_none() && mode(&folder.path().join("tokens.untold")) == Some(0o600));
    tokens.told(&untold[0]).unwrap();
    assert_eq!(tokens.untold().unwrap(), []);
}

#[test]
fn a_token_whose_removal_was_cut_short_still_counts_and_is_not_said_to_be_gone() {
    let folder = tempfile::tempdir().unwrap();
    let tokens = Tokens::open(folder.path()).unwrap();
    tokens.add("care-city", "laptop").unwrap();
    let before = fs::read(folder.path().join("tokens.toml")).unwrap();
    tokens.remove("laptop").unwrap();
    fs::write(folder.path().join("tokens.toml"), before).unwrap();
    assert_eq!(tokens.untold().unwrap(), []);
    tokens.remove("laptop").unwrap();
    assert_eq!(tokens.untold().unwrap().len(), 1);
}

#[test]
fn a_token_file_that_makes_no_sense_knows_nobody_until_it_is_mended() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tokens.toml");
    let server = Tokens::open(folder.path()).unwrap();
    let token = server.add("care-city", "laptop").unwrap();
    let good = fs::read_to_string(&path).unwrap();
    fs::write(&path, "token = 1").unwrap();
    assert_eq!(server.who("tl_unknown"), None);
    assert_eq!(server.who(&token), None);
    fs::write(&path, good).unwrap();
    assert_eq!(server.who(&token).as_deref(), Some("care-city"));
}

#[test]
fn a_label_names_one_token_only() {
    let folder = tempfile::tempdir().unwrap();
    let tokens = Tokens::open(folder.path()).unwrap();
    tokens.add("care-city", "laptop").unwrap();
    assert!(matches!(tokens.add("harmony-house", "laptop"), Err(TokenError::LabelTaken { .. })));
}

#[test]
fn an_agency_may_have_two_tokens_and_lose_one() {
    let folder = tempfile::tempdir().unwrap();
    let tokens = Tokens::open(folder.path()).unwrap();
    let (one, two) = (tokens.add("care-city", "old").unwrap(), tokens.add("care-city", "new").unwrap());
    tokens.remove("old").unwrap();
    assert_eq!((tokens.who(&one), tokens.who(&two).as_deref()), (None, Some("care-city")));
}

#[test]
fn a_label_that_is_not_there_cannot_be_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(Tokens::open(folder.path()).unwrap().remove("laptop"), Err(TokenError::LabelUnknown { .. })));
}

#[test]
fn a_word_that_is_no_agency_gets_no_token() {
    let folder = tempfile::tempdir().unwrap();
    let tokens = Tokens::open(folder.path()).unwrap();
    for word in ["", "Care City", "care_city", "càre", &"a".repeat(64)] {
        assert!(matches!(tokens.add(word, "laptop"), Err(TokenError::NotAnAgency { .. })), "{word}");
    }
}

#[test]
fn nobody_else_can_be_made_keeper() {
    let folder = tempfile::tempdir().unwrap();
    let tokens = Tokens::open(folder.path()).unwrap();
    assert!(matches!(tokens.add(KEEPER, "laptop"), Err(TokenError::KeepersOwn)));
    assert!(matches!(tokens.remove(KEEPER), Err(TokenError::KeepersOwn)));
}

#[test]
fn the_keepers_token_stays_the_same_and_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let token = Tokens::keeper_token(folder.path()).unwrap();
    let tokens = Tokens::open(folder.path()).unwrap();
    assert_eq!(Tokens::keeper_token(folder.path()).unwrap(), token);
    assert_eq!(tokens.who(&token).as_deref(), Some(KEEPER));
}

#[test]
fn the_keeper_is_known_again_after_the_token_file_was_lost() {
    let folder = tempfile::tempdir().unwrap();
    let token = Tokens::keeper_token(folder.path()).unwrap();
    fs::remove_file(folder.path().join("tokens.toml")).unwrap();
    assert_eq!(Tokens::open(folder.path()).unwrap().who(&token).as_deref(), Some(KEEPER));
}

#[test]
fn processes_that_add_at_once_lose_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let processes: Vec<_> = ["one", "two", "three"]
        .into_iter()
        .map(|name| {
            Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "tokens::tests::one_of_the_processes_that_add_at_once", "--quiet"])
                .env(ADD_IN, folder.path())
                .env(ADD_AS, name)
                .stdout(std::process::Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for mut process in processes {
        assert!(process.wait().unwrap().success());
    }
    let tokens = Tokens::open(folder.path()).unwrap();
    assert_eq!(tokens.entries().iter().filter(|entry| entry.agency != KEEPER).count(), 3 * ADDED_BY_EACH);
}

/// Does nothing unless the test above runs it in a process of its own.
#[test]
fn one_of_the_processes_that_add_at_once() {
    let (Ok(folder), Ok(name)) = (std::env::var(ADD_IN), std::env::var(ADD_AS)) else { return };
    let tokens = Tokens::open(Path::new(&folder)).unwrap();
    for number in 0..ADDED_BY_EACH {
        tokens.add(&name, &format!("{name}-{number}")).unwrap();
    }
}
