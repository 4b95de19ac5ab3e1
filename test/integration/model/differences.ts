import type { SecretsStoreSecret } from '../../../src/api/resources.ts';
import type { Observed } from './observe.ts';
import type { Rest } from './settle.ts';
import { readyDifferences, type Told, tellingDifferences } from './telling-differences.ts';
import { lacksSecret } from './wanted.ts';
import { isMinted, type Named, type Remote, type Resource } from './world.ts';

/** How things differ from what was foretold, in words; none where all is as it should be. */
export function differences({ world, tellings, obstacles }: Rest, observed: Observed): readonly string[] {
  return [
    ...observed.pending.map((name) => `secret ${name} is not active`),
    ...differencesIn('secret', world.remote, observed.remote).flatMap(([name, foretold, real]) =>
      secretDifferences(name, foretold, real),
    ),
    ...differencesIn('store', world.stores, observed.stores).flatMap(([name, foretold, real]) =>
      typeof foretold === 'string' || typeof real === 'string'
        ? wholeDifference(`store ${name}`, foretold, real)
        : foretold.isDeleting === (real.metadata.deletionTimestamp !== undefined)
          ? []
          : `store ${name} is${foretold.isDeleting ? ' not' : ''} being deleted`,
    ),
    ...differencesIn('resource', world.resources, observed.resources).flatMap(([name, foretold, real]) =>
      typeof foretold === 'string' || typeof real === 'string'
        ? wholeDifference(name, foretold, real)
        : resourceDifferences(foretold, real, {
            telling: tellings[name],
            obstacle: obstacles[name],
            lacksSecret: !foretold.isDeleting && lacksSecret(foretold, world),
            places: observed.places,
          }),
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

function resourceDifferences(
  { name, isDeleting, hasFinalizer }: Resource,
  { metadata, status }: SecretsStoreSecret,
  {
    telling,
    obstacle,
    lacksSecret,
    places,
  }: Told & Pick<Observed, 'places'> & { readonly obstacle: string | undefined },
): readonly string[] {
  const found = [
    isDeleting === (metadata.deletionTimestamp !== undefined) ? [] : `it is${isDeleting ? ' not' : ''} being deleted`,
    hasFinalizer === metadata.finalizers?.includes('secretsstore.dev/delete-remote-secrets') ||
    (!hasFinalizer && !metadata.finalizers?.length)
      ? []
      : `it has ${hasFinalizer ? 'no' : 'a'} finalizer`,
    status?.observedGeneration === metadata.generation || (telling ?? obstacle) === undefined
      ? []
      : 'its status is of an older spec',
    obstacle === undefined ? [] : readyDifferences([obstacle], status),
    telling === undefined ? [] : tellingDifferences({ telling, lacksSecret }, { status, places }),
  ].flat();
  return found.map((difference) => `resource ${name}: ${difference}`);
}
