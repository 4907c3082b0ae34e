// Text from strategies ends up in terminals, logs and prompts: it must not be able to move a cursor, hide or reorder.

/** Control characters, and the invisible ones that change the direction or the joining of text. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Returns `text` without unprintable characters, cut to `lengthMax`. */
export function withoutControls(text: string, lengthMax: number): string {
  return cut(text.replaceAll(UNPRINTABLE, ""), lengthMax);
}

/** Returns `text` with every unprintable character written as `\u{…}`, cut to `lengthMax`. */
export function escapeControls(text: string, lengthMax: number): string {
  const escaped = cut(text, lengthMax).replaceAll(UNPRINTABLE, (unit) => `\\u{${unit.codePointAt(0)?.toString(16)}}`);
  return cut(escaped, lengthMax);
}

function cut(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : `${text.slice(0, Math.max(0, lengthMax - 1))}…`;
}
