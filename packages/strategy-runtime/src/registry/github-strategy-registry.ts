import { RaraError } from "@rara-trading/domain";
import { withoutControls } from "../printable-text.ts";
import { sha256 } from "../sha256.ts";
import { DEFAULT_STRATEGY_LIMITS } from "../strategy-limits.ts";
import { checkedApi, type GithubAccess } from "./github-access.ts";
import { githubGet } from "./github-request.ts";
import { parseReleaseManifest, type ReleaseManifest } from "./release-manifest.ts";
import { chosenRelease } from "./chosen-release.ts";
import { parseReleases } from "./parse-releases.ts";
import { nextPageUrl } from "./request-policy.ts";
import type {
  FetchedStrategy,
  RegistryListing,
  ReleaseAsset,
  StrategyRegistry,
  StrategyRelease,
} from "./strategy-registry.ts";

const RELEASES_PER_PAGE = 100;
/** Pages of a listing that are read: 2,000 releases. */
const PAGES_MAX = 20;
const PAGE_BYTES_MAX = 16 << 20;
const MANIFEST_BYTES_MAX = 64 << 10;
/** As long as a module may be for the sandbox. */
const MODULE_BYTES_MAX = DEFAULT_STRATEGY_LIMITS.moduleBytes;

const REPOSITORY = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/;
const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** Returns whether `text` is a repository as `owner/name`. */
export function isRepository(text: string): boolean {
  return REPOSITORY.test(text);
}

/** Strategies in the releases of a GitHub repository: one release a version, with a module and a manifest as its files. */
export class GithubStrategyRegistry implements StrategyRegistry {
  readonly #access: GithubAccess;
  readonly #repository: string;
  readonly #api: URL;

  /** `repository` is `owner/name`. @throws RaraError of category `usage` or `configuration`. */
  constructor(access: GithubAccess, repository: string) {
    if (!isRepository(repository)) {
      throw new RaraError("Expected a repository as OWNER/NAME, found another text", {
        category: "usage",
        code: "registry.repository",
        hint: "Give --repo OWNER/NAME, for example rararulab/rara-strategies.",
      });
    }
    this.#access = access;
    this.#repository = repository;
    this.#api = checkedApi(access);
  }

  async list(signal?: AbortSignal): Promise<RegistryListing> {
    const entries: unknown[] = [];
    let url: URL | undefined = this.#url(`releases?per_page=${RELEASES_PER_PAGE}&page=1`);
    let pages = 0;
    while (url !== undefined && pages < PAGES_MAX) {
      const { headers, body } = await githubGet(this.#access, {
        url,
        accept: "application/vnd.github+json",
        bytesMax: PAGE_BYTES_MAX,
        what: `the releases of ${this.#repository}`,
        oversize: "upstream",
        signal,
      });
      // Not spread into push: a page of tiny entries would be more arguments than a call may have.
      for (const entry of this.#entriesOf(body)) entries.push(entry);
      pages += 1;
      url = nextPageUrl(headers.get("link"), url, this.#api);
    }
    return { ...parseReleases(entries), pages, truncated: url !== undefined };
  }

  async download(wanted: string, signal?: AbortSignal): Promise<FetchedStrategy> {
    const release = chosenRelease(await this.list(signal), wanted, this.#repository);
    if (release.manifest === undefined) throw withoutManifest(release);
    const manifest = await this.#manifestOf(release, release.manifest, signal);
    const wasm = await this.#file(release, release.module, MODULE_BYTES_MAX, signal);
    const found = sha256(wasm);
    if (found !== manifest.sha256) {
      throw mismatch(release, `the module ${manifest.sha256}, as its manifest says`, `one with sha256 ${found}`);
    }
    return { repository: this.#repository, release, manifest, wasm };
  }

  async #manifestOf(release: StrategyRelease, asset: ReleaseAsset, signal?: AbortSignal): Promise<ReleaseManifest> {
    const bytes = await this.#file(release, asset, MANIFEST_BYTES_MAX, signal);
    let text = "";
    try {
      text = UTF8.decode(bytes);
    } catch {
      throw mismatch(release, "a manifest in UTF-8", "other bytes");
    }
    return parseReleaseManifest(text, { name: release.name, version: release.version });
  }

  async #file(
    { tag }: StrategyRelease,
    asset: ReleaseAsset,
    bytesMax: number,
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    const { body } = await githubGet(this.#access, {
      url: this.#url(`releases/assets/${asset.id}`),
      accept: "application/octet-stream",
      bytesMax,
      what: `${withoutControls(asset.name, 100)} of ${tag}`,
      oversize: "refused",
      signal,
    });
    if (body.length !== asset.sizeBytes) {
      throw mismatch({ tag }, `${asset.sizeBytes} bytes, as the release says`, `${body.length}`);
    }
    if (asset.sha256 !== undefined && asset.sha256 !== sha256(body)) {
      throw mismatch({ tag }, `a file with sha256 ${asset.sha256}, as the release says`, "another one");
    }
    return body;
  }

  #entriesOf(body: Uint8Array): readonly unknown[] {
    let value: unknown;
    try {
      value = JSON.parse(UTF8.decode(body));
    } catch {
      value = undefined;
    }
    if (Array.isArray(value)) return value;
    throw new RaraError(`Expected the releases of ${this.#repository} as a JSON list, found something else`, {
      category: "upstream",
      code: "registry.malformed",
      hint: "Check registry.api_url: it must speak GitHub's REST API.",
    });
  }

  #url(path: string): URL {
    return new URL(`repos/${this.#repository}/${path}`, this.#api);
  }
}

function withoutManifest({ tag }: StrategyRelease): RaraError {
  return new RaraError(`Expected a manifest (JSON) beside the module of ${tag}, found none`, {
    category: "refused",
    code: "registry.manifest-missing",
    hint: "Nothing says which module was published, so nothing was installed. Ask the publisher for a manifest.",
  });
}

function mismatch({ tag }: { readonly tag: string }, expected: string, found: string): RaraError {
  return new RaraError(`Expected ${expected}, found ${found} in release ${tag}`, {
    category: "refused",
    code: "registry.digest-mismatch",
    hint: "Nothing was installed: the download is not what was published. Try again; if it stays so, tell the publisher.",
  });
}
