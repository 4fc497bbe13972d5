//! What `--chmod` takes.
//!
//! Source: moby/buildkit frontend/dockerfile/dockerfile2llb/convert_copy.go; symbolic modes since dockerfile 1.14.

/// An octal number up to 7777, or clauses as of chmod(1): `u+rwx,go=r`.
pub(super) fn is_mode(text: &str) -> bool {
    if !text.is_empty() && text.bytes().all(|byte| (b'0'..=b'7').contains(&byte)) {
        return u32::from_str_radix(text, 8).is_ok_and(|mode| mode <= 0o7777);
    }
    !text.is_empty() && text.split(',').all(is_clause)
}

fn is_clause(clause: &str) -> bool {
    let actions = clause.trim_start_matches(['u', 'g', 'o', 'a']);
    actions.starts_with(['+', '-', '=']) && actions.bytes().all(|byte| b"+-=rwxXstugo".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::is_mode;

    #[test]
    fn modes_are_judged() {
        for good in ["755", "0755", "7777", "u+x", "a=rX,g-w", "+x", "u=rw-x"] {
            assert!(is_mode(good), "{good}");
        }
        for bad in ["", "99999", "17777", "u", "u+y", "u+x,", "0x1"] {
            assert!(!is_mode(bad), "{bad}");
        }
    }
}
