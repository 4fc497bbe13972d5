//! Sources that ADD fetches and COPY refuses: URLs and Git repositories.
//!
//! Source: moby/buildkit frontend/dockerfile/dfgitutil/git_ref.go and util/gitutil/git_url.go.

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Remote {
    Http,
    Git,
}

/// What kind of remote source a word is; none for a path in the build context.
pub(super) fn kind(source: &str) -> Option<Remote> {
    let is_http = source.starts_with("http://") || source.starts_with("https://");
    if is_git(source, is_http) {
        return Some(Remote::Git);
    }
    is_http.then_some(Remote::Http)
}

fn is_git(source: &str, is_http: bool) -> bool {
    if is_http {
        let before_fragment = source.split(['#', '?']).next().unwrap_or_default();
        return before_fragment.ends_with(".git");
    }
    let schemes = ["git://", "ssh://"];
    schemes.iter().any(|scheme| source.starts_with(scheme)) || source.starts_with("github.com/") || is_scp(source)
}

/// `user@host:path`: BuildKit takes it for Git if the user is `git` or the path ends in `.git`.
fn is_scp(source: &str) -> bool {
    let Some((user, rest)) = source.split_once('@') else {
        return false;
    };
    let Some((host, path)) = rest.split_once(':') else {
        return false;
    };
    let plain =
        |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    plain(user) && plain(host) && !path.is_empty() && (user == "git" || path.split('#').next().unwrap_or_default().ends_with(".git"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remote_sources_are_told_apart() {
        assert_eq!(kind("https://x.y/a.tar"), Some(Remote::Http));
        assert_eq!(kind("https://x.y/a.git#v1:dir"), Some(Remote::Git));
        assert_eq!(kind("git@github.com:a/b"), Some(Remote::Git));
        assert_eq!(kind("src/a.git"), None);
        assert_eq!(kind("a@b"), None);
        assert_eq!(kind("/x"), None);
    }
}
