import type { ChosenEntry, Named, Resource, Spec, World } from './world.ts';

/** One secret that a spec asks for, as docs/resources/secretsstoresecret.md has it. */
export interface Wanted {
  readonly name: string;
  /** A key, or something longer. */
  readonly made: string;
  readonly from: From;
  readonly scopes: readonly string[];
  readonly comment: string;
  readonly isCreateOnly: boolean;
  readonly formerName?: string;
  /** Why nothing is written under this name at all. */
  readonly problem?: 'DuplicateName';
}

type From =
  | { readonly kind: 'Value'; readonly value: string }
  | { readonly kind: 'Copy'; readonly of: string }
  | { readonly kind: 'Nothing'; readonly reason: 'KeyMissing' | 'SecretNotFound' };

/** The values of the Secret that the resource names; undefined where there is no such Secret. */
export const sourceOf = ({ sources }: World, { spec }: Resource): Named<string> | undefined =>
  sources[spec.secretRef?.name ?? ''];

/** Whether it needs a Secret, and there is none. */
export function lacksSecret(resource: Resource, world: World): boolean {
  const { data = [], dataFrom } = resource.spec;
  const needsSecret = dataFrom !== undefined || data.some(({ copyOf }) => copyOf === undefined);
  return needsSecret && sourceOf(world, resource) === undefined;
}

/** Whether the Secret that it needs is not there, and what was made of it is not to go along. */
export const waitsForSecret = (resource: Resource, world: World): boolean =>
  lacksSecret(resource, world) && resource.spec.sourceDeletionPolicy !== 'Delete';

/** All that the resource wants now: of a Secret with which everything goes, nothing but copies. */
export function wantedOf(resource: Resource, world: World): readonly Wanted[] {
  const wanted = wantedBy(resource.spec, sourceOf(world, resource), resource.made);
  const isGone = lacksSecret(resource, world) && !waitsForSecret(resource, world);
  return isGone ? wanted.filter(({ from }) => from.kind === 'Copy') : wanted;
}

/** All that the spec asks for, given the keys that the Secret has, or, without it, those that were found in it before. */
export function wantedBy(spec: Spec, source: Named<string> | undefined, made: Named<string> = {}): readonly Wanted[] {
  const chosen = (spec.data ?? []).map((entry) => chosenOf(entry, spec, source));
  const found = (source ? Object.keys(source) : keysFoundBefore(spec, made))
    .filter((key) => spec.dataFrom && matches(spec.dataFrom.include, key))
    .map((key) => foundOf(key, spec, source));
  const all = [...chosen, ...found];
  const names = [...new Set(all.map(({ name }) => name))];
  const unique = names.flatMap((name) => {
    const [first, ...others] = all.filter((one) => one.name === name);
    if (first === undefined) return [];
    const isContested = others.some((one) => one.made !== first.made);
    return isContested ? { ...first, problem: 'DuplicateName' as const } : first;
  });
  return unique.map((one) => (sharesItsPast(one, unique) ? { ...one, problem: 'DuplicateName' as const } : one));
}

/** The former name of one is that of another, of now or of before. */
const sharesItsPast = (one: Wanted, all: readonly Wanted[]): boolean =>
  one.formerName !== undefined &&
  all.some((other) => other !== one && [other.name, other.formerName].includes(one.formerName));

/** What an entry of `data` was made of tells nothing of the keys that there were. */
function keysFoundBefore(spec: Spec, made: Named<string>): readonly string[] {
  const isChosen = (name: string): boolean => (spec.data ?? []).some((entry) => entry.name === name);
  return Object.entries(made).flatMap(([name, key]) => (!isChosen(name) && nameOf(key, spec) === name ? key : []));
}

const titleOf = ({ key, template, bundle, copyOf }: ChosenEntry): string =>
  key ?? JSON.stringify([template, bundle, copyOf]);

function chosenOf(entry: ChosenEntry, spec: Spec, source: Named<string> | undefined): Wanted {
  const { name, formerName } = entry;
  return {
    name,
    made: titleOf(entry),
    from: fromOf(entry, source),
    scopes: (entry.scopes ?? spec.scopes ?? []).toSorted(),
    comment: entry.comment ?? spec.comment ?? '',
    isCreateOnly: (entry.updatePolicy ?? spec.updatePolicy) === 'CreateOnly',
    ...(formerName !== undefined && { formerName }),
  };
}

const foundOf = (key: string, spec: Spec, source: Named<string> | undefined): Wanted => ({
  name: nameOf(key, spec),
  made: key,
  from: fromOf({ key }, source),
  scopes: (spec.scopes ?? []).toSorted(),
  comment: spec.comment ?? '',
  isCreateOnly: spec.updatePolicy === 'CreateOnly',
});

/** The keys that are used here have neither dots nor capitals. */
function nameOf(key: string, { dataFrom }: Spec): string {
  const { prefix = '', case: letters = 'AsIs' } = dataFrom?.naming ?? {};
  return prefix + (letters === 'UpperSnake' ? key.toUpperCase() : key);
}

/** Patterns with at most one `*`, at their end. */
const matches = (patterns: readonly string[], key: string): boolean =>
  patterns.some((pattern) => (pattern.endsWith('*') ? key.startsWith(pattern.slice(0, -1)) : pattern === key));

function fromOf({ key, template, bundle, copyOf }: Omit<ChosenEntry, 'name'>, source: Named<string> | undefined): From {
  if (copyOf !== undefined) return { kind: 'Copy', of: copyOf };
  if (source === undefined) return { kind: 'Nothing', reason: 'SecretNotFound' };
  const value =
    template === undefined
      ? bundle === undefined
        ? source[key ?? '']
        : bundled(bundle, source)
      : expanded(template, source);
  return value === undefined ? { kind: 'Nothing', reason: 'KeyMissing' } : { kind: 'Value', value };
}

/** Templates with nothing but `$(key)` in them. */
function expanded(template: string, source: Named<string>): string | undefined {
  const keys = [...template.matchAll(/\$\((.+?)\)/g)].flatMap(([, key]) => key ?? []);
  if (keys.some((key) => source[key] === undefined)) return undefined;
  return template.replaceAll(/\$\((.+?)\)/g, (_, key: string) => source[key] ?? '');
}

/** Values need no quoting here. */
function bundled({ format, include = ['*'] }: NonNullable<ChosenEntry['bundle']>, source: Named<string>) {
  const taken = Object.entries(source)
    .filter(([key]) => matches(include, key))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (taken.length === 0) return undefined;
  if (format === 'Json') return JSON.stringify(Object.fromEntries(taken));
  return taken.map(([key, value]) => `${key}='${value}'\n`).join('');
}
