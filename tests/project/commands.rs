//! Builds by command lines.

use super::{read, shown};

#[test]
fn look() {
    for folder in std::fs::read_dir("/tmp/c/projects").unwrap() {
        let folder = folder.unwrap().path();
        let repository = read(&folder);
        println!("=== {}", folder.display());
        print!("{}", shown(&repository, &[]));
    }
}
