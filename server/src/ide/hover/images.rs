//! References to images, part by part.

use std::fmt::Write;

use crate::images;
use crate::syntax::ImageParts;

/// What a reference says. `resolved` is what it is after expansion.
pub(super) fn describe(written: &str, resolved: &str) -> String {
    if resolved == "scratch" {
        return "`scratch` is the empty image: no files, no shell.".to_owned();
    }
    let mut text = format!("**Image** `{written}`");
    if written != resolved {
        let _ = write!(text, " = `{resolved}`");
    }
    text.push('\n');
    if resolved.is_empty() || resolved.contains('$') {
        return text;
    }
    let parts = ImageParts::split(resolved);
    let name = parts.name.of(resolved);
    match parts.registry {
        Some(registry) => {
            let _ = write!(text, "\n- Registry: `{}`\n- Repository: `{name}`", registry.of(resolved));
        }
        None => {
            text.push_str("\n- Registry: Docker Hub, as none is named");
            // On Docker Hub, a name without a user belongs to Docker.
            let _ = match name.contains('/') {
                true => write!(text, "\n- Repository: `{name}`"),
                false if images::is_official(name) => {
                    write!(text, "\n- Repository: `library/{name}`, an official image")
                }
                false => write!(text, "\n- Repository: `library/{name}`"),
            };
        }
    }
    let digest = parts.digest.map(|digest| digest.of(resolved));
    match (parts.tag, digest) {
        (Some(tag), Some(_)) => {
            let _ = write!(text, "\n- Tag: `{}`, which the digest overrides", tag.of(resolved));
        }
        (Some(tag), None) => {
            let _ = write!(text, "\n- Tag: `{}`", tag.of(resolved));
        }
        (None, None) => text.push_str("\n- Tag: `latest`, as none is named"),
        (None, Some(_)) => {}
    }
    if let Some(digest) = digest {
        let _ = write!(text, "\n- Digest: `{digest}`, which means always the same image");
    }
    text
}
