import { describe, expect, test } from 'vitest';
import { annotations } from '../../src/api/group.ts';
import type { ObjectMeta } from '../../src/api/resources.ts';
import { decide } from '../../src/core/decide.ts';
import { secretId, storeId } from '../../src/core/ids.ts';
import { judge } from '../../src/core/judge.ts';
import type { Observed, ObservedPlace } from '../../src/core/observed.ts';
import { withMark } from '../../src/core/ownership.ts';
import { pendingFrom, placeKey } from '../../src/core/pending-deletion.ts';
import type { Plan } from '../../src/core/plan.ts';
import type { RemoteSecret } from '../../src/core/remote-secret.ts';
import { failed, success } from '../../src/core/result.ts';
import { type SyncFailure, terminal, waiting } from '../../src/core/sync-failure.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import {
  address,
  after,
  clock,
  deleting,
  finalized,
  neighbour,
  observed,
  record,
  remote,
  remoteSecrets,
  resource,
  type Spec,
  source,
  store,
} from './builders.ts';

const here = remote();
const old = remote({ id: secretId('id-old') });
const place = { kind: 'SecretsStore', name: 'before', ...address, storeId: storeId('store9') };
const unreachable = waiting('OldStoreNotReady', 'no credential reaches it');

const listed = (...secrets: readonly RemoteSecret[]): ObservedPlace => ({
  kind: 'Listed',
  remote: remoteSecrets(secrets),
});

type ResourceParts = readonly [spec?: Partial<Spec>, rest?: { readonly metadata?: Partial<ObjectMeta> }];

interface Scene {
  readonly place?: ObservedPlace;
  readonly secrets?: readonly RemoteSecret[];
  readonly of?: ResourceParts;
  readonly parts?: Partial<Observed>;
  readonly count?: number;
}

/** A resource that has moved: KEY is at the new place, unless `secrets` say otherwise, and was at the old one. */
function seen({ place: found, secrets = [here], of = [], parts, count = 1 }: Scene): Observed {
  const [spec, rest] = of;
  const pendingDeletions = Array.from({ length: count }, (_, index) =>
    pendingFrom(
      record(old, { secretId: index === 0 ? old.id : `${old.id}-${index}`, name: `KEY${index || ''}` }),
      place,
    ),
  ).flatMap((one) => one ?? []);
  const status = { store: { ...place, ...address }, entries: secrets.map((one) => record(one)), pendingDeletions };
  return observed({
    resource: resource(spec, { metadata: finalized, ...rest, status }),
    store: store(secrets),
    source: source(),
    oldPlaces: new Map(found ? [[placeKey(place), found]] : []),
    ...parts,
  });
}

const leftoverOf = (scene: Scene): Plan['leftovers'][number]['step'] | undefined =>
  decide(seen(scene)).leftovers[0]?.step;

function verdict(scene: Scene, outcome?: SyncFailure | 'gone', afterMs = 0): Verdict {
  const found = seen(scene);
  const of = outcome === undefined || outcome === 'gone' ? success(undefined) : failed(outcome);
  return judge(
    {
      observed: found,
      plan: decide(found),
      outcomes: new Map(),
      ...(outcome !== undefined && { leftoverOutcomes: new Map([[old.id, of]]) }),
    },
    after(afterMs),
  );
}

