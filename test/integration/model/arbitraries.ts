import * as fc from 'fast-check';
import type { Action, CloudflareAction, Disturbance, Edit, Round, Sequence } from './actions.ts';
import { addressOf, type Allowed, type ChosenEntry, elsewhere, places, type Spec } from './world.ts';

// Few of each, so that they meet.
const secrets = ['one', 'two'] as const;
const keys = ['alpha', 'beta', 'gamma'] as const;
const resources = ['app', 'web', 'job'] as const;
/** What `dataFrom` makes of keys is among them. */
const names = ['A', 'B', 'C', 'P_ALPHA', 'P_beta'] as const;
const scopeLists = [['workers'], ['ai_gateway', 'workers'], ['dex']];

const secret = fc.constantFrom(...secrets);
const key = fc.constantFrom(...keys);
const resource = fc.constantFrom(...resources);
const name = fc.constantFrom(...names);
const scopes = fc.constantFrom(...scopeLists);
const place = mostly<string>(...places);
const address = fc.tuple(place, name).map(([at, one]) => addressOf(at, one));
const comment = fc.constantFrom('back end', 'front end');
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 });

/** The first is what most have, and what a counterexample is shrunk to. */
function mostly<T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { arbitrary: fc.constant(usual), weight: 4 },
    { arbitrary: fc.constantFrom(...others), weight: 1 + others.length },
  );
}

const policies = {
  deletionPolicy: fc.constantFrom('Delete', 'Retain'),
  sourceDeletionPolicy: fc.constantFrom('Retain', 'Delete'),
  updatePolicy: fc.constantFrom('Always', 'CreateOnly'),
  adoptionPolicy: fc.constantFrom('Never', 'IfUnowned', 'Always'),
  driftPolicy: fc.constantFrom('Correct', 'Report'),
} as const;

const usualPolicies = fc.record({
  deletionPolicy: mostly('Delete', 'Retain'),
  sourceDeletionPolicy: mostly('Retain', 'Delete'),
  updatePolicy: mostly('Always', 'CreateOnly'),
  adoptionPolicy: mostly('Never', 'IfUnowned', 'Always'),
  driftPolicy: mostly('Correct', 'Report'),
}) as fc.Arbitrary<Partial<Spec>>;

const source: fc.Arbitrary<Partial<ChosenEntry>> = fc.oneof(
  { arbitrary: fc.record({ key }), weight: 6 },
  { arbitrary: fc.record({ template: fc.tuple(key, key).map(([a, b]) => `<$(${a})|$(${b})>`) }), weight: 1 },
  {
    arbitrary: fc.record({
      bundle: fc.record({
        format: fc.constantFrom('Json', 'Dotenv'),
        include: fc.constantFrom(['*'], ['al*'], ['beta', 'gamma']),
      }),
    }),
    weight: 1,
  },
  { arbitrary: fc.record({ copyOf: name }), weight: 2 },
);

const extras = fc.record({
  scopes: maybe(scopes),
  comment: maybe(comment),
  updatePolicy: maybe(policies.updatePolicy),
  formerName: maybe(name),
});

const entry: fc.Arbitrary<ChosenEntry> = fc
  .tuple(name, source, extras)
  .map(([name, source, extras]) => defined({ name, ...source, ...extras }))
  .filter(({ name, copyOf, formerName }) => name !== copyOf && name !== formerName);

const data = fc.uniqueArray(entry, { minLength: 1, maxLength: 3, selector: ({ name }) => name });

const dataFrom = fc.record({
  include: fc.constantFrom(['*'], ['al*'], ['alpha', 'beta']),
  naming: fc.record({ prefix: fc.constant('P_'), case: fc.constantFrom('UpperSnake', 'AsIs') }),
}) as fc.Arbitrary<NonNullable<Spec['dataFrom']>>;

