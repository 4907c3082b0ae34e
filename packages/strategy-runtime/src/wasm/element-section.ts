import type { ByteReader } from "./byte-reader.ts";
import { skipConstantExpression } from "./constant-expression.ts";
import { refuseFeature, refuseMalformed } from "./refuse.ts";
import { checkedReferenceType } from "./value-type.ts";

/** Bits of an element segment's flags, as the format defines them. */
const PASSIVE_OR_DECLARATIVE = 1;
const EXPLICIT_TABLE = 2;
const EXPRESSIONS = 4;
const FUNCTION_ELEMENTS = 0x00;

/** Checks the element segments and adds every function they name to `referenced`. */
export function readElementSection(reader: ByteReader, referenced: Set<number>): void {
  for (let segments = reader.u32(); segments > 0; segments--) {
    const flags = reader.u32();
    if (flags > 7) refuseFeature(`an element segment with flags ${flags}`);
    const active = (flags & PASSIVE_OR_DECLARATIVE) === 0;
    if (active && (flags & EXPLICIT_TABLE) !== 0) reader.u32();
    if (active) skipConstantExpression(reader, referenced);
    // Only an active segment of table 0 leaves out what its elements are: they are functions.
    if ((flags & (PASSIVE_OR_DECLARATIVE | EXPLICIT_TABLE)) !== 0) readElementKind(reader, flags);
    readElements(reader, flags, referenced);
  }
}

function readElementKind(reader: ByteReader, flags: number): void {
  const kind = reader.byte();
  if ((flags & EXPRESSIONS) !== 0) checkedReferenceType(kind);
  else if (kind !== FUNCTION_ELEMENTS) refuseMalformed(`an element kind 0x${kind.toString(16)}`);
}

function readElements(reader: ByteReader, flags: number, referenced: Set<number>): void {
  for (let count = reader.u32(); count > 0; count--) {
    if ((flags & EXPRESSIONS) !== 0) skipConstantExpression(reader, referenced);
    else referenced.add(reader.u32());
  }
}
