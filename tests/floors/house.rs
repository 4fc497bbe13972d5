//! The files of the library and the program, and which of them names which.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::imports::{Names, read};

/// A file's place in the tree of modules, from `server/src`: the program's begin with `bin`, `dflint`.
pub type Module = Vec<String>;

/// Where the program's crate has its root.
const PROGRAM: [&str; 2] = ["bin", "dflint"];

pub struct House {
    pub files: BTreeMap<Module, File>,
}

pub struct File {
    pub path: PathBuf,
    pub names: Names,
}

/// One file names something in another.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Arrow {
    pub from: Module,
    pub to: Module,
    pub line: usize,
    pub in_tests: bool,
}

impl House {
    /// Reads every file below a folder such as `server/src`.
    pub fn read(root: &Path) -> Self {
        let texts = sources(root).into_iter().map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            (path.strip_prefix(root).unwrap().to_owned(), text)
        });
        Self::of(texts)
    }

    /// The same of texts, each with its path from the root.
    pub fn of(texts: impl IntoIterator<Item = (PathBuf, String)>) -> Self {
        let file = |(path, text): (PathBuf, String)| {
            let module = module_of(&path);
            let within: Vec<_> = module.iter().skip(crate_of(&module).len()).cloned().collect();
            (module, File { names: read(&within, &text), path })
        };
        Self { files: texts.into_iter().map(file).collect() }
    }

    /// Every arrow from file to file, each pair and line once. What a module hands on is followed to the file it comes from.
    pub fn arrows(&self) -> Vec<Arrow> {
        let mut arrows = BTreeSet::new();
        for (from, file) in &self.files {
            let base = crate_of(from);
            for import in &file.names.imports {
                let path = base.iter().map(|name| (*name).to_owned()).chain(import.path.iter().cloned()).collect();
                if let Some(to) = self.leads_to(path).filter(|to| to != from) {
                    arrows.insert(Arrow { from: from.clone(), to, line: import.line, in_tests: import.in_tests });
                }
            }
            // The program names the library by the name of its crate.
            for (name, line) in file.names.outside.iter().filter(|_| !base.is_empty()) {
                if let Some(rest) = name.strip_prefix("dflint::") {
                    let to = self.leads_to(rest.split("::").map(str::to_owned).collect());
                    arrows.extend(to.map(|to| Arrow { from: from.clone(), to, line: *line, in_tests: false }));
                }
            }
        }
        arrows.into_iter().collect()
    }

    /// The file that a path from `server/src` leads to.
    fn leads_to(&self, mut path: Vec<String>) -> Option<Module> {
        // A chain of names that are handed on is short; a circle of them does not compile.
        for _ in 0..8 {
            let known = (0..=path.len()).rev().find(|length| self.files.contains_key(&path[..*length]))?;
            let module = &path[..known];
            let Some(name) = path.get(known) else { return Some(path) };
            let base = crate_of(module);
            let handed_on = self.files.get(module)?.names.reexports.iter().find(|reexport| reexport.name == *name);
            match handed_on
                .map(|reexport| base.iter().map(|name| (*name).to_owned()).chain(reexport.path.iter().cloned()).collect::<Vec<_>>())
            {
                Some(next) if next != path && next.first() != Some(name) => path = next,
                _ => return Some(module.to_vec()),
            }
        }
        None
    }
}

/// The root of the crate that a module is in.
pub fn crate_of(module: &[String]) -> &'static [&'static str] {
    let in_program = module.len() >= PROGRAM.len() && module.iter().zip(PROGRAM).all(|(part, program)| part == program);
    if in_program { &PROGRAM } else { &[] }
}

fn module_of(path: &Path) -> Module {
    let mut module: Module = path.with_extension("").iter().map(|part| part.to_str().unwrap().to_owned()).collect();
    if module.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        module.pop();
    }
    module
}

pub fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}
