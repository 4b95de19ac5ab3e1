import { describe, expect, test } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import type { Fence } from '../../src/core/fence.ts';
import { type Owner, withMark } from '../../src/core/ownership.ts';
import type { Step } from '../../src/core/plan.ts';
import { neighbour, observed, remote, resource, type Spec, store, us } from './builders.ts';

/** Of a ClusterSecretsStore that admits this namespace and bounds nothing. */
const shared: Fence = { kind: 'Bounded', by: [{ names: [us.namespace] }] };
const anotherTenant: Owner = { ...us, namespace: 'bank', name: 'payments' };
const anotherCluster: Owner = { ...us, cluster: 'prod-us' };

interface Case {
  readonly holder?: Owner;
  readonly fence?: Fence;
  readonly spec?: Partial<Spec>;
}

/** What is to happen with KEY, which is there with the holder's mark, or with none. */
function decided({ holder, fence = shared, spec = { adoptionPolicy: 'Always' } }: Case): Step | undefined {
  const there = remote({ comment: holder ? withMark('', holder) : 'by hand' });
  return decide(observed({ resource: resource(spec), store: store([there], { fence }) })).steps[0];
}

describe('adoptionPolicy: Always, in a shared store,', () => {
  test.each([
    ['another namespace', anotherTenant],
    ['another cluster', anotherCluster],
  ])('takes nothing from %s, and does not say whose it is', (_whose, holder) => {
    const step = decided({ holder });
    expect(step).toMatchObject({ action: 'Hold', failure: { kind: 'Terminal', reason: 'Conflict' } });
    const said = JSON.stringify(step);
    expect(said).toContain('another namespace or cluster');
    for (const word of ['bank', 'payments', 'prod-us', 'adoptionPolicy']) expect(said).not.toContain(word);
  });

  test('takes what its own namespace has, and what nobody has marked', () => {
    expect(decided({ holder: neighbour })).toMatchObject({ action: 'Patch', why: 'Adopted' });
    expect(decided({})).toMatchObject({ action: 'Patch', why: 'Adopted' });
  });
});

test('in a store of its own, a namespace takes whatever it says, as its credential could', () => {
  const step = decided({ holder: anotherTenant, fence: { kind: 'Open' } });
  expect(step).toMatchObject({ action: 'Patch', why: 'Adopted' });
});

/** What is said where an older resource of that namespace wants the name. */
function saidOfRival(namespace: string, fence: Fence): string {
  const rival = { namespace, name: 'payments', uid: '0', created: '' };
  return JSON.stringify(decide(observed({ store: store([], { fence }), rivalFor: () => rival })).steps[0]);
}

test('in a shared store, whoever is told that an older resource has the name learns its name within the namespace alone', () => {
  expect(saidOfRival('bank', shared)).toContain('"Conflict"');
  expect(saidOfRival('bank', shared)).not.toMatch(/bank|payments/);
  expect(saidOfRival(us.namespace, shared)).toContain('shop/payments');
  expect(saidOfRival('bank', { kind: 'Open' })).toContain('bank/payments');
});
