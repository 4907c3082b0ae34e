import { type Html, html } from "./html.ts";

/** Returns figures as tiles: each a name and its value in words. */
export function tileList(shown: readonly (readonly [name: string, value: string])[]): Html {
  return html`<dl class="tiles">
    ${shown.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}
