import { z } from "zod";

/** What a key's value must be, in words for error messages, and what it does, in words for the template. */
interface KeyText {
  readonly expected: string;
  readonly description: string;
}

/** Texts by schema: the schema stays the one place that lists the keys. */
const keyTexts = new WeakMap<z.ZodType, KeyText>();

/** Returns the schema with its words. */
export function key<Schema extends z.ZodType>(schema: Schema, expected: string, description: string): Schema {
  keyTexts.set(schema, { expected, description });
  return schema;
}

/** Returns the words that belong to a key's schema. */
export function keyText(schema: z.ZodType): KeyText {
  return keyTexts.get(schema) ?? { expected: "a valid value", description: "" };
}

/** A fraction above 0 and at most 1. */
export function fraction(defaultValue: number, description: string): z.ZodDefault<z.ZodNumber> {
  return key(
    z.number().gt(0).lte(1).default(defaultValue),
    "a fraction above 0 and at most 1 (0.15 is 15 %)",
    description,
  );
}

/** Basis points from 0 to 1000. */
export function basisPoints(defaultValue: number, description: string): z.ZodDefault<z.ZodNumber> {
  return key(
    z.number().gte(0).lte(1000).default(defaultValue),
    "basis points from 0 to 1000 (5 is 0.05 %)",
    description,
  );
}

/** A whole number between bounds. */
export function count(defaultValue: number, min: number, max: number, description: string): z.ZodDefault<z.ZodNumber> {
  return key(
    z.number().int().gte(min).lte(max).default(defaultValue),
    `a whole number from ${min} to ${max}`,
    description,
  );
}

/** A number from -100 to 100. */
export function ratio(defaultValue: number, description: string): z.ZodDefault<z.ZodNumber> {
  return key(z.number().gte(-100).lte(100).default(defaultValue), "a number from -100 to 100", description);
}
