//! The tree-sitter queries of dflint, as text: the server runs them, and the editors install the very same files.
//!
//! They say *where* something is. What it means (which stage a name stands for, which language a script is in) the server decides.
//! Only the predicates that every editor knows are used: `#eq?`, `#match?`, `#any-of?`, `#set!`.

/// What is coloured how.
pub const DOCKERFILE_HIGHLIGHTS: &str = include_str!("../dockerfile/highlights.scm");

/// What can be folded.
pub const DOCKERFILE_FOLDS: &str = include_str!("../dockerfile/folds.scm");

/// Where another language is embedded.
pub const DOCKERFILE_INJECTIONS: &str = include_str!("../dockerfile/injections.scm");

/// Where a stage or a variable is defined, and where one may be meant.
pub const DOCKERFILE_LOCALS: &str = include_str!("../dockerfile/locals.scm");

/// What belongs into an outline or an index of names.
pub const DOCKERFILE_TAGS: &str = include_str!("../dockerfile/tags.scm");

/// Every query of the language, with the name of its file.
pub const DOCKERFILE: [(&str, &str); 5] = [
    ("highlights.scm", DOCKERFILE_HIGHLIGHTS),
    ("folds.scm", DOCKERFILE_FOLDS),
    ("injections.scm", DOCKERFILE_INJECTIONS),
    ("locals.scm", DOCKERFILE_LOCALS),
    ("tags.scm", DOCKERFILE_TAGS),
];

/// What is coloured how in shell text.
pub const BASH_HIGHLIGHTS: &str = include_str!("../bash/highlights.scm");
