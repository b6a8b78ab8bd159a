//! Turns `grammar/shell.pest` into the parsers that `src/syntax/grammar.rs` includes.
//!
//! `pest_derive` would do the same from a proc macro, but no proc-macro crate can be built for a
//! statically linked target without an explicit `--target` (see `.cargo/config.toml`).
//!
//! Two parsers come out: the pure one, and one in which the functions of `grammar/native.rs` stand in the
//! place of the generated ones of the same name.
//!
//! A release build is also linked in the order of `link/order.txt`, where the linker can do that
//! (docs/decisions/link-order.md).

use std::collections::HashSet;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use quote::{ToTokens as _, quote};
use syn::{ImplItem, Item, ItemImpl, ItemMod, Stmt};

fn main() -> Result<(), Box<dyn Error>> {
    for file in ["build.rs", "grammar/shell.pest", "grammar/native.rs"] {
        println!("cargo::rerun-if-changed={file}");
    }
    let pure = pest_generator::derive_parser(
        quote! {
            #[grammar = "grammar/shell.pest"]
            pub struct PureGrammar;
        },
        false,
    );
    let mut file: syn::File = syn::parse2(pure)?;
    let native: syn::File = syn::parse_file(&fs::read_to_string("grammar/native.rs")?)?;
    let parser = file.items.iter().find_map(|item| match item {
        Item::Impl(parser) if parser.trait_.is_some() => Some(parser.clone()),
        _ => None,
    });
    let parser = parser.ok_or("pest generated no parser")?;
    file.items
        .push(Item::Impl(with_native_rules(recording(&parser)?, native)?));
    let directory = env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?;
    let directory = PathBuf::from(directory);
    fs::write(
        directory.join("grammar.rs"),
        file.into_token_stream().to_string(),
    )?;
    order_functions(&directory)
}

/// Has the program linked with the functions of `link/order.txt` first, if this linker takes an order.
fn order_functions(scratch: &Path) -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=link/order.txt");
    if env::var_os("PROFILE").is_none_or(|profile| profile != "release") {
        return Ok(());
    }
    let root =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("CARGO_MANIFEST_DIR is not set")?);
    let order = root.join("link").join("order.txt");
    let arguments = [
        "-Xlinker".to_owned(),
        format!("--symbol-ordering-file={}", order.display()),
        // A name of another toolchain is no fault.
        "-Xlinker".to_owned(),
        "--no-warn-symbol-ordering".to_owned(),
    ];
    if links_with(scratch, &arguments)? {
        for argument in arguments {
            println!("cargo::rustc-link-arg-bins={argument}");
        }
    }
    Ok(())
}

/// Whether the linker of this build accepts `arguments`: an empty program is linked with them.
fn links_with(scratch: &Path, arguments: &[String]) -> Result<bool, Box<dyn Error>> {
    let source = scratch.join("empty.rs");
    fs::write(&source, "fn main() {}\n")?;
    let mut compiler = Command::new(env::var_os("RUSTC").ok_or("RUSTC is not set")?);
    compiler.arg(&source).arg("-o").arg(scratch.join("empty"));
    if let Some(target) = env::var_os("TARGET") {
        compiler.arg("--target").arg(target);
    }
    if let Some(linker) = env::var_os("RUSTC_LINKER") {
        let mut option = std::ffi::OsString::from("linker=");
        option.push(linker);
        compiler.arg("-C").arg(option);
    }
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    compiler.args(flags.split('\u{1f}').filter(|flag| !flag.is_empty()));
    for argument in arguments {
        compiler.arg("-C").arg(format!("link-arg={argument}"));
    }
    let status = compiler
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    Ok(status.success())
}

/// The parser as one that records nodes (`src/syntax/grammar.rs`) where pest's own fills a queue of tokens, from which
/// pairs and then nodes would have to be made.
fn recording(parser: &ItemImpl) -> Result<ItemImpl, Box<dyn Error>> {
    let mut text = parser.to_token_stream().to_string();
    for (combinator, recording) in [
        (". rule (", ". noted ("),
        (". sequence (", ". tried ("),
        (". lookahead (", ". looked ("),
        (":: pest :: state (", "super :: recorded ("),
    ] {
        if !text.contains(combinator) {
            return Err(format!("what pest generates has no `{combinator}`").into());
        }
        text = text.replace(combinator, recording);
    }
    let mut parser: ItemImpl = syn::parse_str(&text)?;
    parser.trait_ = None;
    for item in &mut parser.items {
        if let ImplItem::Fn(function) = item {
            function.vis = syn::parse_str("pub(super)")?;
            function.sig.output = syn::parse_str("-> Option<Vec<super::Node>>")?;
        }
    }
    let visible = visible_rules(&mut parser).ok_or("pest generated no module of rules")?;
    visible.push(syn::parse_str("use super::super::Recorder as _;")?);
    Ok(parser)
}

/// The parser with the functions of `native` instead of its own.
fn with_native_rules(mut parser: ItemImpl, native: syn::File) -> Result<ItemImpl, Box<dyn Error>> {
    *parser.self_ty = syn::parse_str("NativeGrammar")?;
    let names: HashSet<String> = native.items.iter().filter_map(function_name).collect();
    let visible = visible_rules(&mut parser).ok_or("pest generated no module of rules")?;
    let generated: HashSet<String> = visible.iter().filter_map(function_name).collect();
    let unknown: Vec<&String> = native
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Fn(function) if !matches!(function.vis, syn::Visibility::Inherited) => {
                names.get(&function.sig.ident.to_string())
            }
            _ => None,
        })
        .filter(|name| !generated.contains(*name))
        .collect();
    if !unknown.is_empty() {
        return Err(format!("native rules that the grammar does not have: {unknown:?}").into());
    }
    visible.retain(|item| function_name(item).is_none_or(|name| !names.contains(&name)));
    visible.extend(native.items);
    Ok(parser)
}

fn function_name(item: &Item) -> Option<String> {
    match item {
        Item::Fn(function) => {
            let name = function.sig.ident.to_string();
            Some(name.trim_start_matches("r#").to_owned())
        }
        _ => None,
    }
}

/// The items of `mod rules { pub mod visible { … } }` inside `fn parse`.
fn visible_rules(parser: &mut ItemImpl) -> Option<&mut Vec<Item>> {
    let parse = parser.items.iter_mut().find_map(|item| match item {
        ImplItem::Fn(function) => Some(function),
        _ => None,
    })?;
    let rules = parse
        .block
        .stmts
        .iter_mut()
        .find_map(|statement| match statement {
            Stmt::Item(Item::Mod(module)) => Some(module),
            _ => None,
        })?;
    items(rules)?
        .iter_mut()
        .find_map(|item| match item {
            Item::Mod(module) if module.ident == "visible" => Some(module),
            _ => None,
        })
        .and_then(items)
}

fn items(module: &mut ItemMod) -> Option<&mut Vec<Item>> {
    module.content.as_mut().map(|(_, items)| items)
}
