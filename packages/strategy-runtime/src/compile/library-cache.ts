// Parsing the compiler's own library takes longer than everything else that its front end does, and its text is the same
// every time. A parsed source is only read by what follows, but for the one field that is set back here; that modules
// come out the same with and without the cache is a test, and the compiler is pinned to one exact version.

/** A parsed file, with the one field that a compilation writes. */
interface ParsedSource {
  readonly internalPath: string;
  /** Its number in the source map of the module under way; -1 before it has one. */
  debugInfoIndex: number;
}

/** The parts of the compiler's parser that stand for what it has read and still has to read. */
export interface LibraryParser {
  parseFile(text: string | null, path: string, isEntry: boolean): void;
  readonly sources: ParsedSource[];
  readonly donelog: Set<string>;
  seenlog: Set<string>;
  /** Files that imports ask for, and the import that asked first. */
  dependees: Map<string, unknown>;
  backlog: string[];
}

interface CachedFile {
  readonly text: string;
  readonly source: ParsedSource;
  readonly imports: readonly (readonly [path: string, importedBy: unknown])[];
}

const LIBRARY_PREFIX = "~lib/";
/** Files of the compiler's library and the SDK; what is beyond is parsed every time. */
const FILES_MAX = 500;

/** Keeps the parsed files of the library from one compilation to the next. One compilation at a time may use it. */
export class LibraryCache {
  readonly #files = new Map<string, CachedFile>();

  /** Lets `parser`, which has not parsed anything yet, take library files from here. */
  attach(parser: LibraryParser): void {
    const parse = parser.parseFile.bind(parser);
    parser.parseFile = (text, path, isEntry) => {
      if (text === null || !path.startsWith(LIBRARY_PREFIX)) return parse(text, path, isEntry);
      const key = `${path} ${isEntry}`;
      let file = this.#files.get(key);
      if (file?.text !== text) file = parseAlone(parser, parse, text, path, isEntry);
      if (file === undefined) return;
      if (this.#files.size < FILES_MAX) this.#files.set(key, file);
      add(parser, file);
    };
  }
}

/** Parses one file as if it were the first, so that all that it imports is seen, and takes it out of the parser again. */
function parseAlone(
  parser: LibraryParser,
  parse: LibraryParser["parseFile"],
  text: string,
  path: string,
  isEntry: boolean,
): CachedFile | undefined {
  const { seenlog, dependees, backlog } = parser;
  Object.assign(parser, { seenlog: new Set(), dependees: new Map(), backlog: [] });
  const count = parser.sources.length;
  parse(text, path, isEntry);
  const imports = [...parser.dependees];
  Object.assign(parser, { seenlog, dependees, backlog });
  const [source] = parser.sources.splice(count);
  // No source: it was parsed before under another name.
  if (source === undefined) return undefined;
  parser.donelog.delete(source.internalPath);
  return { text, source, imports };
}

/** Does to the parser what parsing the file would. */
function add(parser: LibraryParser, { source, imports }: CachedFile): void {
  if (parser.donelog.has(source.internalPath)) return;
  parser.donelog.add(source.internalPath);
  parser.seenlog.add(source.internalPath);
  source.debugInfoIndex = -1;
  parser.sources.push(source);
  for (const [path, importedBy] of imports) {
    if (parser.seenlog.has(path)) continue;
    parser.seenlog.add(path);
    parser.dependees.set(path, importedBy);
    parser.backlog.push(path);
  }
}
