import type { SecretsStoreSecret } from '../../../src/api/resources.ts';
import type { Observed } from './observe.ts';
import type { Rest } from './settle.ts';
import type { Telling } from './telling.ts';
import { isMinted, type Named, type Remote, type Resource, type World } from './world.ts';

/** How things differ from what was foretold, in words; none where all is as it should be. */
export function differences({ world, tellings }: Rest, observed: Observed): readonly string[] {
  return [
    ...observed.pending.map((name) => `secret ${name} is not active`),
    ...differencesIn('secret', world.remote, observed.remote).flatMap(([name, foretold, real]) =>
      secretDifferences(name, foretold, real),
    ),
    ...differencesIn('resource', world.resources, observed.resources).flatMap(([name, foretold, real]) =>
      typeof foretold === 'string' || typeof real === 'string'
        ? wholeDifference(name, foretold, real)
        : resourceDifferences(foretold, real, { telling: tellings[name], lacksSecret: lacksSecret(foretold, world) }),
    ),
  ];
}

type Pair<A, B> = readonly [name: string, foretold: A | string, real: B | string];

/** What either side has, with a word where the other has nothing. */
function differencesIn<A, B>(what: string, foretold: Named<A>, real: Named<B>): readonly Pair<A, B>[] {
  const names = new Set([...Object.keys(foretold), ...Object.keys(real)]);
  return [...names].map((name) => [name, foretold[name] ?? `no ${what}`, real[name] ?? `no ${what}`]);
}

const wholeDifference = (name: string, foretold: unknown, real: unknown): readonly string[] => [
  `${name}: ${brief(foretold)} was foretold, there is ${brief(real)}`,
];

const brief = (one: unknown): string => (typeof one === 'string' ? one : JSON.stringify(one));

function secretDifferences(name: string, foretold: Remote | string, real: Remote | string): readonly string[] {
  if (typeof foretold === 'string' || typeof real === 'string')
    return wholeDifference(`secret ${name}`, foretold, real);
  return (['value', 'scopes', 'comment', 'owner', 'id', 'version'] as const)
    .filter((part) => JSON.stringify(foretold[part]) !== JSON.stringify(real[part]))
    .filter((part) => !((part === 'id' || part === 'version') && isMinted(foretold[part]) && !isMinted(real[part])))
    .map((part) => `${part} of secret ${name}: ${brief(foretold[part])} was foretold, it is ${brief(real[part])}`);
}

/** What it is to tell, and whether it has to say that its Secret is not there, though no entry may. */
interface Told {
  readonly telling: Telling | undefined;
  readonly lacksSecret: boolean;
}

function lacksSecret({ spec: { data = [], dataFrom, secretRef }, isDeleting }: Resource, { sources }: World): boolean {
  const needsSecret = dataFrom !== undefined || data.some(({ copyOf }) => copyOf === undefined);
  return needsSecret && !isDeleting && sources[secretRef?.name ?? ''] === undefined;
}

function resourceDifferences(
  { name, isDeleting, hasFinalizer }: Resource,
  { metadata, status }: SecretsStoreSecret,
  { telling, lacksSecret }: Told,
): readonly string[] {
  const found = [
    isDeleting === (metadata.deletionTimestamp !== undefined) ? [] : `it is${isDeleting ? ' not' : ''} being deleted`,
    hasFinalizer === metadata.finalizers?.includes('secretsstore.dev/delete-remote-secrets') ||
    (!hasFinalizer && !metadata.finalizers?.length)
      ? []
      : `it has ${hasFinalizer ? 'no' : 'a'} finalizer`,
    status?.observedGeneration === metadata.generation || telling === undefined ? [] : 'its status is of an older spec',
    telling === undefined ? [] : tellingDifferences({ telling, lacksSecret }, status),
  ].flat();
  return found.map((difference) => `resource ${name}: ${difference}`);
}

function tellingDifferences(
  { telling, lacksSecret }: Told & { readonly telling: Telling },
  status: SecretsStoreSecret['status'],
): readonly string[] {
  const { entries = [], conditions = [], synced } = status ?? {};
  const told = new Map(entries.map((entry) => [entry.name, entry]));
  const wrong = Object.entries(telling).flatMap(([name, reason]) => {
    const entry = told.get(name);
    if (entry === undefined) return `its status has no entry ${name}`;
    const expected = reason ?? 'Synced';
    const says = entry.reason ?? entry.state;
    return says === expected ? [] : `its entry ${name} says ${says}, ${expected} was foretold (${entry.message ?? ''})`;
  });
  const tooMuch = entries
    .filter(({ name, secretId }) => secretId !== undefined && !Object.hasOwn(telling, name))
    .map(({ name }) => `its status still has entry ${name}`);
  const ofEntries = Object.values(telling).flatMap((reason) =>
    reason === undefined || reason === 'Deleting' ? [] : reason,
  );
  const failing = lacksSecret ? [...ofEntries, 'SecretNotFound'] : ofEntries;
  const ready = conditions.find(({ type }) => type === 'Ready');
  const isReadyRight = failing.length === 0 ? ready?.status === 'True' : failing.includes(ready?.reason ?? '');
  const wanted = Object.values(telling).filter((reason) => reason !== 'Deleting' && reason !== 'DeletionsHeld');
  const good = wanted.filter((reason) => reason === undefined).length;
  return [
    ...wrong,
    ...tooMuch,
    ...(isReadyRight ? [] : [`Ready is ${ready?.status ?? 'not there'} for ${ready?.reason ?? 'no reason'}`]),
    ...(synced === `${good}/${wanted.length}` || wanted.length === 0
      ? []
      : [`it counts ${synced}, and not ${good}/${wanted.length}`]),
  ];
}
