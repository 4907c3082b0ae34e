import { declareParameter, forgetParameters, PARAMETERS_MAX } from "./parameters";
import { addHex, addInteger, addQuoted, addText, complaint, startText, textAsBytes, textAsString, textLength } from "./text";

let isOpen: bool = false;
let address: usize = 0;
let byteLength: i32 = 0;

/** What a strategy says about itself. Built once, by meta(): its text is written while it is built. */
@final
export class Meta {
  private warmupBars: i32 = 0;
  private parameterCount: i32 = 0;

  /** `version` counts up when the strategy changes; `description` is one sentence for people. */
  constructor(name: string, version: i32, description: string = "") {
    isOpen = true;
    forgetParameters();
    startText();
    addText('{"name":');
    addQuoted(name);
    addText(',"version":');
    addInteger(version);
    addText(',"description":');
    addQuoted(description);
    addText(',"params":[');
  }

  /** Targets of the first `bars` bars are ignored. Give the longest look-back. */
  warmup(bars: i32): Meta {
    if (bars < 0) throw new Error(complaint("Expected a warmup of at least 0 bars, found ", bars));
    this.warmupBars = bars;
    return this;
  }

  /** Declares the next parameter, which param(0), param(1) … then return. Values lie in [min, max]. */
  param(name: string, defaultValue: f64, min: f64, max: f64): Meta {
    if (this.parameterCount >= PARAMETERS_MAX) throw new Error("Expected at most 32 parameters");
    // A chain of comparisons that NaN fails; an infinite bound has no meaning.
    if (!(min <= defaultValue && defaultValue <= max && isFinite(min) && isFinite(max))) {
      throw new Error(wrongRange(name));
    }
    declareParameter(this.parameterCount, defaultValue);
    addText(this.parameterCount++ == 0 ? '{"name":' : ',{"name":');
    addQuoted(name);
    addNumber(',"default":"', defaultValue);
    addNumber('","min":"', min);
    addNumber('","max":"', max);
    addText('"}');
    return this;
  }

  /** For entry.ts only: ends the JSON document and returns the address of its bytes. */
  publish(): usize {
    // Asking again changes nothing.
    if (!isOpen) return address;
    isOpen = false;
    addText('],"warmup":');
    addInteger(this.warmupBars);
    addText("}");
    byteLength = textLength();
    return (address = textAsBytes());
  }
}

/** For entry.ts only: bytes of the JSON document. */
export function publishedMetaLength(): i32 {
  return byteLength;
}

function wrongRange(name: string): string {
  startText();
  addText("Expected min <= default <= max, all finite, for parameter ");
  addText(name);
  return textAsString();
}

/** Adds a number by its 64 bits in hexadecimal digits, which are exact and take no printing. */
function addNumber(before: string, value: f64): void {
  addText(before);
  addHex(reinterpret<u64>(value), 16);
}