const chosen = fc.oneof(
  { arbitrary: fc.record({ data }), weight: 5 },
  { arbitrary: fc.record({ dataFrom }), weight: 1 },
  { arbitrary: fc.record({ data, dataFrom }), weight: 1 },
);

const spec: fc.Arbitrary<Spec> = fc
  .tuple(place, secret, scopes, maybe(comment), chosen, usualPolicies, maybe(fc.nat({ max: 2 })))
  .map(([storeName, secretName, scopes, comment, chosen, policies, maxDeletions]) =>
    defined({
      storeRef: { name: storeName },
      secretRef: { name: secretName },
      scopes,
      comment,
      maxDeletions,
      ...chosen,
      ...policies,
    }),
  );

/** Without the fields that are undefined. */
const defined = <T extends object>(fields: T): { [Field in keyof T]: Exclude<T[Field], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;

const index = fc.nat({ max: 2 });

const edit: fc.Arbitrary<Edit> = fc.oneof(
  { arbitrary: fc.record({ kind: fc.constant('PutEntry'), entry }), weight: 4 },
  { arbitrary: fc.record({ kind: fc.constant('RenameEntry'), index, to: name }), weight: 3 },
  { arbitrary: fc.record({ kind: fc.constant('DropEntry'), index }), weight: 3 },
  { arbitrary: set('updatePolicy', policies.updatePolicy), weight: 2 },
  { arbitrary: set('adoptionPolicy', policies.adoptionPolicy), weight: 2 },
  { arbitrary: set('driftPolicy', policies.driftPolicy), weight: 2 },
  { arbitrary: set('deletionPolicy', policies.deletionPolicy), weight: 2 },
  { arbitrary: set('sourceDeletionPolicy', policies.sourceDeletionPolicy), weight: 2 },
  { arbitrary: set('scopes', scopes), weight: 1 },
  { arbitrary: set('comment', comment), weight: 1 },
  { arbitrary: set('secretRef', fc.record({ name: secret })), weight: 1 },
  { arbitrary: set('dataFrom', dataFrom), weight: 1 },
  { arbitrary: set('suspend', fc.boolean()), weight: 1 },
  { arbitrary: set('mode', fc.constantFrom('Plan', 'Apply')), weight: 1 },
  { arbitrary: set('maxDeletions', fc.constantFrom(0, 10)), weight: 1 },
  {
    arbitrary: fc.record({
      kind: fc.constant('Unset'),
      field: fc.constantFrom('dataFrom', 'comment', 'mode', 'suspend', 'maxDeletions'),
    }),
    weight: 2,
  },
) as fc.Arbitrary<Edit>;

function set<Field extends keyof Spec>(field: Field, value: fc.Arbitrary<Spec[Field]>) {
  return value.map((value) => ({ kind: 'Set', fields: { [field]: value } }));
}

const allowed = fc.constantFrom<Allowed>(
  {},
  'Nothing',
  { secretNames: ['A', 'B'] },
  { scopes: ['workers'] },
  { secretNames: ['B', 'C', 'P_ALPHA'], scopes: ['workers', 'dex'] },
);

const userAction = fc.oneof(
  { arbitrary: fc.record({ kind: fc.constant('Create'), resource, spec }), weight: 6 },
  { arbitrary: fc.record({ kind: fc.constant('Edit'), resource, edit }), weight: 8 },
  { arbitrary: fc.record({ kind: fc.constant('Move'), resource, to: fc.constantFrom(...places) }), weight: 4 },
  { arbitrary: fc.record({ kind: fc.constant('Delete'), resource }), weight: 3 },
  { arbitrary: fc.record({ kind: fc.constant('PutKey'), secret, key }), weight: 5 },
  { arbitrary: fc.record({ kind: fc.constant('RemoveKey'), secret, key }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('DeleteSecret'), secret }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('Confirm'), resource, count: fc.constantFrom(1, 2, 3) }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('EditStore'), store: place, suspend: fc.boolean() }), weight: 1 },
  {
    arbitrary: fc.record({ kind: fc.constant('EditStore'), store: place, quotaReserve: fc.constantFrom(0, 1, 97) }),
    weight: 1,
  },
  { arbitrary: fc.record({ kind: fc.constant('Fence'), allowed }), weight: 3 },
  { arbitrary: fc.record({ kind: fc.constant('DeleteStore'), store: place }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('PutStore'), store: place }), weight: 4 },
) as fc.Arbitrary<Action>;

