//! What stands on the command line, where everybody on the machine reads it (`ps`): no secret may. Where secrets may stand is said, and nothing here
//! knows what they are for.

use crate::{config::without_password, exit::WrongUse};

/// Refuses a command line on which an address has a password.
pub fn check(arguments: impl IntoIterator<Item = String>) -> Result<(), WrongUse> {
    let tells = |argument: &String| is_address(value(argument)) && without_password(value(argument)) != value(argument);
    if arguments.into_iter().any(|argument| tells(&argument)) {
        return Err(WrongUse::new(
            "an address on the command line has a password in it, which everybody on this machine can read there; leave it to the file that \
             --config names, or to the environment (THROUGHLINE_LOG, THROUGHLINE_KEYS, THROUGHLINE_NATS), and change it: it has been seen",
        ));
    }
    Ok(())
}

/// Of `--option=value`, the value.
fn value(argument: &str) -> &str {
    argument.split_once('=').filter(|(option, _)| option.starts_with("--")).map_or(argument, |(_, value)| value)
}

fn is_address(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, _)| scheme.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'+'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(argument: &str) -> bool {
        check(["throughline", "serve", "--log", argument].map(str::to_owned)).is_ok()
    }

    #[test]
    fn a_password_on_the_command_line_is_refused_and_not_repeated() {
        for argument in [
            "postgres://writer:geheim@db/log",
            "--log=postgres://w:geheim@db/log",
            "nats://a:geheim@b,c",
            "postgres://db/l?password=geheim",
        ] {
            let told = check([argument.to_owned()]).expect_err(argument).to_string();
            assert!(told.contains("THROUGHLINE_LOG") && !told.contains("geheim"), "{told}");
        }
    }

    #[test]
    fn what_has_no_password_is_taken() {
        for argument in
            ["postgres://writer@db/log", "http://127.0.0.1:7400", "{\"note\": \"see https://a:b@c\"}", "Record", "--log=sqlite:a", "a=b"]
        {
            assert!(checked(argument), "{argument}");
        }
    }
}
