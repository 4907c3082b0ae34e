import { describe, expect, it } from "vitest";
import { isApiUrl, nextPageUrl, redirectTarget } from "./request-policy.ts";

const github = new URL("https://api.github.com/");
const from = new URL("https://api.github.com/repos/octo/strategies/releases/assets/1");

describe("redirects of the real registry", () => {
  it.each([
    ["https://release-assets.githubusercontent.com/github-production-release-asset/1?sig=x"],
    ["https://objects.githubusercontent.com/1"],
    ["https://github.com/octo/strategies/releases/download/a.wasm"],
    ["https://api.github.com/repositories/1/releases/assets/1"],
    ["/repositories/1"],
  ])("may lead to %s", (location) => {
    expect(redirectTarget(location, from, github).href).toBe(new URL(location, from).href);
  });

  it.each([
    ["http://objects.githubusercontent.com/1"],
    ["https://objects.githubusercontent.com:8443/1"],
    ["https://evilgithub.com/1"],
    ["https://github.com.evil.example/1"],
    ["https://user@github.com/1"],
    ["https://127.0.0.1/1"],
    ["http://127.0.0.1/1"],
    ["http://169.254.169.254/latest/meta-data"],
    ["https://[::ffff:a00:1]/1"],
    ["gopher://github.com/1"],
    ["https://"],
    [null],
  ])("never lead to %s", (location) => {
    expect(() => redirectTarget(location, from, github)).toThrow(
      expect.objectContaining({ code: "registry.redirect-refused" }) as Error,
    );
  });
});

describe("the link to the next page", () => {
  const page = new URL("https://api.github.com/repos/octo/strategies/releases?per_page=100&page=1");

  it.each([
    [
      '<https://api.github.com/repositories/1/releases?page=2>; rel="next", <https://x.example/>; rel="last"',
      "?page=2",
    ],
    ['<https://x.example/>; rel="prev", <https://api.github.com/x?page=3>; rel="next"', "?page=3"],
    ["<https://api.github.com/x?page=4>; rel=next", "?page=4"],
  ])("is found in %s", (link, search) => {
    expect(nextPageUrl(link, page, github)?.search).toBe(search);
  });

  it.each([[null], [""], ['<https://api.github.com/x?page=1>; rel="last"'], ['<https://x.example/>; rel="first"']])(
    "is not in %s",
    (link) => {
      expect(nextPageUrl(link, page, github)).toBeUndefined();
    },
  );
});

describe("isApiUrl", () => {
  it("takes https, and http on this machine", () => {
    for (const url of [
      "https://api.github.com",
      "https://git.example/api/v3",
      "http://localhost:80",
      "http://[::1]:9",
    ]) {
      expect(isApiUrl(url)).toBe(true);
    }
    for (const url of ["http://git.example", "", "http://localhost.evil.example"]) expect(isApiUrl(url)).toBe(false);
  });
});
