import { placeOf, type Resource, type StoreState, type World } from './world.ts';

interface Fenced {
  readonly world: World;
  readonly resource: Resource;
}

const allowedTo = ({ world, resource }: Fenced): StoreState['allowed'] =>
  world.stores[placeOf(resource)]?.allowed ?? {};

/** Whether the store of the resource lets its namespace in. */
export const isAdmitted = (fenced: Fenced): boolean => allowedTo(fenced) !== 'Nothing';

/** Whether the store of the resource lets its namespace have this name. Patterns are whole names here. */
export function admitsName(fenced: Fenced, name: string): boolean {
  const allowed = allowedTo(fenced);
  return allowed !== 'Nothing' && (allowed.secretNames?.includes(name) ?? true);
}

/** Why the store of the resource does not let it have this secret. */
export function forbidden(
  fenced: Fenced,
  { name, scopes }: { readonly name: string; readonly scopes: readonly string[] },
): string | undefined {
  const allowed = allowedTo(fenced);
  if (!admitsName(fenced, name) || allowed === 'Nothing') return 'NameNotAllowed';
  return scopes.every((scope) => allowed.scopes?.includes(scope) ?? true) ? undefined : 'ScopeNotAllowed';
}
