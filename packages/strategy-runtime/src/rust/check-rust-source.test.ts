import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkRustSource } from "./check-rust-source.ts";
import { rustTokens } from "./rust-tokens.ts";

const TEMPLATE = readFileSync(new URL("../../../../strategies/template-rust/strategy.rs", import.meta.url), "utf8");

function found(source: string): readonly string[] {
  return checkRustSource(source).map(({ message }) => message.replace("Expected one self-contained file, found ", ""));
}

describe("checkRustSource", () => {
  it("lets the template pass", () => {
    expect(checkRustSource(TEMPLATE)).toEqual([]);
  });

  it.each([
    'const X: &str = include_str!("/etc/passwd");',
    'const X: &[u8] = include_bytes! { "/etc/passwd" };',
    'include!("other.rs");',
    'const X: &str = core::r#include_str!("/etc/passwd");',
    'use std::include_str as fetch; const X: &str = fetch!("a");',
    'macro_rules! call { ($m:ident) => { $m!("/etc/passwd") } } const X: &str = call!(include_str);',
    'const X: &str = env!("PATH");',
    "use std::env as e;",
    'const X: Option<&str> = option_env!("HOME");',
    '#[path = "/etc/passwd"] mod other {}',
    '#[cfg_attr(all(), path = "/etc/passwd")] mod other {}',
    "mod other;",
    "pub(crate) mod r#other ;",
    "macro_rules! m { ($n:ident) => { mod $n; } }",
    "extern crate serde;",
    "extern /* a */ crate proc;",
    '#[link(name = "c")] extern "C" {}',
    '#[link(wasm_import_module = "env", name = "c")] extern "C" {}',
    'core::arch::global_asm!(".incbin \\"/etc/passwd\\"");',
    "#![feature(asm_experimental_arch)]",
    "#!/bin/sh\nfn f() {}",
    '#!/" \ninclude_str!("x") //"',
    "fn \u212a() {}",
    '/* a /* b */ */ include_str!("x")',
    'const A: char = \'"\'; include_str!("x")',
    'm!(\'r"\\"" include_str!("x") "")',
    'm!("x"r"\\"" include_str!("x") "")',
    'const A: &str = r#"a"b\\"#; include_str!("x")',
    "(".repeat(201),
  ])("refuses %s", (source) => {
    expect(found(source)).not.toEqual([]);
  });

  it.each([
    'const A: &str = "include_str!(\\"x\\")";',
    "// include_str!(\n/* mod other; /* env! */ extern crate */ fn f<'a>(x: &'a str) {}",
    "const A: &str = r##\"env!\"# mod x;\"##; const B: char = '\\''; const C: u8 = b'\"';",
    "mod inner { pub fn paths() {} }",
    '#[link(wasm_import_module = "env")] extern "C" { fn abort(); }',
    "#![allow(dead_code)]\nfn f() -> f64 { 1.0e-5 + 0x1f as f64 }",
  ])("lets pass %s", (source) => {
    expect(found(source)).toEqual([]);
  });

  it("names the place and says what to do", () => {
    expect(checkRustSource('fn f() {}\n  include!("x");')).toEqual([
      {
        line: 2,
        column: 3,
        message: "Expected one self-contained file, found include, which reads another file",
        code: "rara.rust-source",
        excerpt: '  include!("x");\n  ^',
        hint: "A strategy is one file without crates: put everything into it.",
      },
    ]);
  });
});

describe("rustTokens", () => {
  it("gives words without r#, marks, and strings without their contents", () => {
    const tokens = rustTokens('r#mod x: &\'a str = br#"a"#;');
    expect(tokens.map(({ kind, text }) => (kind === "text" ? kind : text))).toEqual([
      "mod",
      "x",
      ":",
      "&",
      "'a",
      "str",
      "=",
      "text",
      ";",
    ]);
  });
});
