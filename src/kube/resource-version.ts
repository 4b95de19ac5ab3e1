/**
 * Orders two resourceVersions of one kind: negative when `a` is older, 0 when they are equal, positive when it is newer;
 * undefined when one of them is not a decimal integer, and nothing can be said. Kubernetes promises the order since 1.35
 * (KEP-5504); before, they were etcd's revisions as well. They may exceed what a number holds, so they are compared as text.
 */
export function compareResourceVersions(a: string, b: string): number | undefined {
  if (!isDecimal(a) || !isDecimal(b)) return undefined;
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Whether `a` is to replace `b`: not when it is the same or older, but always when nothing can be said. */
export function isNewer(a: string, b: string): boolean {
  const order = compareResourceVersions(a, b);
  return order === undefined ? a !== b : order > 0;
}

const isDecimal = (version: string): boolean => /^[1-9]\d*$/.test(version);
