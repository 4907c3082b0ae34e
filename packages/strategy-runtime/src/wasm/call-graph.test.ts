import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildCallGraph, INDIRECT } from "./call-graph.ts";
import type { ScannedBody } from "./scan-body.ts";

function body(calls: readonly number[], callsIndirectly = false): ScannedBody {
  return {
    calls: new Set(calls),
    callsIndirectly,
    localCount: 0,
    localGroups: 0,
    localsFrom: 0,
    codeFrom: 0,
    codeTo: 0,
    hasBulkOperations: false,
    observesF32: false,
    observesF64: false,
  };
}

/** Whether `to` leads to `from`, by trying every path. */
function leadsBack(edges: readonly (readonly number[])[], from: number, to: number): boolean {
  const seen = new Set<number>();
  const open = [to];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node === from) return true;
    if (!seen.has(node)) open.push(...(edges[node] ?? []));
    seen.add(node);
  }
  return false;
}

describe("buildCallGraph", () => {
  it("finds exactly the calls that lie on a cycle", () => {
    const graphs = fc
      .integer({ min: 1, max: 12 })
      .chain((size) => fc.array(fc.array(fc.nat(size - 1), { maxLength: 4 }), { minLength: size, maxLength: size }));
    fc.assert(
      fc.property(graphs, (edges) => {
        const graph = buildCallGraph(
          edges.map((calls) => body(calls)),
          0,
          new Set(),
        );
        for (const [from, calls] of edges.entries()) {
          for (const to of calls) expect(graph.isOnCycle(from, to)).toBe(leadsBack(edges, from, to));
        }
      }),
    );
  });

  it("counts imported functions first and never calls a host function recursive", () => {
    const graph = buildCallGraph([body([0, 2])], 2, new Set());
    expect(graph.isOnCycle(0, 0)).toBe(false);
    expect(graph.isOnCycle(0, 2)).toBe(true);
    expect(graph.recursiveFunctions).toBe(1);
  });

  it("lets an indirect call reach every referenced function and no other", () => {
    const bodies = [body([], true), body([0]), body([], true)];
    const graph = buildCallGraph(bodies, 0, new Set([1]));
    expect(graph.isOnCycle(0, INDIRECT)).toBe(true);
    expect(graph.isOnCycle(1, 0)).toBe(true);
    expect(graph.isOnCycle(2, INDIRECT)).toBe(false);
    expect(graph.recursiveFunctions).toBe(2);
  });
});
