import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import { judge } from '../../src/core/judge.ts';
import { lacksValues, writesRemotely } from '../../src/core/plan.ts';
import { failed } from '../../src/core/result.ts';
import { isResourceSettled } from '../../src/core/settled.ts';
import { retryable } from '../../src/core/sync-failure.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import { clock, nowMs, us } from './builders.ts';
import { activate, carryOut, type StoreModel } from './cloudflare-model.ts';
import { goingWorlds, observe, type World, worlds } from './worlds.ts';

interface Passed {
  readonly world: World;
  readonly verdict: Verdict;
  readonly wrote: boolean;
}

/** One pass over the resource of the world: what it leaves at Cloudflare, and in status. */
function pass(world: World, secondsLater = 0): Passed {
  const observed = observe(world);
  const plan = decide(observed);
  const { model, outcomes } = carryOut(plan, modelOf(world, secondsLater), us);
  const verdict = judge({ observed, plan, outcomes }, { ...clock, nowMs: nowMs + secondsLater * 1000 });
  return { world: { ...recording(world, verdict), secrets: model.secrets }, verdict, wrote: writesRemotely(plan) };
}

/** A pass in which Cloudflare cannot be reached. */
function fail(world: World, secondsLater: number): { world: World; verdict: Verdict } {
  const observed = observe(world);
  const plan = decide(observed);
  const down = failed(retryable('CloudflareUnavailable', 'down'));
  const outcomes = new Map([...carryOut(plan, modelOf(world, 0), us).outcomes.keys()].map((name) => [name, down]));
  const verdict = judge({ observed, plan, outcomes }, { ...clock, nowMs: nowMs + secondsLater * 1000 });
  return { world: recording(world, verdict), verdict };
}

/** Stamps that no write before has had. */
const modelOf = ({ secrets }: World, secondsLater: number): StoreModel => ({ secrets, writes: secondsLater * 100 });

const recording = (world: World, { status }: Verdict): World => ({ ...world, resource: { ...world.resource, status } });

const activated = (world: World): World => ({ ...world, secrets: activate(modelOf(world, 50)).secrets });

/** Passes until everything has its place: what a deletion frees may serve a create that found none before. */
const settle = (world: World): World => pass(pass(world, 1).world, 2).world;

const withPlaces = (world: World): World => ({ ...world, limit: 100 });

describe('a second pass', () => {
  test('never writes, whatever the first one found', () => {
    fc.assert(
      fc.property(worlds().map(withPlaces), (world) => {
        expect(pass(pass(world, 1).world, 2).wrote).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  test('writes only what found no place before', () => {
    fc.assert(
      fc.property(worlds(), (world) => {
        expect(pass(settle(world), 3).wrote).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test('never writes after Cloudflare has activated everything', () => {
    fc.assert(
      fc.property(worlds(), (world) => {
        const later = pass(activated(settle(world)), 3);
        expect(later.wrote).toBe(false);
        expect(later.verdict.status.entries?.map(({ state }) => state)).not.toContain('Activating');
      }),
      { numRuns: 1000 },
    );
  });

  test('says the same as the one before, to the last word', () => {
    fc.assert(
      fc.property(worlds(), (world) => {
        const once = pass(settle(world), 3);
        const twice = pass(once.world, 4);
        expect(twice.verdict.status).toEqual(once.verdict.status);
        expect(twice.verdict.events).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test('decides the same without the values where status says it all', () => {
    fc.assert(
      fc.property(worlds(), (world) => {
        const observed = observe(activated(settle(world)));
        if (!isResourceSettled(observed.resource)) return;
        const unread = decide({ ...observed, source: { kind: 'Unchanged', resourceVersion: '10' } });
        expect(lacksValues(unread)).toBe(false);
        expect(unread.steps.map(({ name, action }) => [name, action])).toEqual(
          decide(observed).steps.map(({ name, action }) => [name, action]),
        );
      }),
      { numRuns: 1000 },
    );
  });
});

test('what is Ready is there: active, with its scopes and our mark, every entry of it', () => {
  fc.assert(
    fc.property(worlds(), (world) => {
      const { world: after, verdict } = pass(activated(settle(world)), 3);
      const ready = verdict.status.conditions?.find(({ type }) => type === 'Ready');
      const entries = verdict.status.entries ?? [];
      expect(ready?.status === 'True').toBe(entries.every(({ state }) => state === 'Synced'));
      for (const entry of entries.filter(({ state }) => state === 'Synced')) {
        const secret = after.secrets.find(({ id }) => id === entry.secretId);
        expect(secret).toMatchObject({ name: entry.name, status: 'active', scopes: entry.scopes });
      }
    }),
    { numRuns: 1000 },
  );
});

test('a resource that is being deleted leaves nothing that is recorded and ours, and goes after one pass', () => {
  fc.assert(
    fc.property(goingWorlds(), (world) => {
      const { world: after, verdict } = pass(world, 1);
      expect(verdict.finalizer).toBe('Remove');
      const recorded = new Set(world.resource.status?.entries?.map(({ secretId }) => secretId));
      const left = after.secrets.filter(
        ({ id, comment }) => recorded.has(id) && comment.includes('[k8s prod-eu shop/app-keys]'),
      );
      expect(left).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

test('a pass in which every write fails loses no id, and says the same when it is tried again', () => {
  fc.assert(
    fc.property(worlds(), (world) => {
      const once = fail(world, 1);
      const twice = fail(once.world, 2);
      expect(twice.verdict.status).toEqual(once.verdict.status);
      const before = world.resource.status?.entries ?? [];
      for (const step of decide(observe(world)).steps.filter(({ action }) => action === 'Delete')) {
        const entry = once.verdict.status.entries?.find(({ name }) => name === step.name);
        expect(entry?.secretId).toBe(before.find(({ name }) => name === step.name)?.secretId);
      }
    }),
    { numRuns: 1000 },
  );
});
