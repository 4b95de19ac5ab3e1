import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SecretsStoreSecret } from '../../src/api/resources.ts';
import { decide } from '../../src/core/decide.ts';
import { secretId, type StoreAddress, storeId } from '../../src/core/ids.ts';
import { judge } from '../../src/core/judge.ts';
import type { Outcome } from '../../src/core/entry-status.ts';
import type { Observed, ObservedPlace } from '../../src/core/observed.ts';
import { isOurs } from '../../src/core/ownership.ts';
import { placeKey } from '../../src/core/pending-deletion.ts';
import type { Plan, Step } from '../../src/core/plan.ts';
import { recordedIds } from '../../src/core/recorded-ids.ts';
import { failed } from '../../src/core/result.ts';
import { retryable, waiting } from '../../src/core/sync-failure.ts';
import { address, clock, nowMs, observed, remoteSecrets, source, store, us } from './builders.ts';
import { activate, carryOut, type StoreModel } from './cloudflare-model.ts';
import { renaming, type World, worlds } from './worlds.ts';

const names = ['a', 'b', 'c'] as const;
type PlaceName = (typeof names)[number];
type Models = Readonly<Record<PlaceName, StoreModel>>;

const addressAt = (name: PlaceName): StoreAddress => ({ ...address, storeId: storeId(name) });
const placeAt = (name: PlaceName) => ({ kind: 'SecretsStore', name, ...addressAt(name) });
const keyAt = (name: PlaceName): string => placeKey(placeAt(name));

/** A resource whose secrets are in store `a` at first, and three stores in which others have been at work too. */
interface Scene {
  readonly world: Pick<World, 'keys' | 'fence'>;
  readonly resource: SecretsStoreSecret;
  readonly models: Models;
  readonly at: PlaceName;
  readonly unreachable: readonly PlaceName[];
}

const event = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'Pass' } as const) },
  /** The writes of a pass are carried out, and nobody hears of them. */
  fc.constant({ kind: 'Crash' } as const),
  /** Cloudflare refuses every write. */
  fc.constant({ kind: 'Failure' } as const),
  fc.constant({ kind: 'Activation' } as const),
  fc.constantFrom(...names).map((to) => ({ kind: 'Move', to }) as const),
  fc.subarray([...names]).map((unreachable) => ({ kind: 'Outage', unreachable }) as const),
);
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

const modelOf = ({ secrets }: World, prefix: string): StoreModel => ({
  secrets: secrets.map((secret) => ({ ...secret, id: secretId(`${prefix}${secret.id}`) })),
  writes: 0,
});

const begun = fc.oneof(worlds(), renaming(worlds()));

const scenes: fc.Arbitrary<Scene> = fc.tuple(begun, worlds(), worlds()).map(([world, second, third]) => {
  const { resource } = world;
  return {
    world,
    resource: { ...resource, status: { ...resource.status, store: placeAt('a') } },
    models: { a: modelOf(world, ''), b: modelOf(second, 'b-'), c: modelOf(third, 'c-') },
    at: 'a',
    unreachable: [],
  };
});

function observe({ world, resource, models, at, unreachable }: Scene): Observed {
  const seen = (name: PlaceName): ObservedPlace =>
    unreachable.includes(name)
      ? { kind: 'Unreachable', failure: waiting('OldStoreNotReady', name) }
      : { kind: 'Listed', remote: remoteSecrets(models[name].secrets) };
  return observed({
    resource,
    source: source(world.keys),
    store: store(models[at].secrets, { address: addressAt(at), fence: world.fence, quota: { limit: 1000, used: 0 } }),
    oldPlaces: new Map(names.map((name) => [keyAt(name), seen(name)])),
  });
}

interface Passed {
  readonly scene: Scene;
  readonly observed: Observed;
  readonly plan: Plan;
  readonly wrote: boolean;
}

/** A pass; what was written may be lost on the way back, or refused. */
function pass(scene: Scene, turn: number, kind: 'Pass' | 'Crash' | 'Failure' = 'Pass'): Passed {
  const found = observe(scene);
  const plan = decide(found);
  const written = names.map((name) => [name, writtenAt(name, plan, { scene, turn })] as const);
  const models = Object.fromEntries(written.map(([name, { model }]) => [name, model])) as Models;
  const outcomes = new Map(written.flatMap(([, there]) => [...there.outcomes]));
  const leftoverOutcomes = new Map(written.flatMap(([, there]) => [...there.leftoverOutcomes]));
  const wrote = outcomes.size + leftoverOutcomes.size > 0;
  if (kind === 'Crash') return { scene: { ...scene, models }, observed: found, plan, wrote };
  const isRefused = kind === 'Failure';
  const told = (of: ReadonlyMap<string, Outcome>) =>
    isRefused ? new Map([...of.keys()].map((key) => [key, down])) : of;
  const { status } = judge(
    { observed: found, plan, outcomes: told(outcomes), leftoverOutcomes: told(leftoverOutcomes) },
    { ...clock, nowMs: nowMs + turn * 1000 },
  );
  const resource = { ...scene.resource, status };
  return { scene: { ...scene, models: isRefused ? scene.models : models, resource }, observed: found, plan, wrote };
}

const down = failed(retryable('CloudflareUnavailable', 'down'));

interface Written {
  readonly model: StoreModel;
  readonly outcomes: ReadonlyMap<string, Outcome>;
  readonly leftoverOutcomes: ReadonlyMap<string, Outcome>;
}

