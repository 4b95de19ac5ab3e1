import { describe, expect, test } from 'vitest';
import type { LabelSelector } from '../../src/api/resources.ts';
import { matchesLabels } from '../../src/core/label-selector.ts';

const labels = { env: 'prod', team: 'shop' };

const cases: readonly (readonly [string, LabelSelector, boolean])[] = [
  ['without any requirement matches everything', {}, true],
  ['matches where every label has its value', { matchLabels: { env: 'prod', team: 'shop' } }, true],
  ['does not match where one label has another value', { matchLabels: { env: 'prod', team: 'pay' } }, false],
  ['does not match where a label is missing', { matchLabels: { tier: 'one' } }, false],
  ['with In matches one of the values', { matchExpressions: [of('env', 'In', 'dev', 'prod')] }, true],
  ['with In does not match another value', { matchExpressions: [of('env', 'In', 'dev')] }, false],
  ['with In does not match a missing label', { matchExpressions: [of('tier', 'In', 'one')] }, false],
  ['with In and no values matches nothing', { matchExpressions: [{ key: 'env', operator: 'In' }] }, false],
  ['with NotIn matches another value', { matchExpressions: [of('env', 'NotIn', 'dev')] }, true],
  ['with NotIn does not match one of the values', { matchExpressions: [of('env', 'NotIn', 'prod')] }, false],
  ['with NotIn matches a missing label, as in Kubernetes', { matchExpressions: [of('tier', 'NotIn', 'one')] }, true],
  ['with Exists matches whatever the value', { matchExpressions: [of('env', 'Exists')] }, true],
  ['with Exists does not match a missing label', { matchExpressions: [of('tier', 'Exists')] }, false],
  ['with DoesNotExist matches a missing label', { matchExpressions: [of('tier', 'DoesNotExist')] }, true],
  ['with DoesNotExist does not match a label that is there', { matchExpressions: [of('env', 'DoesNotExist')] }, false],
  [
    'does not match where the labels do and an expression does not',
    { matchLabels: { env: 'prod' }, matchExpressions: [of('team', 'NotIn', 'shop')] },
    false,
  ],
  ['takes no label for there that every object inherits', { matchExpressions: [of('constructor', 'Exists')] }, false],
];

describe('a label selector', () => {
  test.each(cases)('%s', (_name, selector, expected) => {
    expect(matchesLabels(selector, labels)).toBe(expected);
  });
});

function of(
  key: string,
  operator: NonNullable<LabelSelector['matchExpressions']>[number]['operator'],
  ...values: string[]
): NonNullable<LabelSelector['matchExpressions']>[number] {
  return { key, operator, ...(values.length > 0 && { values }) };
}
