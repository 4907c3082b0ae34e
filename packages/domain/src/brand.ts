declare const brand: unique symbol;

/** A nominal type: a `Base` that only its constructor function hands out. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };
