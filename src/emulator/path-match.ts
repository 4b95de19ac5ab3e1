type Route = Readonly<{ method: string; path: string }>;

export type Matched<T> = Readonly<{ route: T; params: Readonly<Record<string, string>> }>;

/** Finds the route of a path; `isParam` says which texts may stand for a segment that starts with a colon. */
export function matchRoute<T extends Route>(
  routes: readonly T[],
  request: Route,
  isParam: (segment: string) => boolean,
): Matched<T> | undefined {
  for (const route of routes) {
    const params = route.method === request.method ? readParams(route.path, request.path, isParam) : undefined;
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

function readParams(pattern: string, path: string, isParam: (segment: string) => boolean) {
  const expected = pattern.split('/');
  const segments = path.split('/');
  if (expected.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of expected.entries()) {
    const segment = segments[index] ?? '';
    if (!part.startsWith(':')) {
      if (part !== segment) return undefined;
    } else if (isParam(segment)) params[part.slice(1)] = segment;
    else return undefined;
  }
  return params;
}
