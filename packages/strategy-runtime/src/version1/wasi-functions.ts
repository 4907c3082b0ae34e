import type { HostFunctions } from "../wasm/host-functions.ts";
import { ValueType } from "../wasm/value-type.ts";
import type { FunctionType } from "../wasm/wasm-module.ts";

/** The module name under which WASI preview 1 is imported. */
export const WASI_MODULE = "wasi_snapshot_preview1";

/**
 * Every function of WASI preview 1 with what it takes: `i` for i32, `I` for i64. Each answers an error number (i32),
 * except `proc_exit`, which answers nothing. Source: the witx files of WebAssembly/WASI, phases/snapshot.
 */
const PARAMETERS: Readonly<Record<string, string>> = {
  args_get: "ii",
  args_sizes_get: "ii",
  environ_get: "ii",
  environ_sizes_get: "ii",
  clock_res_get: "ii",
  clock_time_get: "iIi",
  fd_advise: "iIIi",
  fd_allocate: "iII",
  fd_close: "i",
  fd_datasync: "i",
  fd_fdstat_get: "ii",
  fd_fdstat_set_flags: "ii",
  fd_fdstat_set_rights: "iII",
  fd_filestat_get: "ii",
  fd_filestat_set_size: "iI",
  fd_filestat_set_times: "iIIi",
  fd_pread: "iiiIi",
  fd_prestat_get: "ii",
  fd_prestat_dir_name: "iii",
  fd_pwrite: "iiiIi",
  fd_read: "iiii",
  fd_readdir: "iiiIi",
  fd_renumber: "ii",
  fd_seek: "iIii",
  fd_sync: "i",
  fd_tell: "ii",
  fd_write: "iiii",
  path_create_directory: "iii",
  path_filestat_get: "iiiii",
  path_filestat_set_times: "iiiiIIi",
  path_link: "iiiiiii",
  path_open: "iiiiiIIii",
  path_readlink: "iiiiii",
  path_remove_directory: "iii",
  path_rename: "iiiiii",
  path_symlink: "iiiii",
  path_unlink_file: "iii",
  poll_oneoff: "iiii",
  proc_exit: "i",
  proc_raise: "i",
  random_get: "ii",
  sched_yield: "",
  sock_accept: "iii",
  sock_recv: "iiiiii",
  sock_send: "iiiii",
  sock_shutdown: "ii",
};

const TYPES: ReadonlyMap<string, FunctionType> = new Map(
  Object.entries(PARAMETERS).map(([name, codes]) => [
    name,
    {
      parameters: Array.from(codes, (code) => (code === "I" ? ValueType.i64 : ValueType.i32)),
      results: name === "proc_exit" ? [] : [ValueType.i32],
    },
  ]),
);

/** Names of the WASI functions, each of which the host answers, most with a denial. */
export const WASI_FUNCTION_NAMES: readonly string[] = [...TYPES.keys()];

/** What a version 1 module may import: WASI preview 1 and nothing else. */
export const WASI_FUNCTIONS: HostFunctions = {
  summary: `the functions of ${WASI_MODULE}`,
  typeOf: (module, name) => (module === WASI_MODULE ? TYPES.get(name) : undefined),
};
