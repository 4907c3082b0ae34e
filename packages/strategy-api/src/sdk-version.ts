/** Version of the SDK; every artifact records it. It equals the version of this package. */
export const SDK_VERSION = "0.1.0";

/** Version of the strategy ABI that the SDK compiles to. */
export const SDK_ABI_VERSION = 2;