/** Of the secrets that there are. */
const which = fc.nat({ max: 20 });

const owner = fc.constantFrom(undefined, elsewhere, ...resources);

const cloudflareAction = fc.oneof(
  {
    arbitrary: fc.record({
      kind: fc.constant('ChangeRemote'),
      at: which,
      parts: fc.constantFrom(['value'], ['scopes'], ['comment'], ['value', 'scopes', 'comment']),
    }),
    weight: 4,
  },
  { arbitrary: fc.record({ kind: fc.constant('MarkRemote'), at: which, owner }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('RemoveRemote'), at: which }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('AddRemote'), at: address, owner }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('SetQuota'), places: fc.constantFrom(100, 0, 2, 4) }), weight: 1 },
) as fc.Arbitrary<CloudflareAction>;

const action = fc.oneof({ arbitrary: userAction, weight: 3 }, { arbitrary: cloudflareAction, weight: 1 });

const disturbance = fc.oneof(
  { arbitrary: fc.constant({ kind: 'None' }), weight: 6 },
  { arbitrary: fc.constant({ kind: 'Restart' }), weight: 1 },
  {
    arbitrary: fc.record({
      kind: fc.constant('Kill'),
      nth: fc.integer({ min: 1, max: 2 }),
      when: fc.constantFrom('Before', 'Unanswered', 'Answered'),
    }),
    weight: 1,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('Fault'),
      operation: fc.constantFrom(
        'secrets.create',
        'secrets.edit',
        'secrets.bulkDelete',
        'secrets.duplicate',
        'secrets.list',
      ),
      nth: fc.integer({ min: 1, max: 2 }),
      fault: fc.constantFrom('Refused', 'Lost before', 'Lost after', 'Error after', 'Throttled'),
    }),
    weight: 1,
  },
) as fc.Arbitrary<Disturbance>;

const round: fc.Arbitrary<Round> = fc.oneof(
  {
    arbitrary: fc.record({
      mode: fc.constant('Live' as const),
      actions: fc.array(action, { minLength: 1, maxLength: 1 }),
      disturbance,
    }),
    weight: 3,
  },
  {
    arbitrary: fc.record({
      mode: fc.constant('Live' as const),
      actions: fc.array(action, { minLength: 2, maxLength: 4 }),
      disturbance,
    }),
    weight: 1,
  },
  {
    arbitrary: fc.record({
      mode: fc.constant('Down' as const),
      actions: fc.array(action, { minLength: 1, maxLength: 4 }),
      disturbance,
    }),
    weight: 1,
  },
);

/** It begins with something to work on. */
const beginning: fc.Arbitrary<Round> = fc.tuple(secret, resource, spec).map(([secretName, name, spec]) => ({
  mode: 'Live',
  actions: [
    { kind: 'PutKey', secret: secretName, key: 'alpha' },
    { kind: 'PutKey', secret: secretName, key: 'beta' },
    { kind: 'Create', resource: name, spec: { ...spec, secretRef: { name: secretName } } },
  ],
  disturbance: { kind: 'None' },
}));

export const sequences = (maxRounds: number): fc.Arbitrary<Sequence> =>
  fc.record({
    activationDelayMs: mostly(0, 20),
    takesOrphans: mostly(false, true),
    rounds: fc
      .tuple(beginning, fc.array(round, { minLength: 2, maxLength: maxRounds }))
      .map(([first, others]) => [first, ...others]),
  });
