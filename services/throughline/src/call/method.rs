//! Which method is meant: by its full name, by service and method, or by its own name where only one service has it.

use prost_reflect::{DescriptorPool, MethodDescriptor};

use crate::{exit::WrongUse, nearest::nearest};

/// Finds a method: `throughline.v1.StoryService.GetStory`, `StoryService/GetStory` or `GetStory`.
pub fn find(pool: &DescriptorPool, wanted: &str) -> Result<MethodDescriptor, WrongUse> {
    let wanted = wanted.trim_start_matches('/').replace('/', ".");
    let all: Vec<MethodDescriptor> = pool.services().flat_map(|service| service.methods().collect::<Vec<_>>()).collect();
    // Whatever is written must be the end of the full name, at a dot.
    let meant: Vec<&MethodDescriptor> =
        all.iter().filter(|method| method.full_name() == wanted || method.full_name().ends_with(&format!(".{wanted}"))).collect();
    match meant.as_slice() {
        [only] => Ok((*only).clone()),
        [] => Err(WrongUse::new(unknown(&wanted, &all))),
        several => {
            let names: Vec<String> = several.iter().map(|method| short_name(method)).collect();
            Err(WrongUse::new(format!("\"{wanted}\" could be {}: say which", names.join(" or "))))
        }
    }
}

/// `StoryService/GetStory`.
pub fn short_name(method: &MethodDescriptor) -> String {
    format!("{}/{}", method.parent_service().name(), method.name())
}

fn unknown(wanted: &str, all: &[MethodDescriptor]) -> String {
    let last = wanted.rsplit('.').next().unwrap_or(wanted);
    let like = nearest(last, all.iter().map(MethodDescriptor::name));
    let hint = like.and_then(|name| all.iter().find(|method| method.name() == name)).map(short_name);
    let hint = hint.map(|name| format!(" Did you mean {name}?")).unwrap_or_default();
    format!("the server has no method \"{wanted}\".{hint} `throughline call --list` lists them")
}

#[cfg(test)]
mod tests {
    use throughline_proto::strict::descriptors;

    use super::*;

    #[test]
    fn a_method_is_found_by_each_form_of_its_name() {
        for name in [
            "GetStory",
            "StoryService/GetStory",
            "StoryService.GetStory",
            "throughline.v1.StoryService.GetStory",
            "/throughline.v1.StoryService/GetStory",
        ] {
            assert_eq!(find(descriptors(), name).expect(name).full_name(), "throughline.v1.StoryService.GetStory");
        }
    }

    #[test]
    fn a_mistyped_method_names_the_nearest() {
        let error = find(descriptors(), "StoryService/GetStroy").expect_err("it is not there");
        assert!(error.0.contains("Did you mean StoryService/GetStory?"), "{error}");
    }

    #[test]
    fn only_a_whole_name_counts() {
        assert!(find(descriptors(), "Story").is_err());
    }
}