describe('a secret in the old store', () => {
  test.each([
    ['is not there', { secrets: [] }],
    ['is pending', { secrets: [remote({ status: 'pending' })] }],
    ['is somebody else’s', { secrets: [remote({ comment: withMark('', neighbour) })] }],
    ['has to be set right first', { secrets: [remote({ scopes: ['dex'] })] }],
    ['lacks its key', { parts: { source: source({}) } }],
    ['lacks its Secret', { parts: { source: { kind: 'Unavailable', failure: waiting('SecretNotFound', 'gone') } } }],
  ] as const)('waits while its successor %s', (_state, scene) => {
    expect(leftoverOf({ place: listed(old), ...scene })).toEqual({ action: 'Wait', until: 'Active' });
  });

  test('has its place looked at once everything that is wanted is active', () => {
    expect(leftoverOf({})).toEqual({ action: 'Wait', until: 'Seen' });
  });

  test('goes then, by its id', () => {
    expect(leftoverOf({ place: listed(old) })).toMatchObject({ action: 'Delete', remote: { id: 'id-old' } });
  });

  test('goes with its Secret where sourceDeletionPolicy says so', () => {
    const failure = waiting('SecretNotFound', 'gone');
    const scene = (patienceLeftMs: number): Scene => ({
      place: listed(old),
      of: [{ sourceDeletionPolicy: 'Delete' }],
      parts: { source: { kind: 'Unavailable', failure, patienceLeftMs } },
    });
    expect(leftoverOf(scene(0))).toMatchObject({ action: 'Delete', remote: { id: 'id-old' } });
    expect(leftoverOf(scene(1_000))).toEqual({ action: 'Wait', until: 'Active' });
  });

  test('goes where nothing is wanted any more under its name', () => {
    expect(leftoverOf({ place: listed(old), of: [{ data: [] }] })).toMatchObject({ action: 'Delete' });
  });

  test('loses our mark under Retain', () => {
    expect(leftoverOf({ place: listed(old), of: [{ deletionPolicy: 'Retain' }] })).toMatchObject({
      action: 'Release',
      comment: '',
    });
  });

  test.each([
    ['it is not there', listed()],
    ['it carries no mark of ours', listed({ ...old, comment: '' })],
    ['another of its name has taken its place', listed(remote({ id: secretId('id-new') }))],
    ['the store is gone with it', { kind: 'Gone' }],
  ] as const)('is forgotten where %s', (_state, found) => {
    expect(leftoverOf({ place: found })).toMatchObject({ action: 'Forget' });
  });

  test('is held where nothing reaches its store', () => {
    expect(leftoverOf({ place: { kind: 'Unreachable', failure: unreachable } })).toMatchObject({
      action: 'Hold',
      failure: unreachable,
    });
  });

  test('waits for its store object to be opened', () => {
    expect(leftoverOf({ place: { kind: 'Opening' } })).toEqual({ action: 'Wait', until: 'Opened' });
  });

  test('is left alone while something forbids every write', () => {
    const plan = decide(seen({ place: listed(old), of: [{ suspend: true }] }));
    expect(plan.leftovers).toMatchObject([{ step: { action: 'Wait', until: 'Over' } }]);
  });
});

describe('many secrets in the old store', () => {
  const many: Scene = {
    count: 11,
    place: listed(...Array.from({ length: 11 }, (_, i) => ({ ...old, id: secretId(i ? `id-old-${i}` : 'id-old') }))),
  };

  test('are held until somebody confirms their number', () => {
    const step = leftoverOf(many);
    expect(step).toMatchObject({ action: 'Hold', failure: { kind: 'Terminal', reason: 'DeletionsHeld' } });
    expect(JSON.stringify(step)).toContain('confirm-deletions: \\"11\\"');
    const metadata = { ...finalized, annotations: { [annotations.confirmDeletions]: '11' } };
    expect(leftoverOf({ ...many, of: [{}, { metadata }] })).toMatchObject({ action: 'Delete' });
    expect(leftoverOf({ ...many, of: [{ maxDeletions: 11 }] })).toMatchObject({ action: 'Delete' });
  });

  test('are not held when the resource itself is deleted', () => {
    expect(leftoverOf({ ...many, of: [{}, { metadata: deleting }] })).toMatchObject({ action: 'Delete' });
  });
});

const ready = ({ status }: Verdict) => status.conditions?.find(({ type }) => type === 'Ready');

