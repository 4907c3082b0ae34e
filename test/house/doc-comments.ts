import { posix } from "node:path";
import type { SourceFile } from "./source-file.ts";

const DECLARATION =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|const|let|class|interface|type) (\w+)/gm;
const REEXPORT = /^export (?:type )?\{([^}]*)\}(?:\s*from\s*["']([^"']+)["'])?/gm;

/** An export list: names as they are in the source file, and that file if it is another one. */
interface ReExport {
  readonly names: readonly string[];
  readonly from: string | undefined;
}

function reExportsOf(file: SourceFile): readonly ReExport[] {
  return Array.from(file.uncommented.matchAll(REEXPORT), ([, list = "", from]) => ({
    names: list
      .split(",")
      .map((item) =>
        (
          item
            .trim()
            .replace(/^type /, "")
            .split(/\s+as\s+/)[0] ?? ""
        ).trim(),
      )
      .filter((name) => name !== ""),
    from,
  }));
}

/** Returns whether the text before a declaration ends in a doc comment (line comments for tools and decorators may stand between). */
function endsInDocComment(before: string): boolean {
  const comment = /\/\*\*(?:[^*]|\*(?!\/))*\*\/\s*(?:(?:\/\/|@)[^\n]*\n\s*)*$/.exec(before);
  return comment !== null && comment[0].replaceAll(/[\s/*]/g, "") !== "";
}

/** Returns the exports of a file that no doc comment explains. */
export function undocumentedExports(file: SourceFile): readonly string[] {
  return Array.from(file.text.matchAll(DECLARATION)).flatMap((match) => {
    if (!file.code.startsWith("export", match.index) || endsInDocComment(file.text.slice(0, match.index))) return [];
    // Overloads share the comment of the first.
    const name = match[1] ?? "";
    const first = file.text.search(new RegExp(`^export (?:async )?function ${name}\\b`, "m"));
    if (first !== -1 && first < match.index) return [];
    return [`${file.path}:${file.text.slice(0, match.index).split("\n").length} no doc comment on ${name}`];
  });
}

/** Returns what is wrong with an index file: anything but named re-exports, and names whose source has no such export. */
export function indexFaults(index: SourceFile, files: ReadonlyMap<string, SourceFile>): readonly string[] {
  const faults: string[] = [];
  const rest = index.code.replaceAll(/export (?:type )?\{[^}]*\} from "[^"]*";/g, "").trim();
  if (rest !== "" && rest !== "export {};")
    faults.push(`${index.path} holds more than named re-exports: ${rest.slice(0, 60)}`);
  for (const { names, from } of reExportsOf(index)) {
    if (from === undefined) continue;
    const path = posix.join(posix.dirname(index.path), from);
    const source = files.get(path);
    if (source === undefined) faults.push(`${index.path} re-exports from ${from}, which is not there`);
    else for (const name of names) if (!exportsName(source, name)) faults.push(`${path} does not export ${name}`);
  }
  return faults;
}

function exportsName(source: SourceFile, name: string): boolean {
  for (const match of source.code.matchAll(DECLARATION)) if (match[1] === name) return true;
  return reExportsOf(source).some(({ names }) => names.includes(name));
}

/** Returns the ports (interfaces in a ports folder) with more methods than a port may have. */
export function widePorts(file: SourceFile, methodsMax: number): readonly string[] {
  return Array.from(file.code.matchAll(/^export interface (\w+)[^{]*\{\n([^]*?)^\}/gm)).flatMap(
    ([, name, body = ""]) => {
      const methods = body.match(/^ {2}\w+(?:<[^>]*>)?\(/gm)?.length ?? 0;
      return methods > methodsMax ? [`${file.path} ${name} has ${methods} methods`] : [];
    },
  );
}
