//! Sources that ADD fetches and COPY refuses: URLs and Git repositories.
//!
//! Source: moby/buildkit frontend/dockerfile/dfgitutil/git_ref.go and util/gitutil/git_url.go.

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Remote {
    Http,
    Git,
    /// `github.com/…` without a scheme: ADD takes it for Git, COPY for a path.
    GitOrPath,
}

/// What kind of remote source a word is; none for a path in the build context.
pub(super) fn kind(source: &str) -> Option<Remote> {
    if source.starts_with("github.com/") {
        return Some(Remote::GitOrPath);
    }
    if source.starts_with("http://") || source.starts_with("https://") {
        let before_fragment = source.split(['#', '?']).next().unwrap_or_default();
        return Some(if before_fragment.ends_with(".git") { Remote::Git } else { Remote::Http });
    }
    let is_git = source.starts_with("git://") || source.starts_with("ssh://") || is_scp(source);
    is_git.then_some(Remote::Git)
}

/// `^[a-zA-Z0-9-_]+@[a-zA-Z0-9-.]+:` (util/sshutil).
fn is_scp(source: &str) -> bool {
    let Some((user, rest)) = source.split_once('@') else {
        return false;
    };
    let Some((host, _)) = rest.split_once(':') else {
        return false;
    };
    let all = |text: &str, more: [char; 2]| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(&c));
    all(user, ['-', '_']) && all(host, ['-', '.'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remote_sources_are_told_apart() {
        assert_eq!(kind("https://x.y/a.tar"), Some(Remote::Http));
        assert_eq!(kind("https://x.y/a.git#v1:dir"), Some(Remote::Git));
        assert_eq!(kind("git@github.com:a/b"), Some(Remote::Git));
        assert_eq!(kind("me@host:c"), Some(Remote::Git));
        assert_eq!(kind("github.com/a/b"), Some(Remote::GitOrPath));
        assert_eq!(kind("src/a.git"), None);
        assert_eq!(kind("a@b"), None);
        assert_eq!(kind("/x"), None);
    }
}
