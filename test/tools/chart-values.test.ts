import { expect, test } from 'vitest';
import { readChartValues } from '../../tools/generate/chart/chart-values.ts';
import { root } from '../docs/pages.ts';

const values = readChartValues(root);

test('what stands at the top of values.yaml, apart, is said of no value', () => {
  expect(values[0]).toEqual({
    path: ['nameOverride'],
    default: '',
    description: "Replaces the chart's name in the names of what is installed.",
  });
});

test('each value is described in one line, to its end', () => {
  const odd = values.filter(({ description }) => !/^\S.*\.$/.test(description) || description.includes('  '));
  expect(odd).toEqual([]);
});
