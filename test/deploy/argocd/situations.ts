import type { SecretsStoreSecret, Store } from '../../../src/api/resources.ts';
import { graceMs } from '../../../src/core/conditions.ts';
import { decide } from '../../../src/core/decide.ts';
import type { Outcome } from '../../../src/core/entry-status.ts';
import { storeId as idOfStore } from '../../../src/core/ids.ts';
import { judge } from '../../../src/core/judge.ts';
import { judgeStore, type StoreFacts } from '../../../src/core/judge-store.ts';
import type { Observed } from '../../../src/core/observed.ts';
import { failed, type Result, success } from '../../../src/core/result.ts';
import { retryable, type SyncFailure, terminal, waiting } from '../../../src/core/sync-failure.ts';
import { clock, nowMs, observed, record, remote, resource, store } from '../../core/builders.ts';
import { storeObject } from '../../core/store-objects.ts';

type Health = 'Healthy' | 'Progressing' | 'Degraded' | 'Suspended';

/** An object as the operator leaves it, and what Argo CD is to show of it. */
export interface ArgoSituation {
  /** Also the name of its file. */
  readonly name: string;
  readonly health: Health;
  readonly object: SecretsStoreSecret | Store;
}

const down = retryable('CloudflareUnavailable', 'Cannot reach Cloudflare: it answers 503; this is tried again');

/** Each situation of a resource, with the status that the operator's own rules give it. */
export const secretSituations: readonly ArgoSituation[] = (() => {
  const first = resource();
  const there = store([remote()]);
  const synced = passes({ resource: first }, { outcome: success(remote()) });
  const entries = [record(remote())];
  const failing = { resource: first };
  const missing = {
    resource: first,
    source: { kind: 'Unavailable', failure: waiting('SecretNotFound', 'There is no Secret "app"; create it') },
  } as const;
  const suspended = {
    ...synced,
    metadata: { ...synced.metadata, generation: 2 },
    spec: { ...synced.spec, suspend: true },
  };
  return [
    { name: 'first-seen', health: 'Progressing', object: first },
    {
      name: 'activating',
      health: 'Progressing',
      object: passes({ resource: first }, { outcome: success(remote({ status: 'pending' })) }),
    },
    { name: 'synced', health: 'Healthy', object: synced },
    {
      name: 'changed-since',
      health: 'Progressing',
      object: { ...synced, metadata: { ...synced.metadata, generation: 2 } },
    },
    { name: 'retried', health: 'Progressing', object: passes(failing, { outcome: failed(down) }) },
    {
      name: 'retried-too-long',
      health: 'Degraded',
      object: passes(failing, { outcome: failed(down), again: graceMs }),
    },
    {
      name: 'rate-limited',
      health: 'Progressing',
      object: passes(failing, {
        outcome: failed(retryable('RateLimited', 'The rate limit is used up; it goes on later')),
      }),
    },
    { name: 'waiting', health: 'Progressing', object: passes(missing, {}) },
    { name: 'waiting-too-long', health: 'Degraded', object: passes(missing, { again: graceMs }) },
    {
      name: 'conflict',
      health: 'Degraded',
      object: passes({ resource: first, store: store([remote({ comment: 'Somebody else made it' })]) }, {}),
    },
    {
      name: 'suspended',
      health: 'Suspended',
      object: passes({ resource: suspended, records: entries, store: there }, {}),
    },
    {
      name: 'suspended-by-its-store',
      health: 'Suspended',
      object: passes({ resource: synced, records: entries, store: store([remote()], { suspended: true }) }, {}),
    },
    { name: 'planned', health: 'Healthy', object: passes({ resource: resource({ mode: 'Plan' }) }, {}) },
  ];
})();

interface Passes {
  /** What Cloudflare answers to the write of the one entry. */
  readonly outcome?: Outcome;
  /** A second pass, so many milliseconds after the first. */
  readonly again?: number;
}

/** The resource after a pass, or two of them. */
function passes(parts: Partial<Observed> & Pick<Observed, 'resource'>, { outcome, again }: Passes): SecretsStoreSecret {
  const pass = (of: SecretsStoreSecret, atMs: number): SecretsStoreSecret => {
    const seen = observed({ ...parts, resource: of, records: parts.records ?? of.status?.entries ?? [] });
    const plan = decide(seen);
    const outcomes = new Map(outcome === undefined ? [] : [['KEY', outcome] as const]);
    return { ...of, status: judge({ observed: seen, plan, outcomes }, { ...clock, nowMs: atMs }).status };
  };
  const once = pass(parts.resource, nowMs);
  return again === undefined ? once : pass(once, nowMs + again);
}

/** Each situation of a store. Only `kind` tells a ClusterSecretsStore's apart. */
export const storeSituations: readonly ArgoSituation[] = (() => {
  const first = storeObject();
  const facts: StoreFacts = {
    accountId: 'acc0',
    storeId: idOfStore('store0'),
    storeName: 'main',
    quota: { limit: 100, used: 3 },
    credential: { kind: 'ApiToken', status: 'Active' },
    secrets: 3,
    listedTimeMs: nowMs,
  };
  const refused = terminal(
    'CredentialRefused',
    'Cloudflare refuses the API token; put one that it accepts into the Secret',
  );
  return [
    { name: 'first-seen', health: 'Progressing', object: first },
    { name: 'ready', health: 'Healthy', object: judged(first, success(facts)) },
    { name: 'retried', health: 'Progressing', object: judged(first, failed(down)) },
    {
      name: 'retried-too-long',
      health: 'Degraded',
      object: judged(judged(first, failed(down)), failed(down), graceMs),
    },
    { name: 'refused', health: 'Degraded', object: judged(first, failed(refused)) },
    { name: 'suspended', health: 'Suspended', object: judged(storeObject({ suspend: true }), success(facts)) },
  ];
})();

function judged(of: Store, found: Result<StoreFacts, SyncFailure>, laterMs = 0): Store {
  const { status } = judgeStore(
    { store: of, found, resources: 1, created: undefined, orphans: undefined },
    { nowMs: nowMs + laterMs, listedForMs: 0 },
  );
  return { ...of, status };
}
