// The part of the WebAssembly JavaScript interface that this package uses. TypeScript declares it only together with
// the whole DOM, which has no place on a server.
declare namespace WebAssembly {
  type ExportValue = ((...values: readonly unknown[]) => unknown) | Memory | Global | Table;
  type ImportValue = ExportValue | ((...values: never[]) => unknown);
  type Imports = Readonly<Record<string, Readonly<Record<string, ImportValue>>>>;

  class Module {
    private readonly module: never;
    constructor(bytes: Uint8Array);
    static imports(module: Module): readonly { readonly module: string; readonly name: string }[];
    static customSections(module: Module, name: string): readonly ArrayBuffer[];
    static exports(module: Module): readonly { readonly name: string; readonly kind: string }[];
  }

  class Instance {
    readonly exports: Readonly<Record<string, ExportValue | undefined>>;
    constructor(module: Module, imports?: Imports);
  }

  class Memory {
    readonly buffer: ArrayBuffer;
    constructor(size: { readonly initial: number; readonly maximum?: number });
    grow(pages: number): number;
  }

  class Table {
    readonly length: number;
  }

  /** An i64 global's value is a bigint, any other's a number. */
  interface Global<Value extends bigint | number = bigint | number> {
    value: Value;
  }

  class RuntimeError extends Error {}

  function validate(bytes: Uint8Array): boolean;
}