describe('what is said of it', () => {
  test('is Moving while it waits, and the next look comes at once when its turn has come', () => {
    const said = verdict({ parts: {} });
    expect(ready(said)).toMatchObject({ status: 'Unknown', reason: 'Moving' });
    const pending = verdict({ secrets: [remote({ status: 'pending' })] });
    expect(ready(pending)).toMatchObject({ reason: 'Activating' });
    expect(pending.next).not.toEqual({ kind: 'RetryAfter', ms: 0 });
  });

  test('is nothing once it is gone, and the resource is Ready', () => {
    const said = verdict({ place: listed(old) }, 'gone');
    expect(said.status).not.toHaveProperty('pendingDeletions');
    expect(ready(said)).toMatchObject({ status: 'True', reason: 'Synced' });
    expect(said.status.lastSyncTime).toBeDefined();
  });

  test('is why it could not be deleted', () => {
    const said = verdict({ place: listed(old) }, terminal('CredentialRefused', 'refused'));
    expect(said.status.pendingDeletions).toMatchObject([{ reason: 'CredentialRefused', message: 'refused' }]);
    expect(ready(said)).toMatchObject({ status: 'False', reason: 'CredentialRefused' });
  });

  test('is stalled after its grace, and the same at every try', () => {
    const scene: Scene = { place: { kind: 'Unreachable', failure: unreachable } };
    const said = verdict(scene);
    expect(said.status.conditions).toMatchObject([
      { status: 'False', reason: 'OldStoreNotReady' },
      { type: 'Reconciling', status: 'True' },
      { type: 'Stalled', status: 'False' },
    ]);
    expect(said.status.pendingDeletions).toMatchObject([{ reason: 'OldStoreNotReady' }]);
    const found = seen(scene);
    const again = { ...found, resource: { ...found.resource, status: said.status } };
    const later = judge({ observed: again, plan: decide(again), outcomes: new Map() }, after(400_000));
    expect(later.status.conditions?.[2]).toMatchObject({ type: 'Stalled', status: 'True' });
    expect(later.status.pendingDeletions).toEqual(said.status.pendingDeletions);
  });

  test('is a warning where it is let go of, and the resource is Ready without it', () => {
    const metadata = { ...finalized, annotations: { [annotations.release]: 'true' } };
    const said = verdict({ place: { kind: 'Unreachable', failure: unreachable }, of: [{}, { metadata }] });
    expect(said.status).not.toHaveProperty('pendingDeletions');
    expect(said.events).toMatchObject([
      { type: 'Warning', reason: 'Released', note: expect.stringContaining('store9') },
    ]);
    expect(ready(said)).toMatchObject({ status: 'True' });
  });
});

describe('a resource that is deleted in the middle of a move', () => {
  const going: ResourceParts = [{}, { metadata: deleting }];

  test('deletes at once what is in the old store, and stays until it is gone', () => {
    const scene: Scene = { place: listed(old), secrets: [], of: going };
    expect(leftoverOf(scene)).toMatchObject({ action: 'Delete' });
    expect(verdict(scene, terminal('CredentialRefused', 'refused')).finalizer).toBe('Leave');
    expect(verdict(scene, 'gone').finalizer).toBe('Remove');
  });

  test('does so though its own store cannot be used', () => {
    const store = { kind: 'Unusable', failure: waiting('StoreNotFound', 'no such store') } as const;
    expect(leftoverOf({ place: listed(old), of: going, parts: { store } })).toMatchObject({ action: 'Delete' });
  });

  test('names at its deadline what stays there', () => {
    const scene: Scene = { place: { kind: 'Unreachable', failure: unreachable }, secrets: [], of: going };
    const said = verdict(scene, undefined, clock.finalizerDeadlineMs);
    expect(said.finalizer).toBe('Remove');
    expect(said.events).toMatchObject([
      { reason: 'OldStoreNotReady' },
      { reason: 'DeletionAbandoned', note: expect.stringContaining('KEY (in store store9 of account acc0)') },
    ]);
  });

  test('waits without a deadline for an old store that is suspended', () => {
    const suspended = waiting('Suspended', 'SecretsStore "before" is suspended');
    const scene: Scene = { place: { kind: 'Unreachable', failure: suspended }, secrets: [], of: going };
    expect(verdict(scene, undefined, 2 * clock.finalizerDeadlineMs).finalizer).toBe('Leave');
  });
});
