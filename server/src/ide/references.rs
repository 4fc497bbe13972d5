//! From a name to everywhere it stands.

use super::names::{Names, Site, SiteKind};

/// Whether a highlighted place gives a name its meaning or uses it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    Read,
    Write,
}

/// Every place with the name at a byte offset, in order; without its definitions, if these are not wanted.
pub fn references(names: &Names, offset: u32, definitions: bool) -> Vec<Site> {
    let Some(site) = names.at(offset) else { return Vec::new() };
    let mut found: Vec<Site> = names.of_name(site.name).filter(|other| definitions || access(other) == Access::Read).collect();
    found.dedup_by_key(|site| site.range);
    found
}

/// What to highlight when the cursor is at a byte offset.
pub fn highlights(names: &Names, offset: u32) -> Vec<(Site, Access)> {
    references(names, offset, true).into_iter().map(|site| (site, access(&site))).collect()
}

const fn access(site: &Site) -> Access {
    match site.kind {
        SiteKind::Definition | SiteKind::Redeclaration => Access::Write,
        SiteKind::Use | SiteKind::Number | SiteKind::Computed => Access::Read,
    }
}
