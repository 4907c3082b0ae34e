/** Returns every way to choose `size` of 0 … count - 1, each in rising order, in lexicographic order. */
export function combinations(count: number, size: number): readonly (readonly number[])[] {
  if (size === 0) return [[]];
  const all: (readonly number[])[] = [];
  for (let last = size - 1; last < count; last++) {
    for (const rest of combinations(last, size - 1)) all.push([...rest, last]);
  }
  return all.toSorted((a, b) => {
    const place = a.findIndex((value, i) => value !== b[i]);
    return (a[place] ?? 0) - (b[place] ?? 0);
  });
}
