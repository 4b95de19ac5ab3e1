import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { CallReport } from '../../src/cloudflare/call-report.ts';
import type { PassReport, ReleaseCause } from '../../src/sync/metrics.ts';
import { headingsOf, readPage, root, withoutCodeBlocks } from '../docs/pages.ts';
import { registeredMetrics } from '../metrics/registered.ts';
import { looksOf } from './promql.ts';

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<'summary' | 'description' | 'runbook', string>>;
}

interface Dashboard {
  readonly panels: readonly Readonly<{
    title: string;
    targets?: readonly Readonly<{ expr: string; legendFormat: string }>[];
  }>[];
}

const read = (name: string): string => readFileSync(join(root, 'deploy', 'monitoring', name), 'utf8');
const alerts = (parse(read('rules.yaml')) as { groups: { rules: Alert[] }[] }).groups.flatMap(({ rules }) => rules);
const panels = (JSON.parse(read('dashboard.json')) as Dashboard).panels.filter(({ targets }) => targets !== undefined);

/** What each series has beside the labels of its metric: who was scraped. */
const ofEveryScrape = ['job', 'instance'];

const labelsOf = new Map(
  registeredMetrics.flatMap(({ name, type, labels }): [string, readonly string[]][] =>
    type === 'histogram'
      ? [
          [`${name}_bucket`, [...labels, 'le']],
          [`${name}_sum`, labels],
          [`${name}_count`, labels],
        ]
      : [[name, labels]],
  ),
);

interface Used {
  readonly where: string;
  readonly expr: string;
  /** What is written for people, with labels in it. */
  readonly texts: readonly string[];
}

const used: readonly Used[] = [
  ...alerts.map(({ alert, expr, annotations }) => ({ where: alert, expr, texts: Object.values(annotations) })),
  ...panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ expr, legendFormat }) => ({ where: `panel "${title}"`, expr, texts: [legendFormat] })),
  ),
];

test.each(used)('$where uses metrics and labels that the operator has', ({ expr, texts }) => {
  const { metrics, labels } = looksOf(expr);
  expect(metrics).not.toEqual([]);
  expect(metrics.filter((metric) => !labelsOf.has(metric))).toEqual([]);
  const known = new Set([...ofEveryScrape, ...metrics.flatMap((metric) => labelsOf.get(metric) ?? [])]);
  const shown = texts.flatMap((text) =>
    [...text.matchAll(/\{\{ ?(?:\$labels\.)?(\w+) ?\}\}/g)].map(([, one = '']) => one),
  );
  expect([...labels, ...shown].filter((label) => !known.has(label))).toEqual([]);
});

test('the dashboard shows every metric of ours but how often watches end, which is no news', () => {
  const shown = new Set(panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => looksOf(expr).metrics)));
  const isShown = (name: string) => ['', '_bucket', '_sum'].some((part) => shown.has(`${name}${part}`));
  const unseen = registeredMetrics.map(({ name }) => name).filter((name) => !isShown(name));
  expect(unseen).toEqual(['secrets_store_operator_watch_restarts_total', 'process_start_time_seconds']);
});

describe('the runbooks', () => {
  const page = readPage('docs/runbooks.md');

  test('have a section for each alert, in the same order, and for nothing else', () => {
    expect(headingsOf(page, 2)).toEqual(alerts.map(({ alert }) => alert));
  });

  test.each(alerts)('$alert leads to its section, which says what it means, where to look and what to do', (rule) => {
    expect(rule.annotations.runbook).toBe(`docs/runbooks.md#${rule.alert.toLowerCase()}`);
    expect(rule.labels['severity']).toMatch(/^(critical|warning|info)$/);
    const section = withoutCodeBlocks(page.text)
      .split(/^## /m)
      .find((text) => text.startsWith(`${rule.alert}\n`));
    for (const part of ['Means', 'Look', 'Do']) expect(section).toMatch(new RegExp(`^- \\*\\*${part}:\\*\\* \\S`, 'm'));
  });
});

/** By the types of the code, so that a word that goes there is missed here. */
const words: Readonly<Record<string, readonly string[]>> = {
  cause: ['Abandoned'] satisfies ReleaseCause[],
  result: ['Bug'] satisfies PassReport['result'][],
  outcome: ['Success', 'RateLimited', 'Unavailable'] satisfies CallReport['outcome'][],
};

test('what a label must be is a word of the code', () => {
  const matched = used.flatMap(({ expr }) => [...expr.matchAll(/(cause|result|outcome)!?="(\w+)"/g)]);
  expect(matched.length).toBeGreaterThan(0);
  expect(matched.filter(([, label = '', word = '']) => !words[label]?.includes(word))).toEqual([]);
});
