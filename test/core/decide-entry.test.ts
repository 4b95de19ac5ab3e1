import { describe, expect, test } from 'vitest';
import type { Claimant } from '../../src/core/claims.ts';
import { decideWanted, type WantedEntry } from '../../src/core/decide-entry.ts';
import { withMark } from '../../src/core/ownership.ts';
import type { Step } from '../../src/core/plan.ts';
import { SecretValue } from '../../src/core/secret-value.ts';
import { digest, entry, neighbour, record, remote, resource, type Spec, us } from './builders.ts';

const payload = (text: string): WantedEntry['payload'] => ({
  kind: 'Read',
  value: new SecretValue(text),
  digest: digest(text),
});

function decided(parts: Partial<WantedEntry> & { policies?: Partial<Spec>; comment?: string } = {}): Step {
  const { policies, comment = '', ...rest } = parts;
  return decideWanted({
    entry: entry({ comment }),
    payload: payload('value'),
    record: undefined,
    remote: undefined,
    rival: undefined,
    owner: us,
    storeName: 'main',
    isShared: false,
    spec: resource(policies).spec,
    ...rest,
  });
}

const there = remote();
const known = record(there);
const all = { value: 'Set', scopes: ['workers'], comment: '[k8s prod-eu shop/app-keys]' };
const older: Claimant = { namespace: 'shop', name: 'older', uid: 'uid-0', created: '2020-01-01T00:00:00Z' };

describe('an absent secret', () => {
  test('that was never recorded is created', () => {
    expect(decided()).toMatchObject({ action: 'Create', why: 'New', entry: { name: 'KEY' } });
  });

  test('that was recorded is created again, as drift', () => {
    expect(decided({ record: known })).toMatchObject({ action: 'Create', why: 'DeletedElsewhere' });
  });

  test('that was recorded and is only to be reported stays absent and says Drifted', () => {
    const step = decided({ record: known, policies: { driftPolicy: 'Report' } });
    expect(step).toMatchObject({ action: 'Hold', failure: { kind: 'Terminal', reason: 'Drifted' }, record: known });
  });

  test('that is only to be reported is created again once the source has changed', () => {
    const step = decided({ record: known, payload: payload('rotated'), policies: { driftPolicy: 'Report' } });
    expect(step).toMatchObject({ action: 'Create' });
  });

  test('that was recorded without an id was never there, so it is created, whatever driftPolicy says', () => {
    const failed = { name: 'KEY', state: 'Retrying' };
    expect(decided({ record: failed, policies: { driftPolicy: 'Report' } })).toMatchObject({
      action: 'Create',
      why: 'New',
    });
  });

  test('that an older resource wants is left to it, and the conflict says to whom', () => {
    const step = decided({ rival: older });
    expect(step).toMatchObject({ action: 'Hold', failure: { kind: 'Terminal', reason: 'Conflict' } });
    if (step.action === 'Hold') expect(step.failure.message).toContain('shop/older');
  });
});

describe('a secret of ours', () => {
  test('that is as recorded and as wanted is kept without a call', () => {
    expect(decided({ remote: there, record: known })).toMatchObject({ action: 'Keep', remote: there });
  });

  test('is kept though an older resource wants the name: who holds it at Cloudflare has it', () => {
    expect(decided({ remote: there, record: known, rival: older })).toMatchObject({ action: 'Keep' });
  });

  test('gets the value alone where only the value has changed', () => {
    const step = decided({ remote: there, record: known, payload: payload('rotated') });
    expect(step).toMatchObject({ action: 'Patch', why: 'SourceChanged' });
    expect(step).toHaveProperty('patch', { value: 'Set' });
  });

  test('gets the scopes alone where only they differ', () => {
    const other = remote({ scopes: ['dex'] });
    const step = decided({ remote: other, record: record(other) });
    expect(step).toMatchObject({ action: 'Patch', why: 'SpecChanged' });
    expect(step).toHaveProperty('patch', { scopes: ['workers'] });
  });

  test('gets the comment alone, with our mark, where only it differs', () => {
    const step = decided({ remote: there, record: known, comment: 'Shop' });
    expect(step).toMatchObject({ action: 'Patch', why: 'SpecChanged' });
    expect(step).toHaveProperty('patch', { comment: 'Shop [k8s prod-eu shop/app-keys]' });
  });

  test('gets all that differs in one call', () => {
    const other = remote({ scopes: ['dex'] });
    const step = decided({ remote: other, record: record(other), comment: 'Shop', payload: payload('rotated') });
    expect(step).toHaveProperty('patch', { ...all, comment: withMark('Shop', us) });
  });

  test('that was never recorded is ours after a crash, and all of it is set', () => {
    const step = decided({ remote: there });
    expect(step).toMatchObject({ action: 'Patch', why: 'Unrecorded', patch: all });
  });

  test('that was recorded with another id is another secret, and all of it is set', () => {
    const step = decided({ remote: there, record: { ...known, secretId: 'id-before' } });
    expect(step).toMatchObject({ action: 'Patch', why: 'Unrecorded', patch: all });
  });
});

describe('a secret that is not ours', () => {
  const unmarked = remote({ comment: 'by hand' });
  const others = remote({ comment: withMark('', neighbour) });
  const mine = remote({ comment: withMark('', { ...us, cluster: 'test' }) });

  test.each([
    ['Never', unmarked, 'Conflict'],
    ['IfUnowned', unmarked, 'Adopted'],
    ['Always', unmarked, 'Adopted'],
    ['Never', others, 'Conflict'],
    ['IfUnowned', others, 'Conflict'],
    ['Always', others, 'Adopted'],
    ['Never', mine, 'Conflict'],
    ['IfUnowned', mine, 'Conflict'],
    ['Always', mine, 'Adopted'],
  ] as const)('with adoptionPolicy %s, and comment $comment: %s', (adoptionPolicy, foreign, expected) => {
    const step = decided({ remote: foreign, policies: { adoptionPolicy } });
    if (expected === 'Conflict') expect(step).toMatchObject({ action: 'Hold', failure: { reason: 'Conflict' } });
    else expect(step).toMatchObject({ action: 'Patch', why: 'Adopted', patch: all });
  });

  test('is left alone unless the spec says otherwise', () => {
    expect(decided({ remote: unmarked })).toMatchObject({ action: 'Hold', failure: { reason: 'Conflict' } });
  });

  test.each([unmarked, others])('is not adopted before an older resource that wants it too', (foreign) => {
    const step = decided({ remote: foreign, rival: older, policies: { adoptionPolicy: 'Always' } });
    expect(step).toMatchObject({ action: 'Hold', failure: { reason: 'Conflict' } });
    if (step.action === 'Hold') expect(step.failure.message).toContain('shop/older');
  });

  test('says whose it is, and which policy would take it over', () => {
    const step = decided({ remote: others, policies: { adoptionPolicy: 'IfUnowned' } });
    if (step.action === 'Hold')
      expect(step.failure.message).toMatch(/prod-eu shop\/other-keys.*adoptionPolicy: Always/);
    const free = decided({ remote: unmarked });
    if (free.action === 'Hold') expect(free.failure.message).toMatch(/is not ours.*adoptionPolicy: IfUnowned/);
  });

  test('is not ours any more where our mark was taken off what we had recorded', () => {
    const step = decided({ remote: unmarked, record: record(unmarked) });
    expect(step).toMatchObject({ action: 'Hold', failure: { reason: 'Conflict' }, record: { secretId: unmarked.id } });
  });
});
