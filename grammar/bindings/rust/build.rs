//! Compiles the generated parser and the scanner.

fn main() {
    let source = std::path::Path::new("src");
    cc::Build::new()
        .std("c11")
        .include(source)
        .file(source.join("parser.c"))
        .file(source.join("scanner.c"))
        .flag_if_supported("-Wno-unused-parameter")
        // The generated lexer reads one character into a variable that it never looks at: the scanner makes every token.
        .flag_if_supported("-Wno-unused-but-set-variable")
        .opt_level(2)
        .compile("tree-sitter-dockerfile");
    println!("cargo:rerun-if-changed=src");
}
