import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import { forbiddenBy } from '../../src/core/fence.ts';
import { judge } from '../../src/core/judge.ts';
import { namedEntries } from '../../src/core/named-entries.ts';
import { isSameOwner, ownerIn } from '../../src/core/ownership.ts';
import type { Observed } from '../../src/core/observed.ts';
import type { RemoteSecret } from '../../src/core/remote-secret.ts';
import { waiting } from '../../src/core/sync-failure.ts';
import { clock, us } from './builders.ts';
import { carryOut } from './cloudflare-model.ts';
import { goingWorlds, observe, renaming, worlds } from './worlds.ts';

const isOurs = ({ comment }: RemoteSecret): boolean => {
  const holder = ownerIn(comment);
  return holder !== undefined && isSameOwner(holder, us);
};

const sources = fc.constantFrom<Observed['source'] | undefined>(
  undefined,
  { kind: 'Unchanged', resourceVersion: '10' },
  { kind: 'Unavailable', failure: waiting('SecretNotFound', 'missing') },
  { kind: 'Unavailable', failure: waiting('SecretNotFound', 'missing'), patienceLeftMs: 0 },
);

/** Whatever there may be: resources that stay or go, with a Secret that was read, not read, or is not there. */
const everything = fc
  .tuple(fc.oneof(worlds(), goingWorlds(), renaming(fc.oneof(worlds(), goingWorlds()))), sources)
  .map(([world, source]) => ({ ...observe(world), ...(source && { source }) }));

const holds = (rule: (observed: Observed) => void): void => fc.assert(fc.property(everything, rule), { numRuns: 3000 });

describe('no plan ever', () => {
  test('patches what does not carry our mark, unless the adoption policy allows it', () => {
    holds((observed) => {
      const policy = observed.resource.spec.adoptionPolicy ?? 'Never';
      for (const step of decide(observed).steps) {
        if (step.action !== 'Patch' || isOurs(step.remote)) continue;
        expect(step.why).toBe('Adopted');
        expect(policy === 'Always' || (policy === 'IfUnowned' && ownerIn(step.remote.comment) === undefined)).toBe(
          true,
        );
      }
    });
  });

  test('writes the value of what is there and is only to be created', () => {
    holds((observed) => {
      for (const step of decide(observed).steps) {
        if (step.action === 'Patch' && step.entry.updatePolicy === 'CreateOnly')
          expect(step.patch.value).toBeUndefined();
      }
    });
  });

  test('deletes or releases what does not carry our mark', () => {
    holds((observed) => {
      for (const step of decide(observed).steps) {
        if (step.action === 'Delete' || step.action === 'Release') expect(isOurs(step.remote)).toBe(true);
      }
    });
  });

  test('deletes or releases what is not recorded with its id, unless the resource itself goes', () => {
    holds((observed) => {
      if (observed.resource.metadata.deletionTimestamp !== undefined) return;
      for (const step of decide(observed).steps) {
        if (step.action !== 'Delete' && step.action !== 'Release') continue;
        expect(observed.records).toContainEqual(expect.objectContaining({ secretId: step.remote.id }));
      }
    });
  });

  test('takes anything away for a Secret that is missing, unless sourceDeletionPolicy says so and it is gone', () => {
    holds((observed) => {
      const { resource, source } = observed;
      if (source.kind !== 'Unavailable' || resource.metadata.deletionTimestamp !== undefined) return;
      if (resource.spec.sourceDeletionPolicy === 'Delete' && source.patienceLeftMs === 0) return;
      const wanted = new Set(namedEntries(observed).map(({ name }) => name));
      for (const { name, action } of decide(observed).steps)
        if (wanted.has(name)) expect(['Delete', 'Release', 'Forget']).not.toContain(action);
    });
  });

  test('deletes under Retain, or releases under Delete', () => {
    holds((observed) => {
      const forbidden = observed.resource.spec.deletionPolicy === 'Retain' ? 'Delete' : 'Release';
      expect(decide(observed).steps.map(({ action }) => action)).not.toContain(forbidden);
    });
  });

  test("copies or renames what carries the mark of another namespace, and renames another resource's", () => {
    holds((observed) => {
      for (const step of decide(observed).steps) {
        if (step.action !== 'Duplicate') continue;
        const holder = ownerIn(step.origin.comment);
        expect(holder?.namespace ?? us.namespace).toBe(us.namespace);
        expect(holder?.cluster ?? us.cluster).toBe(us.cluster);
        if (step.why === 'Renamed') expect(isOurs(step.origin)).toBe(true);
        if (step.replaces) expect(isOurs(step.replaces)).toBe(true);
      }
    });
  });

  test('writes a name or a scope outside the fence', () => {
    holds((observed) => {
      if (observed.store.kind !== 'Usable') return;
      for (const step of decide(observed).steps) {
        if (step.action !== 'Create' && step.action !== 'Patch' && step.action !== 'Duplicate') continue;
        expect(forbiddenBy(observed.store.fence, step.entry)).toBeUndefined();
      }
    });
  });

  test('has two steps for one name, creates a name that is taken, or deletes before it creates', () => {
    holds((observed) => {
      const { steps } = decide(observed);
      expect(new Set(steps.map(({ name }) => name)).size).toBe(steps.length);
      if (observed.store.kind !== 'Usable') return;
      for (const step of steps)
        if (step.action === 'Create' || (step.action === 'Duplicate' && !step.replaces))
          expect(observed.store.remote.byName(step.name)).toBeUndefined();
      const lastWrite = steps.findLastIndex(({ action }) => action === 'Create' || action === 'Patch');
      const firstEnd = steps.findIndex(({ action }) => action === 'Delete' || action === 'Release');
      expect(firstEnd === -1 || firstEnd > lastWrite).toBe(true);
    });
  });

  test('writes before the finalizer stands, where deleting the resource would delete', () => {
    holds((observed) => {
      const { metadata, spec } = observed.resource;
      if (spec.deletionPolicy === 'Retain' || metadata.deletionTimestamp !== undefined) return;
      const bare: Observed = {
        ...observed,
        resource: { ...observed.resource, metadata: { ...metadata, finalizers: [] } },
      };
      const plan = decide(bare);
      const writes = plan.steps.some(({ action }) => ['Create', 'Patch', 'Duplicate'].includes(action));
      if (writes) expect(plan.finalizer).toBe('Add');
    });
  });
});

test('no value, nor six characters of one, is in any plan, status, Event or message', () => {
  const canaries = fc.string({ unit: fc.constantFrom('Q', 'Z', 'X', '7', '#'), minLength: 6, maxLength: 40 });
  const invalid = canaries.map((text) => Buffer.concat([Buffer.from(text), Uint8Array.of(0xff)]));
  fc.assert(
    fc.property(fc.oneof(worlds(fc.oneof(canaries, invalid)), goingWorlds(canaries)), (world) => {
      const observed: Observed = { ...observe(world), maxValueBytes: 20 };
      const plan = decide(observed);
      const { outcomes } = carryOut(plan, { secrets: world.secrets, writes: 0 }, us);
      const said = JSON.stringify([
        plan,
        judge({ observed, plan, outcomes }, clock),
        judge({ observed, plan, outcomes: new Map() }, clock),
      ]);
      for (const value of Object.values(world.keys)) {
        for (const text of [Buffer.from(value).toString('latin1'), Buffer.from(value).toString('base64')]) {
          for (let from = 0; from + 6 <= text.length; from++) expect(said).not.toContain(text.slice(from, from + 6));
        }
      }
    }),
    { numRuns: 500 },
  );
});