/** What the plan writes in one store: by its steps in the current one, by its leftovers in the others. */
function writtenAt(name: PlaceName, plan: Plan, { scene, turn }: { scene: Scene; turn: number }): Written {
  const model: StoreModel = { ...scene.models[name], writes: turn * 100 };
  if (name === scene.at) {
    const here = carryOut(plan.move ? { ...plan, steps: [] } : plan, model, us);
    return { ...here, leftoverOutcomes: new Map() };
  }
  const there = carryOut({ ...plan, steps: goingFrom(plan, name) }, model, us);
  const byId = plan.leftovers.flatMap(({ pending, step }) => {
    const isTried = placeKey(pending.store) === keyAt(name) && (step.action === 'Delete' || step.action === 'Release');
    const outcome = isTried ? there.outcomes.get(step.name) : undefined;
    return outcome ? [[pending.secretId, outcome] as const] : [];
  });
  return { model: there.model, outcomes: new Map(), leftoverOutcomes: new Map(byId) };
}

const goingFrom = (plan: Plan, name: PlaceName): readonly Step[] =>
  plan.leftovers.flatMap(({ pending, step }) =>
    placeKey(pending.store) === keyAt(name) && (step.action === 'Delete' || step.action === 'Release') ? [step] : [],
  );

function after(scene: Scene, happened: Event, turn: number): { readonly scene: Scene; readonly passed?: Passed } {
  switch (happened.kind) {
    case 'Pass':
    case 'Crash':
    case 'Failure': {
      const passed = pass(scene, turn, happened.kind);
      return { scene: passed.scene, passed };
    }
    case 'Activation': {
      const { a, b, c } = scene.models;
      const stamped = ({ secrets }: StoreModel): StoreModel => activate({ secrets, writes: turn * 100 + 50 });
      return { scene: { ...scene, models: { a: stamped(a), b: stamped(b), c: stamped(c) } } };
    }
    case 'Move':
      return { scene: { ...scene, at: happened.to } };
    case 'Outage':
      return { scene: { ...scene, unreachable: happened.unreachable } };
  }
}

/** Everything that happens, one thing after the other, and each pass in between. */
function play(scene: Scene, events: readonly Event[], onPass: (passed: Passed) => void = () => undefined): Scene {
  let now = scene;
  for (const [index, one] of events.entries()) {
    const { scene: next, passed } = after(now, one, index + 1);
    if (passed) onPass(passed);
    now = next;
  }
  return now;
}

/** Until nothing more happens by itself: all is reachable, and confirmed. */
function settle(scene: Scene, from: number): Scene {
  let now: Scene = { ...scene, unreachable: [] };
  for (let turn = from; turn < from + 4; turn += 1) {
    now = pass(pass(now, 2 * turn).scene, 2 * turn + 1).scene;
    now = after(now, { kind: 'Activation' }, 2 * turn + 1).scene;
  }
  return now;
}

const histories = fc.array(event, { minLength: 4, maxLength: 16 });
const holds = (rule: (scene: Scene, events: readonly Event[]) => void): void =>
  fc.assert(fc.property(scenes, histories, rule), { numRuns: 400 });

const last = 20;

describe('whatever happens while a resource moves', () => {
  test(
    'nothing goes from an old store before everything that is wanted can be used in the new one',
    { timeout: 30_000 },
    () => {
      holds((scene, events) => {
        play(scene, events, ({ scene: { models, at, resource }, plan }) => {
          if (!plan.leftovers.some(({ step }) => step.action === 'Delete' || step.action === 'Release')) return;
          for (const { name } of resource.spec.data ?? []) {
            const secret = models[at].secrets.find((one) => one.name === name);
            expect(secret).toMatchObject({ status: 'active' });
            expect(secret && isOurs(secret, us)).toBe(true);
          }
        });
      });
    },
  );

  test('only what status records, and what carries our mark, is deleted', { timeout: 30_000 }, () => {
    holds((scene, events) => {
      play(scene, events, ({ observed: { resource }, plan }) => {
        const recorded = recordedIds(resource);
        const steps = [...(plan.move ? [] : plan.steps), ...plan.leftovers.map(({ step }) => step)];
        for (const step of steps) {
          if (step.action !== 'Delete' && step.action !== 'Release') continue;
          expect(isOurs(step.remote, us)).toBe(true);
          expect(recorded).toContain(step.remote.id);
        }
      });
    });
  });

  test('no id is lost that is still to be deleted', { timeout: 30_000 }, () => {
    holds((scene, events) => {
      play(scene, events, ({ observed: { resource: before }, scene: { resource, models } }) => {
        const recorded = new Set(recordedIds(resource));
        const ours = new Set(
          names.flatMap((name) => models[name].secrets.filter((one) => isOurs(one, us)).map(({ id }): string => id)),
        );
        for (const id of recordedIds(before)) expect(recorded.has(id) || !ours.has(id)).toBe(true);
      });
    });
  });

  test('in the end nothing is pending that could go, and nothing more is written', { timeout: 30_000 }, () => {
    holds((scene, events) => {
      const { spec } = scene.resource;
      const limitless: Scene = { ...scene, resource: { ...scene.resource, spec: { ...spec, maxDeletions: 1000 } } };
      const settled = settle(play(limitless, events), last);
      const { entries = [], pendingDeletions = [] } = settled.resource.status ?? {};
      if (entries.every(({ state }) => state === 'Synced')) expect(pendingDeletions).toEqual([]);
      const again = pass(settled, 50);
      expect(again.wrote).toBe(false);
      expect(again.scene.resource.status).toEqual(settled.resource.status);
    });
  });
});
