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

/// Whether two words differ in no more than one letter, two letters in the wrong order, or letter case.
pub fn is_slip(word: &str, known: &str) -> bool {
    strsim::osa_distance(&word.to_lowercase(), &known.to_lowercase()) <= 1
}

#[cfg(test)]
mod tests {
    use super::closest;

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
