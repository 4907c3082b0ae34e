import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { RaraError } from "@rara-trading/domain";
import { isDigest } from "../artifacts/artifact-manifest.ts";
import { writeDurably } from "../artifacts/write-durably.ts";
import { sha256 } from "../sha256.ts";

/** Where an installed module came from. */
export interface InstalledStrategy {
  /** `owner/name`. */
  readonly repository: string;
  readonly tag: string;
  /** As the release names it; the module's own name may differ. */
  readonly name: string;
  /** Semantic version. */
  readonly version: string;
  /** The module, in the artifact store. */
  readonly sha256: string;
  readonly abiVersion: number;
  readonly description: string;
  readonly fetchedAtMs: number;
}

const TEXT_FIELDS = ["repository", "tag", "name", "version", "sha256", "description"] as const;
const NUMBER_FIELDS = ["abiVersion", "fetchedAtMs"] as const;
const RECORD_ENDING = ".json";

/**
 * Records of what was installed from where, as files of `<home>/strategies/installed`. A file's name is the digest of
 * repository and tag: nothing that a registry says becomes part of a path.
 */
export class FileInstalledStrategies {
  readonly #folder: string;

  /** `homeFolder` is the home of the installation; nothing is created before something is recorded. */
  constructor(homeFolder: string) {
    this.#folder = join(homeFolder, "strategies", "installed");
  }

  /** Returns the record of a release, or `undefined`. @throws RaraError `registry.record-corrupt`. */
  async find(repository: string, tag: string): Promise<InstalledStrategy | undefined> {
    return await this.#read(recordName(repository, tag));
  }

  /** Records an installation durably; a release that is recorded already stays as it is. */
  async add(installed: InstalledStrategy): Promise<void> {
    const name = recordName(installed.repository, installed.tag);
    if ((await this.#read(name)) !== undefined) return;
    await mkdir(this.#folder, { recursive: true });
    await writeDurably(join(this.#folder, name), `${JSON.stringify(installed, undefined, 2)}\n`);
  }

  /** Returns every record, by name, then repository, then time. @throws RaraError `registry.record-corrupt`. */
  async list(): Promise<readonly InstalledStrategy[]> {
    const names = await readdir(this.#folder).catch(ifThere);
    const records: InstalledStrategy[] = [];
    for (const name of names ?? []) {
      // Anything else is no record: a temporary file of a write that a crash cut off.
      if (!name.endsWith(RECORD_ENDING) || !isDigest(name.slice(0, -RECORD_ENDING.length))) continue;
      const record = await this.#read(name);
      if (record !== undefined) records.push(record);
    }
    return records.toSorted(
      (a, b) => compare(a.name, b.name) || compare(a.repository, b.repository) || a.fetchedAtMs - b.fetchedAtMs,
    );
  }

  async #read(name: string): Promise<InstalledStrategy | undefined> {
    const file = join(this.#folder, name);
    const json = await readFile(file, "utf8").catch(ifThere);
    if (json === undefined) return undefined;
    const record = parseRecord(json);
    if (record !== undefined && recordName(record.repository, record.tag) === name) return record;
    throw new RaraError(`Expected a record of an installed strategy in ${file}, found something else`, {
      category: "refused",
      code: "registry.record-corrupt",
      hint: `Delete ${file} and fetch the strategy again.`,
      details: { file },
    });
  }
}

function recordName(repository: string, tag: string): string {
  // GitHub tells owners and repositories apart without regard to case, tags with it.
  return `${sha256(`${repository.toLowerCase()}\n${tag}`)}${RECORD_ENDING}`;
}

function parseRecord(json: string): InstalledStrategy | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  if (!TEXT_FIELDS.every((name) => typeof fields[name] === "string")) return undefined;
  if (!NUMBER_FIELDS.every((name) => typeof fields[name] === "number")) return undefined;
  // Sound: every field that the type requires has been looked at.
  const record = value as InstalledStrategy;
  return isDigest(record.sha256) ? record : undefined;
}

/** Turns "no such file" into `undefined`, and leaves every other failure one. */
function ifThere(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
