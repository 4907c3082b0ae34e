import { findRustToolchain, type RustToolchain } from "../rust/find-rust-toolchain.ts";

/** What a suite that needs a Rust compiler goes by. */
export interface RustForTests {
  /** Undefined where there is none. */
  readonly toolchain: RustToolchain | undefined;
  readonly searchPath: string;
  /** A missing compiler makes the suite skip, unless `RARA_REQUIRE` names `rust`: then its tests fail. */
  readonly skips: boolean;
}

/** Looks for a Rust compiler, given the environment of the test run. */
export async function rustForTests(environment: NodeJS.ProcessEnv): Promise<RustForTests> {
  const searchPath = environment["PATH"] ?? "";
  const toolchain = await findRustToolchain({ searchPath }).catch(() => undefined);
  const isRequired = (environment["RARA_REQUIRE"] ?? "").split(",").includes("rust");
  return { toolchain, searchPath, skips: toolchain === undefined && !isRequired };
}
