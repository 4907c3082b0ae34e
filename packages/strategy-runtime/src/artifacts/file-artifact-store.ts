import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { RaraError } from "@rara-trading/domain";
import { sha256 } from "../sha256.ts";
import { sourceEnding } from "../strategy-language.ts";
import {
  type ArtifactManifest,
  checkedDigest,
  isDigest,
  type ModuleManifest,
  parseManifest,
} from "./artifact-manifest.ts";
import type { ArtifactStore, KnownCompilation, ModuleArtifact, StrategyArtifact } from "./artifact-store.ts";
import { noteOf, readNote } from "./compilation-note.ts";
import { writeDurably } from "./write-durably.ts";

const MANIFEST_ENDING = ".json";
const COMPILED_FOLDER = "compiled";
/** Manifests read at once while listing. */
const LIST_BATCH = 64;

type StoredManifest = ArtifactManifest | ModuleManifest;

/**
 * Artifacts as files of `<home>/strategies`: `<sha256>.wasm`, `<sha256>.ts` or `.rs` (where there is a source) and `<sha256>.json`, the manifest, which is
 * written last and makes the artifact exist; `compiled/<compile key>` names the module that a source compiled to, and on
 * a second line the source's warnings.
 */
export class FileArtifactStore implements ArtifactStore {
  readonly #folder: string;

  /** `homeFolder` is the home of the installation; what is missing of the path is created when something is stored. */
  constructor(homeFolder: string) {
    this.#folder = join(homeFolder, "strategies");
  }

  async save(artifact: StrategyArtifact | ModuleArtifact): Promise<void> {
    const { manifest, wasm, source } = artifact;
    const digest = checkedDigest(manifest.sha256);
    if (sha256(wasm) !== digest) throw corrupt(digest, "a module with another digest");
    await mkdir(join(this.#folder, COMPILED_FOLDER), { recursive: true });
    const known = (await exists(this.#path(digest, MANIFEST_ENDING))) ? await this.#loadManifest(digest) : undefined;
    const gainsSource = source !== undefined && known?.sourceSha256 === undefined;
    if (source !== undefined && gainsSource)
      await writeDurably(this.#path(digest, endingOf(artifact.manifest)), source);
    if (known === undefined) await writeDurably(this.#path(digest, ".wasm"), wasm);
    if (known === undefined || gainsSource) {
      await writeDurably(this.#path(digest, MANIFEST_ENDING), `${JSON.stringify(manifest, undefined, 2)}\n`);
    }
    if (artifact.source !== undefined) {
      await writeDurably(this.#compiledPath(artifact.manifest.compileKey), noteOf(digest, artifact.warnings ?? []));
    }
  }

  async load(digest: string): Promise<StrategyArtifact | ModuleArtifact> {
    const manifest = await this.#loadManifest(checkedDigest(digest));
    const wasm = new Uint8Array(await this.#read(digest, ".wasm"));
    if (sha256(wasm) !== digest) throw corrupt(digest, "a module with another digest");
    if (manifest.sourceSha256 === undefined) return { manifest, wasm };
    const source = (await this.#read(digest, endingOf(manifest))).toString("utf8");
    if (sha256(source) !== manifest.sourceSha256) throw corrupt(digest, "a source with another digest");
    return { manifest, wasm, source };
  }

  async findCompiled(compileKey: string): Promise<KnownCompilation | undefined> {
    const contents = await readIfThere(this.#compiledPath(compileKey));
    const known = contents && readNote(contents.toString("utf8"));
    // A note that names nothing usable only costs one more compilation.
    if (known === undefined || !(await exists(this.#path(known.sha256, MANIFEST_ENDING)))) return undefined;
    return known;
  }

  async list(): Promise<readonly StoredManifest[]> {
    const names = await readdir(this.#folder).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    const digests = names
      .filter((name) => name.endsWith(MANIFEST_ENDING))
      .map((name) => name.slice(0, -MANIFEST_ENDING.length))
      .filter(isDigest);
    const manifests: StoredManifest[] = [];
    for (let i = 0; i < digests.length; i += LIST_BATCH) {
      const batch = digests.slice(i, i + LIST_BATCH).map((digest) => this.#loadManifest(digest));
      manifests.push(...(await Promise.all(batch)));
    }
    return manifests.sort((a, b) => compare(a.name, b.name) || compare(a.sha256, b.sha256));
  }

  async #loadManifest(digest: string): Promise<StoredManifest> {
    const contents = await readIfThere(this.#path(digest, MANIFEST_ENDING));
    if (contents === undefined) throw unknown(digest);
    const manifest = parseManifest(contents.toString("utf8"));
    if (manifest?.sha256 !== digest) throw corrupt(digest, "a manifest that is not its own");
    return manifest;
  }

  async #read(digest: string, ending: string): Promise<Buffer> {
    const contents = await readIfThere(this.#path(digest, ending));
    if (contents === undefined) throw corrupt(digest, `no ${ending} file`);
    return contents;
  }

  #path(digest: string, ending: string): string {
    return join(this.#folder, `${checkedDigest(digest)}${ending}`);
  }

  #compiledPath(compileKey: string): string {
    return join(this.#folder, COMPILED_FOLDER, checkedDigest(compileKey));
  }
}

function endingOf({ language = "assemblyscript" }: ArtifactManifest): string {
  return sourceEnding(language);
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function unknown(digest: string): RaraError {
  return new RaraError(`Expected a stored strategy, found none with id ${digest}`, {
    category: "not-found",
    code: "strategy.artifact-unknown",
    hint: "Run `rara-trading research promoted` to see what is stored.",
  });
}

function corrupt(digest: string, found: string): RaraError {
  return new RaraError(`Expected the stored strategy ${digest} to be intact, found ${found}`, {
    category: "refused",
    code: "strategy.artifact-corrupt",
    hint: "Restore the home folder from a backup, or delete the strategy's files and compile its source (or fetch its release) again.",
  });
}
