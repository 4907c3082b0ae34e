export { compileStrategy } from "./artifacts/compile-strategy.ts";
export type { CompiledStrategy, CompileStrategyOptions, RustOptions } from "./artifacts/compile-strategy.ts";
export { compileStrategyFile } from "./artifacts/compile-strategy-file.ts";
export type { ArtifactManifest, ModuleManifest } from "./artifacts/artifact-manifest.ts";
export type { ArtifactStore, KnownCompilation, ModuleArtifact, StrategyArtifact } from "./artifacts/artifact-store.ts";
export { FileArtifactStore } from "./artifacts/file-artifact-store.ts";
export type { CompileDiagnostic, CompiledSource, CompileOutcome, FailedSource } from "./compile/compile-outcome.ts";
export { COMPILER_VERSION } from "./compile/compiler-identity.ts";
export { DEFAULT_COMPILER_LIMITS } from "./compile/compiler-limits.ts";
export type { CompilerLimits } from "./compile/compiler-limits.ts";
export { StrategyCompiler } from "./compile/strategy-compiler.ts";
export { DEFAULT_HOST_LIMITS } from "./host/host-limits.ts";
export type { HostLimits } from "./host/host-limits.ts";
export type { HostedStrategySession } from "./host/hosted-strategy-session.ts";
export { StrategyHost } from "./host/strategy-host.ts";
export type { HostedSessionOptions } from "./host/strategy-host.ts";
export { METERING_VERSION } from "./metering/meter-module.ts";
export { openStrategySession } from "./open-strategy-session.ts";
export type { MeteredSession } from "./open-strategy-session.ts";
export { newestReleases } from "./registry/chosen-release.ts";
export type { GithubAccess, HttpFetch } from "./registry/github-access.ts";
export { GithubStrategyRegistry, isRepository } from "./registry/github-strategy-registry.ts";
export { installStrategy } from "./registry/install-strategy.ts";
export type { Installation, InstallOptions } from "./registry/install-strategy.ts";
export { FileInstalledStrategies } from "./registry/installed-strategies.ts";
export type { InstalledStrategy } from "./registry/installed-strategies.ts";
export type { ReleaseManifest } from "./registry/release-manifest.ts";
export { isApiUrl } from "./registry/request-policy.ts";
export type {
  FetchedStrategy,
  IgnoredReleases,
  RegistryListing,
  ReleaseAsset,
  StrategyRegistry,
  StrategyRelease,
} from "./registry/strategy-registry.ts";
export { compileRustStrategy } from "./rust/compile-rust-strategy.ts";
export type { CompiledRust, CompileRustOptions } from "./rust/compile-rust-strategy.ts";
export { findRustToolchain } from "./rust/find-rust-toolchain.ts";
export type { RustSearch, RustToolchain } from "./rust/find-rust-toolchain.ts";
export type { RustCompilerLimits } from "./rust/rust-limits.ts";
export type { LogSink } from "./session/guest-log.ts";
export { readStrategyMeta } from "./session/read-strategy-meta.ts";
export type { ParameterValues } from "./session/strategy-parameters.ts";
export { sdkSignatures } from "./sdk-signatures.ts";
export { WasmStrategySession } from "./session/wasm-strategy-session.ts";
export type { SessionOptions } from "./session/wasm-strategy-session.ts";
export { declareFixed } from "./stretch/fixed-columns.ts";
export { DEFAULT_STRATEGY_LIMITS } from "./strategy-limits.ts";
export type { StrategyLimits } from "./strategy-limits.ts";
export { abiVersionOf, loadStrategyModule } from "./strategy-module.ts";
export type { AbiVersion, StrategyModule, StrategyModuleInfo } from "./strategy-module.ts";
export { DEFAULT_SCORE_THRESHOLD } from "./version1/version1-answers.ts";
export { Version1StrategySession } from "./version1/version1-session.ts";
export type { Version1SessionOptions } from "./version1/version1-session.ts";
