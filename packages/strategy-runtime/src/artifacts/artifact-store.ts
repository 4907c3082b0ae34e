import type { CompileDiagnostic } from "../compile/compile-outcome.ts";
import type { ArtifactManifest, ModuleManifest } from "./artifact-manifest.ts";

/** A compiled strategy with everything needed to understand and rebuild it. */
export interface StrategyArtifact {
  readonly manifest: ArtifactManifest;
  /** The module as the compiler made it; metered when it is loaded. */
  readonly wasm: Uint8Array;
  readonly source: string;
  /** What compiles but is rarely meant in this source. Kept with the source's compile key, since a module can have several. */
  readonly warnings?: readonly CompileDiagnostic[];
}

/** A module that came without its source. It runs like any other; only nobody here can rebuild it. */
export interface ModuleArtifact {
  readonly manifest: ModuleManifest;
  /** The module as it was published; metered when it is loaded. */
  readonly wasm: Uint8Array;
  readonly source?: undefined;
}

/** What compiling a source once gave. */
export interface KnownCompilation {
  /** Digest of the module. */
  readonly sha256: string;
  readonly warnings: readonly CompileDiagnostic[];
}

/** Where compiled strategies are kept, by the digest of their module. Several processes may use one store at once. */
export interface ArtifactStore {
  /**
   * Stores an artifact durably. One that is stored already stays as it is, except that a module without a source gains
   * one; the compile key is remembered in any case.
   */
  save(artifact: StrategyArtifact | ModuleArtifact): Promise<void>;
  /**
   * Returns an artifact whose module and source (where it has one) match their digests.
   * @throws RaraError `strategy.artifact-unknown`, `strategy.artifact-corrupt` or `strategy.artifact-id`.
   */
  load(sha256: string): Promise<StrategyArtifact | ModuleArtifact>;
  /** Returns which module was stored under a compile key, with the source's warnings, or `undefined`. */
  findCompiled(compileKey: string): Promise<KnownCompilation | undefined>;
  /** Returns the manifests of everything stored, by name, then digest. */
  list(): Promise<readonly (ArtifactManifest | ModuleManifest)[]>;
}
