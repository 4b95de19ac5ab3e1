import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import { observedWithoutValues, planWithoutValues, valueBytesOf } from '../../src/core/without-values.ts';
import { SecretBytes } from '../../src/core/secret-bytes.ts';
import { SecretValue } from '../../src/core/secret-value.ts';
import { observed } from './builders.ts';

/** Every object that can be reached from this one. */
function* reachable(from: unknown, seen = new Set<unknown>()): Iterable<unknown> {
  if (typeof from !== 'object' || from === null || seen.has(from)) return;
  seen.add(from);
  yield from;
  const inside = from instanceof Map ? from.values() : Object.values(from);
  for (const one of inside) yield* reachable(one, seen);
}

const holdsValues = (thing: unknown): boolean =>
  [...reachable(thing)].some((one) => one instanceof SecretValue || one instanceof SecretBytes);

test('what was found and what was done hold no value any more, and all the rest', () => {
  const found = observed();
  const plan = decide(found);
  expect(holdsValues([found, plan])).toBe(true);

  const [left, done] = [observedWithoutValues(found), planWithoutValues(plan)];
  expect(holdsValues([left, done])).toBe(false);
  expect(done.steps.map(({ name, action }) => [name, action])).toEqual([['KEY', 'Create']]);
  expect(inspect(done, { depth: 5 })).toContain('v1:');
  expect(left.source).toMatchObject({ kind: 'Read', resourceVersion: '10' });
});

test('a plan weighs as much as the values that it sends', () => {
  const plan = decide(observed());
  const [step] = plan.steps;
  const bytes = step?.action === 'Create' && step.payload.kind === 'Read' ? step.payload.value.sizeBytes : 0;
  expect(bytes).toBeGreaterThan(0);
  expect(valueBytesOf(plan)).toBe(bytes);
  expect(valueBytesOf(planWithoutValues(plan))).toBe(0);
});
