import { declareParameter, PARAMETERS_MAX } from "./parameters";

@final
class Parameter {
  constructor(
    readonly name: string,
    readonly defaultValue: f64,
    readonly min: f64,
    readonly max: f64,
  ) {}
}

/** What a strategy says about itself. Built once, by meta(). */
@final
export class Meta {
  private warmupBars: i32 = 0;
  private readonly parameters: Array<Parameter> = [];

  /** `version` counts up when the strategy changes; `description` is one sentence for people. */
  constructor(
    private readonly name: string,
    private readonly version: i32,
    private readonly description: string = "",
  ) {}

  /** Targets of the first `bars` bars are ignored. Give the longest look-back. */
  warmup(bars: i32): Meta {
    if (bars < 0) throw new Error("Expected a warmup of at least 0 bars, found " + bars.toString());
    this.warmupBars = bars;
    return this;
  }

  /** Declares the next parameter, which param(0), param(1) … then return. Values lie in [min, max]. */
  param(name: string, defaultValue: f64, min: f64, max: f64): Meta {
    if (this.parameters.length >= PARAMETERS_MAX) throw new Error("Expected at most 32 parameters");
    // A chain of comparisons that NaN fails; an infinite bound has no place in JSON.
    if (!(min <= defaultValue && defaultValue <= max && isFinite(min) && isFinite(max))) {
      throw new Error("Expected min <= default <= max, all finite, for parameter " + name);
    }
    declareParameter(this.parameters.length, defaultValue);
    this.parameters.push(new Parameter(name, defaultValue, min, max));
    return this;
  }

  /** For entry.ts only: the JSON document that the host reads. */
  toJson(): string {
    let json = '{"name":' + quote(this.name) + ',"version":' + this.version.toString();
    json += ',"description":' + quote(this.description) + ',"warmup":' + this.warmupBars.toString() + ',"params":[';
    for (let i = 0; i < this.parameters.length; i++) {
      const parameter = this.parameters[i];
      if (i > 0) json += ",";
      json += '{"name":' + quote(parameter.name) + ',"default":' + parameter.defaultValue.toString();
      json += ',"min":' + parameter.min.toString() + ',"max":' + parameter.max.toString() + "}";
    }
    return json + "]}";
  }
}

/** `text` as a JSON string. Control characters become spaces: a name has no use for them. */
function quote(text: string): string {
  let quoted = '"';
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit == 0x22 || unit == 0x5c) quoted += "\\";
    quoted += unit < 0x20 ? " " : text.charAt(i);
  }
  return quoted + '"';
}
