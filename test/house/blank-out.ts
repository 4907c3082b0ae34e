/** A source text in two readings of equal length and lines. */
export interface BlankedSource {
  /** Comments blanked, strings as they are. */
  readonly uncommented: string;
  /** Comments and the contents of strings, templates and regular expressions blanked: only code is left. */
  readonly code: string;
}

/** After these a slash begins a regular expression; after anything else it divides. */
const BEFORE_REGEX = /(?:^|[(,=:[!&|?{};+\-*%<>~^]|\b(?:return|typeof|case|in|of|void|delete|throw|await|yield))\s*$/;

const STRING = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y;
const REGEX = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const COMMENT = /\/\/[^\n]*|\/\*[^]*?\*\//y;
const TEMPLATE_TEXT = /(?:[^`\\$]|\\[^]|\$(?!\{))*/y;

function spaces(text: string): string {
  return text.replaceAll(/[^\n]/g, " ");
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/**
 * Blanks what is not code. A small scanner instead of a parser, because TypeScript 7 has no stable one to offer and
 * house tests should not depend on another; it knows what our own formatter lets through.
 */
export function blankOut(text: string): BlankedSource {
  let uncommented = "";
  let code = "";
  /** Open braces in each template expression that we are inside of. */
  const templates: number[] = [];
  let at = 0;
  const take = (piece: string, uncommentedPiece: string, codePiece: string): void => {
    uncommented += uncommentedPiece;
    code += codePiece;
    at += piece.length;
  };
  const takeQuoted = (piece: string): void =>
    take(piece, piece, (piece[0] ?? "") + spaces(piece.slice(1, -1)) + (piece.at(-1) ?? ""));
  const takeTemplateText = (): void => {
    const piece = matchAt(TEMPLATE_TEXT, text, at) ?? "";
    take(piece, piece, spaces(piece));
    if (text[at] === "`") take("`", "`", "`");
    else if (at < text.length) {
      take("${", "${", "${");
      templates.push(0);
    }
  };
  while (at < text.length) {
    const char = text[at] ?? "";
    if (char === "/") {
      const comment = matchAt(COMMENT, text, at);
      const regex = BEFORE_REGEX.test(code.slice(-40)) ? matchAt(REGEX, text, at) : undefined;
      if (comment !== undefined) take(comment, spaces(comment), spaces(comment));
      else if (regex !== undefined) takeQuoted(regex);
      else take(char, char, char);
    } else if (char === '"' || char === "'") takeQuoted(matchAt(STRING, text, at) ?? char);
    else if (char === "`") {
      take(char, char, char);
      takeTemplateText();
    } else {
      take(char, char, char);
      const depth = templates.at(-1);
      if (depth === undefined) continue;
      if (char === "{") templates[templates.length - 1] = depth + 1;
      else if (char === "}" && depth > 0) templates[templates.length - 1] = depth - 1;
      else if (char === "}") {
        templates.pop();
        takeTemplateText();
      }
    }
  }
  return { uncommented, code };
}
