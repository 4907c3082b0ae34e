import type { ScannedBody } from "./scan-body.ts";

/** Stands for "some function that a table holds" as the target of a call. */
export const INDIRECT = -1;

/** Which calls can lead back to where they came from. */
export interface CallGraph {
  /** Functions that lie on a cycle. */
  readonly recursiveFunctions: number;
  /** Returns whether a call from function `caller` (counted among those defined) to `callee` lies on a cycle. */
  isOnCycle(caller: number, callee: number): boolean;
}

/**
 * Finds the cycles of the call graph as its strongly connected components (Kosaraju's two passes, without recursion).
 * Functions are counted as in the binary: imported ones first. An indirect call may reach every function of which a
 * reference exists; imports never call back.
 */
export function buildCallGraph(
  bodies: readonly ScannedBody[],
  importCount: number,
  referenced: ReadonlySet<number>,
): CallGraph {
  const indirect = bodies.length;
  const toNode = (callee: number): number => (callee === INDIRECT ? indirect : callee - importCount);
  const edges = bodies.map((body) => {
    const targets = [...body.calls].map(toNode).filter((node) => node >= 0);
    return body.callsIndirectly ? [...targets, indirect] : targets;
  });
  edges.push([...referenced].map(toNode).filter((node) => node >= 0 && node < indirect));
  const component = componentsOf(edges);
  const onCycle = (from: number, to: number): boolean => component[from] === component[to];
  return {
    recursiveFunctions: bodies.filter((_, node) => edges[node]?.some((to) => onCycle(node, to))).length,
    isOnCycle: (caller, callee) => {
      const node = toNode(callee);
      return node >= 0 && onCycle(caller, node);
    },
  };
}

/** Returns the number of the strongly connected component of each node. */
function componentsOf(edges: readonly (readonly number[])[]): Int32Array {
  const reversed: number[][] = edges.map(() => []);
  for (const [from, targets] of edges.entries()) for (const to of targets) reversed[to]?.push(from);
  const component = new Int32Array(edges.length).fill(-1);
  let count = 0;
  for (const root of finishOrder(edges).toReversed()) {
    if (component[root] !== -1) continue;
    const open = [root];
    component[root] = count;
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      for (const next of reversed[node] ?? []) {
        if (component[next] !== -1) continue;
        component[next] = count;
        open.push(next);
      }
    }
    count++;
  }
  return component;
}

/** Returns the nodes in the order in which a depth-first walk leaves them. */
function finishOrder(edges: readonly (readonly number[])[]): readonly number[] {
  const visited = new Uint8Array(edges.length);
  const order: number[] = [];
  for (const root of edges.keys()) {
    if (visited[root] === 1) continue;
    visited[root] = 1;
    const path = [{ node: root, nextEdge: 0 }];
    for (let place = path.at(-1); place !== undefined; place = path.at(-1)) {
      const to = edges[place.node]?.[place.nextEdge++];
      if (to === undefined) {
        order.push(place.node);
        path.pop();
      } else if (visited[to] === 0) {
        visited[to] = 1;
        path.push({ node: to, nextEdge: 0 });
      }
    }
  }
  return order;
}
