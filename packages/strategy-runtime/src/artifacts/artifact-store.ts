import type { ArtifactManifest } from "./artifact-manifest.ts";

/** A compiled strategy with everything needed to understand and rebuild it. */
export interface StrategyArtifact {
  readonly manifest: ArtifactManifest;
  /** The module as the compiler made it; metered when it is loaded. */
  readonly wasm: Uint8Array;
  readonly source: string;
}

/** Where compiled strategies are kept, by the digest of their module. Several processes may use one store at once. */
export interface ArtifactStore {
  /** Stores an artifact durably. One that is stored already stays as it is; its compile key is remembered in any case. */
  save(artifact: StrategyArtifact): Promise<void>;
  /**
   * Returns an artifact whose module and source match their digests.
   * @throws RaraError `strategy.artifact-unknown`, `strategy.artifact-corrupt` or `strategy.artifact-id`.
   */
  load(sha256: string): Promise<StrategyArtifact>;
  /** Returns the digest of the module that was stored under a compile key, or `undefined`. */
  findCompiled(compileKey: string): Promise<string | undefined>;
  /** Returns the manifests of everything stored, by name, then digest. */
  list(): Promise<readonly ArtifactManifest[]>;
}
