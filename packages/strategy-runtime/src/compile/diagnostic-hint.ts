interface HintRule {
  /** Compiler codes it applies to. */
  readonly codes: readonly number[];
  /** What the message or the marked line must contain. */
  readonly message?: RegExp;
  readonly line?: RegExp;
  readonly hint: string;
}

const NOT_IMPLEMENTED = 100;
const UNSAFE = 101;
const NEEDS_CAST = 200;
const NOT_NULLABLE = 204;
const NEEDS_INITIALIZER = 238;
const IDENTIFIER_EXPECTED = 1003;
const EXPRESSION_EXPECTED = 1109;
const INVALID_CHARACTER = 1127;
const UNKNOWN_NAME = 2304;
const NO_SUCH_EXPORT = 2305;
const NOT_ASSIGNABLE = 2322;
const NO_RETURN = 2355;
const FILE_NOT_FOUND = 6054;

const RULES: readonly HintRule[] = [
  {
    codes: [NOT_IMPLEMENTED],
    message: /Closures/,
    hint: "A function cannot use local variables of the function around it: pass the value as an argument or keep it in a module variable.",
  },
  {
    codes: [NOT_IMPLEMENTED],
    message: /Iterators/,
    hint: "There is no for..of: write for (let i = 0; i < list.length; i++).",
  },
  {
    codes: [NOT_IMPLEMENTED],
    message: /Exceptions/,
    hint: "There is no try/catch: check with an if before the operation.",
  },
  { codes: [NOT_IMPLEMENTED], message: /Spread/, hint: "There is no spread: copy the elements with a for loop." },
  {
    codes: [NOT_IMPLEMENTED],
    message: /Interface hidden classes/,
    hint: "An object literal needs a class: declare a class and create it with new.",
  },
  { codes: [NOT_IMPLEMENTED], message: /Regular expressions/, hint: "There are no regular expressions." },
  {
    codes: [UNSAFE],
    hint: "Direct memory access and runtime functions are not allowed: use StaticArray<f64> or the SDK's indicators.",
  },
  { codes: [NEEDS_CAST], hint: "Convert explicitly: i32(x) truncates a number to an integer, f64(x) makes a float." },
  {
    codes: [NOT_NULLABLE],
    hint: "A number cannot be null: use NaN for a missing value and isNaN(x) to test for it.",
  },
  {
    codes: [NEEDS_INITIALIZER],
    hint: "Write let name!: Type for an object that init() creates.",
  },
  {
    codes: [IDENTIFIER_EXPECTED],
    line: /\b(?:const|let|var)\s*[[{]/,
    hint: "There is no destructuring: assign each variable by itself.",
  },
  { codes: [EXPRESSION_EXPECTED], line: /\?\./, hint: "There is no optional chaining (?.): write an if." },
  { codes: [EXPRESSION_EXPECTED], line: /\?\?/, hint: "There is no ?? operator: write a conditional a ? b : c." },
  { codes: [EXPRESSION_EXPECTED], line: /\basync\b/, hint: "There is no async: a strategy computes and returns." },
  { codes: [INVALID_CHARACTER], line: /#\w/, hint: "There are no #private members: write private name." },
  { codes: [UNKNOWN_NAME], message: /'any'/, hint: "There is no any: every value has a type, numbers are f64 or i32." },
  {
    codes: [UNKNOWN_NAME],
    message: /'undefined'/,
    hint: "There is no undefined: use NaN for a missing number and isNaN(x) to test for it.",
  },
  {
    codes: [UNKNOWN_NAME],
    message: /'(?:JSON|fetch|setTimeout|process|require|window|document|globalThis)'/,
    hint: "A strategy sees only candles and the SDK: there is no such host function.",
  },
  {
    codes: [UNKNOWN_NAME, NO_SUCH_EXPORT],
    hint: 'Import SDK names from "rara": open, high, low, close, volume, time, barIndex, position, entryPrice, param, Meta, RiskLevels, enterLong, enterShort, exit, hold, SMA, EMA, ROC, RSI, ATR, StdDev, ZScore, Highest, Lowest, Lag.',
  },
  {
    codes: [NOT_ASSIGNABLE],
    message: /'<object>'/,
    hint: "There are no plain object literals: declare a class and create it with new.",
  },
  {
    codes: [NOT_ASSIGNABLE],
    message: /\| null' is not assignable/,
    hint: "The variable may be null: declare it as let name!: Type, or write name! where it is certainly set.",
  },
  { codes: [NO_RETURN], hint: "Every path of the function must return a value." },
  { codes: [FILE_NOT_FOUND], hint: 'Only "rara" can be imported.' },
];

/** Returns what to write instead, for the traps that the compiler's own message does not explain, else null. */
export function hintFor(code: number, message: string, line: string): string | null {
  const rule = RULES.find(
    (candidate) =>
      candidate.codes.includes(code) &&
      (candidate.message?.test(message) ?? true) &&
      (candidate.line?.test(line) ?? true),
  );
  return rule?.hint ?? null;
}
