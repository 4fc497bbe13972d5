//! The value of `# check=`: which of BuildKit's checks to skip, and whether a finding is an error.
//!
//! Source: moby/buildkit frontend/dockerfile/linter/linter.go, `ParseLintOptions`; semantics as verified on BuildKit 73ed6825.

use crate::text::ByteRange;

/// What a `# check=` asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckOptions {
    /// Names of checks, as written; `all` is among them if everything is skipped.
    pub skip: Vec<String>,
    pub experimental: Vec<String>,
    /// Findings stop the build.
    pub error: bool,
    /// The first option that BuildKit does not know, and where it stands in the value. A build stops at it.
    pub invalid: Option<(String, ByteRange)>,
}

impl CheckOptions {
    /// Reads the value of a directive. It ends at the first blank; what comes behind is never read.
    pub fn parse(value: &str) -> Self {
        let mut options = Self::default();
        let read = value.split([' ', '\t']).next().unwrap_or_default();
        let mut start = 0;
        for option in read.split(';') {
            let range = ByteRange::new(start, start + option.len() as u32);
            start = range.end + 1;
            let names = |text: &str| text.split(',').map(|name| name.trim().to_owned()).collect();
            match option.split_once('=') {
                Some(("skip", rules)) => options.skip = names(rules),
                Some(("experimental", rules)) => options.experimental = names(rules),
                Some(("error", "1" | "t" | "T" | "true" | "TRUE" | "True")) => options.error = true,
                Some(("error", "0" | "f" | "F" | "false" | "FALSE" | "False")) => options.error = false,
                _ => {
                    options.invalid = Some((option.to_owned(), range));
                    return options;
                }
            }
        }
        options
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read() {
        let options = CheckOptions::parse("skip=A,B;error=true why");
        assert_eq!((options.skip, options.error, options.invalid), (vec!["A".into(), "B".into()], true, None));
        for (value, invalid) in [("skip", "skip"), ("foo=bar", "foo=bar"), ("skip=A; error=true", ""), ("error=yes", "error=yes")] {
            assert_eq!(CheckOptions::parse(value).invalid.map(|(option, _)| option).as_deref(), Some(invalid), "{value}");
        }
    }
}
