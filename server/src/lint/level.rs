//! How bad a finding is.

/// Sorted from harmless to bad.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Level {
    /// Not shown.
    Allow,
    /// Good to know, or something that cannot be known for certain.
    Info,
    /// Surely not what was meant, or a risk.
    Warning,
    /// The build stops here.
    Error,
}

impl Level {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}
