//! What a file of Rust imports, as the compiler would resolve it: `use` trees, `super` and `self`, and paths within the code.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::{self, Visit};

/// A path that a file names, from the root of its crate, without what `super`, `self` and `crate` stand for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Import {
    pub path: Vec<String>,
    /// 1-based.
    pub line: usize,
    /// It stands in a module of unit tests.
    pub in_tests: bool,
}

/// A name that a module hands on: `pub use inner::Name as shown`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reexport {
    pub name: String,
    pub path: Vec<String>,
}

/// What one file says of others.
#[derive(Default)]
pub struct Names {
    pub imports: Vec<Import>,
    pub reexports: Vec<Reexport>,
    /// Whole names of other crates and macros that the code names, such as `std::fs::read` and `println!`.
    pub outside: Vec<(String, usize)>,
}

/// Reads a file that is the module `module` (a path from the crate's root, empty for the root itself).
pub fn read(module: &[String], text: &str) -> Names {
    let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{module:?} is not Rust: {error}"));
    let mut reader = Reader { here: module.to_vec(), tests: 0, names: Names::default() };
    reader.visit_file(&file);
    reader.names
}

struct Reader {
    here: Vec<String>,
    /// How many modules of unit tests the visit is in.
    tests: usize,
    names: Names,
}

impl Reader {
    /// Notes a path as it is written.
    fn note(&mut self, written: &[String], line: usize) {
        match self.resolve(written) {
            Some(path) => self.names.imports.push(Import { path, line, in_tests: self.tests > 0 }),
            None => self.names.outside.push((written.join("::"), line)),
        }
    }

    /// Where a path leads from the root of the crate; none if it begins with something else than `crate`, `self` or `super`.
    fn resolve(&self, written: &[String]) -> Option<Vec<String>> {
        let first = written.first()?;
        let mut at = match first.as_str() {
            "crate" => Vec::new(),
            "self" | "super" => self.here.clone(),
            _ => return None,
        };
        for segment in written {
            match segment.as_str() {
                "crate" | "self" => {}
                "super" => drop(at.pop()),
                name => at.push(name.to_owned()),
            }
        }
        Some(at)
    }

    /// Paths within the arguments of a macro, which are tokens only.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let (mut colons, mut line) = (0, 0);
        for token in tokens {
            match token {
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.end_of_path(&mut path, line);
                    }
                    if path.is_empty() {
                        line = name.span().start().line;
                    }
                    path.push(name.to_string());
                    colons = 0;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' => colons += 1,
                TokenTree::Punct(mark) if mark.as_char() == '!' && colons == 0 && !path.is_empty() => {
                    self.names.outside.push((format!("{}!", path.join("::")), line));
                    path.clear();
                }
                TokenTree::Group(group) => {
                    self.end_of_path(&mut path, line);
                    colons = 0;
                    self.tokens(group.stream());
                }
                _ => {
                    self.end_of_path(&mut path, line);
                    colons = 0;
                }
            }
        }
        self.end_of_path(&mut path, line);
    }

    fn end_of_path(&mut self, path: &mut Vec<String>, line: usize) {
        if path.len() > 1 {
            self.note(&path.clone(), line);
        }
        path.clear();
    }

    fn use_tree(&mut self, before: &[String], tree: &syn::UseTree, public: bool) {
        let mut path = before.to_vec();
        match tree {
            syn::UseTree::Path(inner) => {
                path.push(inner.ident.to_string());
                self.use_tree(&path, &inner.tree, public);
            }
            syn::UseTree::Group(group) => group.items.iter().for_each(|tree| self.use_tree(before, tree, public)),
            syn::UseTree::Glob(glob) => self.note(&path, glob.star_token.spans[0].start().line),
            syn::UseTree::Name(name) => {
                if name.ident != "self" {
                    path.push(name.ident.to_string());
                }
                self.used(&path, &name.ident.to_string(), name.ident.span().start().line, public);
            }
            syn::UseTree::Rename(rename) => {
                if rename.ident != "self" {
                    path.push(rename.ident.to_string());
                }
                self.used(&path, &rename.rename.to_string(), rename.ident.span().start().line, public);
            }
        }
    }

    fn used(&mut self, path: &[String], shown: &str, line: usize, public: bool) {
        self.note(path, line);
        if public {
            // `pub use inner::Name` names a child of this module, unless it begins at the root or above.
            let target = self.resolve(path).unwrap_or_else(|| self.here.iter().cloned().chain(path.iter().cloned()).collect());
            self.names.reexports.push(Reexport { name: shown.to_owned(), path: target });
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if item.content.is_none() {
            return;
        }
        let is_test =
            item.attrs.iter().any(|attribute| attribute.path().is_ident("cfg") && attribute.to_token_stream().to_string().contains("test"));
        self.here.push(item.ident.to_string());
        self.tests += usize::from(is_test);
        visit::visit_item_mod(self, item);
        self.tests -= usize::from(is_test);
        self.here.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.use_tree(&[], &item.tree, !matches!(item.vis, syn::Visibility::Inherited));
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let written: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if written.len() > 1 {
            let line = path.segments[0].ident.span().start().line;
            self.note(&written, line);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, found: &'ast syn::Macro) {
        let name: Vec<_> = found.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let line = found.path.segments[0].ident.span().start().line;
        self.names.outside.push((format!("{}!", name.join("::")), line));
        self.tokens(found.tokens.clone());
    }
}
