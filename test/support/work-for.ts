/** Holds up everything else for so long. */
export function workFor(ms: number): void {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs);
}
