/** A strategy and its version as a release's tag names them: `btc-momentum-v0.1.0`. */
export interface ReleaseTag {
  readonly name: string;
  /** Semantic version without the leading `v`. */
  readonly version: string;
}

/** Characters of a tag; longer ones are none of ours. */
const TAG_LENGTH_MAX = 160;
const NAME = String.raw`[a-z0-9]+(?:[-_][a-z0-9]+)*`;
const NUMBER = String.raw`(?:0|[1-9]\d{0,8})`;
const LABELS = String.raw`[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*`;
const SEMVER = String.raw`${NUMBER}\.${NUMBER}\.${NUMBER}(?:-${LABELS})?(?:\+${LABELS})?`;
const TAG = new RegExp(`^(${NAME})-v(${SEMVER})$`);
const WANTED = new RegExp(`^(${NAME})(?:@v?(${SEMVER}))?$`);

/** Returns what a tag `{name}-v{semver}` names, or `undefined` for every other tag. Names are lower-case words. */
export function parseReleaseTag(tag: string): ReleaseTag | undefined {
  return parts(TAG, tag) as ReleaseTag | undefined;
}

/** Returns what `NAME` or `NAME@1.2.3` asks for, or `undefined` when it is neither. */
export function parseWantedStrategy(text: string): { readonly name: string; readonly version?: string } | undefined {
  return parts(WANTED, text);
}

function parts(pattern: RegExp, text: string): { name: string; version?: string } | undefined {
  if (text.length > TAG_LENGTH_MAX) return undefined;
  const [, name, version] = pattern.exec(text) ?? [];
  if (name === undefined) return undefined;
  return version === undefined ? { name } : { name, version };
}

/** Returns whether a semantic version is a pre-release (`1.0.0-rc.1`). */
export function isPrerelease(version: string): boolean {
  return labelsOf(version).length > 0;
}

/** Orders semantic versions by precedence (semver.org, item 11): negative when `a` comes before `b`; build data is ignored. */
export function compareVersions(a: string, b: string): number {
  const [coreA, coreB] = [coreOf(a), coreOf(b)];
  for (let i = 0; i < 3; i++) {
    const difference = Number(coreA[i]) - Number(coreB[i]);
    if (difference !== 0) return difference;
  }
  const [labelsA, labelsB] = [labelsOf(a), labelsOf(b)];
  if (labelsA.length === 0 || labelsB.length === 0) return labelsB.length - labelsA.length;
  for (let i = 0; i < Math.min(labelsA.length, labelsB.length); i++) {
    const difference = compareLabels(labelsA[i] ?? "", labelsB[i] ?? "");
    if (difference !== 0) return difference;
  }
  return labelsA.length - labelsB.length;
}

function coreOf(version: string): readonly string[] {
  return (/^[\d.]+/.exec(version)?.[0] ?? "").split(".");
}

function labelsOf(version: string): readonly string[] {
  const labels = /^[\d.]+-([^+]+)/.exec(version)?.[1];
  return labels === undefined ? [] : labels.split(".");
}

function compareLabels(a: string, b: string): number {
  const [isNumberA, isNumberB] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumberA && isNumberB) return Number(a) - Number(b);
  if (isNumberA !== isNumberB) return isNumberA ? -1 : 1;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
