/** Where an answer is not as it was asked for. */
export interface AnswerIssue {
  readonly message: string;
  readonly path: readonly (string | number)[];
}

/** What reading an answer gives. */
type AnswerResult<T> = { readonly value: T; readonly issues?: undefined } | { readonly issues: readonly AnswerIssue[] };

/** How an answer is read: the door that schema libraries share (standardschema.dev), so that any of them fits. */
export interface AnswerSchema<T> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => AnswerResult<T>;
  };
}

/** Returns a schema whose answers are read by `read`, which reports what is wrong to the reader. */
export function answerSchema<T>(read: (reader: AnswerReader, value: unknown) => T): AnswerSchema<T> {
  const validate = (value: unknown): AnswerResult<T> => {
    const reader = new AnswerReader();
    const result = read(reader, value);
    return reader.issues.length === 0 ? { value: result } : { issues: reader.issues };
  };
  return { "~standard": { version: 1, vendor: "rara", validate } };
}

type Path = readonly (string | number)[];

/** The fields of an object in an answer, with the place where it stands. */
export interface AnswerFields {
  readonly path: Path;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Reads an answer field by field and gathers what is wrong; what cannot be read is replaced by something of its type. */
export class AnswerReader {
  readonly issues: AnswerIssue[] = [];

  /** Notes that something is wrong at a place. */
  refuse(path: Path, message: string): void {
    this.issues.push({ path, message });
  }

  /** Reads an object that has no other keys than these. */
  object(value: unknown, path: Path, keys: readonly string[]): AnswerFields {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.refuse(path, `expected an object with ${keys.join(", ")}`);
      return { path, values: {} };
    }
    const surplus = Object.keys(value).filter((key) => !keys.includes(key));
    if (surplus.length > 0) this.refuse(path, `expected no other keys than ${keys.join(", ")}`);
    return { path, values: value as AnswerFields["values"] };
  }

  /** Reads an object below another. */
  below({ path, values }: AnswerFields, name: string, keys: readonly string[]): AnswerFields {
    return this.object(values[name], [...path, name], keys);
  }

  /** Reads a text that is not empty. */
  text({ path, values }: AnswerFields, name: string, charactersMax: number): string {
    const value = values[name];
    if (typeof value === "string" && value.trim() !== "" && value.length <= charactersMax) return value;
    this.refuse([...path, name], `expected a text of 1 to ${charactersMax} characters`);
    return "";
  }

  /** Reads a number within its bounds, both included. */
  number({ path, values }: AnswerFields, name: string, min: number, max: number): number {
    const value = values[name];
    if (typeof value === "number" && value >= min && value <= max) return value;
    this.refuse([...path, name], `expected a number from ${min} to ${max}`);
    return min;
  }

  /** Reads one of these words. */
  word<Word extends string>({ path, values }: AnswerFields, name: string, words: readonly [Word, ...Word[]]): Word {
    const found = words.find((word) => word === values[name]);
    if (found !== undefined) return found;
    this.refuse([...path, name], `expected one of ${words.join(", ")}`);
    return words[0];
  }

  /** Reads a list of at most so many items. */
  list<T>(
    { path, values }: AnswerFields,
    name: string,
    itemsMax: number,
    read: (item: unknown, itemPath: Path) => T,
  ): readonly T[] {
    const value = values[name];
    if (Array.isArray(value) && value.length <= itemsMax) return value.map((item, i) => read(item, [...path, name, i]));
    this.refuse([...path, name], `expected a list of at most ${itemsMax}`);
    return [];
  }
}
