/** Numbers that say nothing about a market: none, one, a half, a pair, a percentage. */
const PLAIN_NUMBERS: ReadonlySet<number> = new Set([0, 0.5, 1, 2, 100]);
/** Plain numbers and truths that code may hold: a list of more of them is a table, and a table can be tuned. */
const PLAIN_MAX = 40;
/** Below this a number only keeps a division from going wrong. */
const TINY = 1e-6;

const COMMENTS = /\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
const TEXTS = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;
/** A comment may hold a quotation mark and a text two slashes, so both are found in one pass. */
const COMMENTS_OR_TEXTS = new RegExp(`${COMMENTS.source}|${TEXTS.source}`, "g");
/** What stands for a text once its content is gone. */
const BLANK = '""';
/** Where a module is named, where the strategy says what it is and declares its parameters, and where it reads them. */
const DECLARATIONS = [/\bfrom\s*""/g, /\bnew\s+Meta\s*\([^()]*\)/g, /\.(?:warmup|param)\s*\([^()]*\)/g];
const READS = /\bparam\s*\(\s*\d+\s*\)/g;
const NUMBERS = /(?<![\w$.])(?:0[xXbBoO][\da-fA-F_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?)/g;
const TRUTHS = /\b(?:true|false)\b/g;

function without(text: string, patterns: readonly RegExp[]): string {
  return patterns.reduce((left, pattern) => left.replaceAll(pattern, " "), text);
}

function isPlain(value: number): boolean {
  return PLAIN_NUMBERS.has(value) || value < TINY;
}

/**
 * Returns what a strategy's source holds that could be tuned and is no declared parameter: numbers other than a few plain ones,
 * texts, and tables of plain numbers. Read from the text alone, so it is no proof: sums of plain numbers are not seen.
 */
export function hiddenNumbers(source: string): readonly string[] {
  const kept = source.replaceAll(COMMENTS_OR_TEXTS, (found) => (found.startsWith("/") ? " " : BLANK));
  const code = without(without(kept, [READS]), DECLARATIONS);
  const numbers = code.match(NUMBERS) ?? [];
  const texts = code.split(BLANK).length - 1;
  const tuned = [...new Set(numbers.filter((text) => !isPlain(Number(text.replaceAll("_", "")))))];
  const plain = numbers.length + (code.match(TRUTHS) ?? []).length;
  return [
    ...tuned,
    ...(texts > 0 ? ["a text"] : []),
    ...(plain > PLAIN_MAX ? [`a list of ${plain} numbers and truths`] : []),
  ];
}
