//! "Did you mean …?": the known word that is closest to a written one.

/// The candidate with the fewest edits from `word`, if that is few enough for a slip: at most a third of the word's length, and
/// never the whole word. Letter case does not count. Between equals the first wins.
pub fn closest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let lower = word.to_lowercase();
    let limit = (lower.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(word.len()) <= limit)
        .map(|candidate| (strsim::osa_distance(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= limit && *distance < candidate.chars().count())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The candidate that has the word as one or more whole parts between `-`, `_` and `.`: `set` in `license-set`. None if several have it,
/// or if the word is too short to say anything.
pub fn containing<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let lower = word.to_lowercase();
    if lower.chars().count() < 3 {
        return None;
    }
    let separates = |c: Option<char>| c.is_none_or(|c| matches!(c, '-' | '_' | '.'));
    let has_part = |candidate: &&str| {
        let candidate = candidate.to_lowercase();
        candidate != lower
            && candidate.match_indices(&lower).any(|(at, part)| {
                let (before, after) = (candidate.get(..at), candidate.get(at + part.len()..));
                separates(before.and_then(|text| text.chars().next_back())) && separates(after.and_then(|text| text.chars().next()))
            })
    };
    let mut found = candidates.into_iter().filter(has_part);
    found.next().filter(|first| found.all(|other| other.eq_ignore_ascii_case(first)))
}

/// Whether two words differ in no more than one letter, two letters in the wrong order, or letter case.
pub fn is_slip(word: &str, known: &str) -> bool {
    strsim::osa_distance(&word.to_lowercase(), &known.to_lowercase()) <= 1
}

#[cfg(test)]
mod tests {
    use super::{closest, containing};

    #[test]
    fn a_part_of_a_name_is_near_too() {
        let known = ["base", "license-set", "license_update", "go-build", "web-build", "x.tools"];
        assert_eq!(containing("set", known), Some("license-set"));
        assert_eq!(containing("Update", known), Some("license_update"));
        assert_eq!(containing("tools", known), Some("x.tools"));
        // Two have it, none has it as a whole part, it is too short, or it is the name itself.
        assert_eq!(containing("build", known), None);
        assert_eq!(containing("lice", known), None);
        assert_eq!(containing("go", known), None);
        assert_eq!(containing("base", known), None);
    }

    #[test]
    fn slips_are_found_and_other_words_are_not() {
        let known = ["builder", "base", "test", "go"];
        assert_eq!(closest("biulder", known), Some("builder"));
        assert_eq!(closest("Base", known), Some("base"));
        assert_eq!(closest("buidler", known), Some("builder"));
        assert_eq!(closest("nginx", known), None);
        assert_eq!(closest("g", known), Some("go"));
        assert_eq!(closest("x", known), None);
    }
}
