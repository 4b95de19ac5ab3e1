import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import packageJson from '../../package.json' with { type: 'json' };
import { root } from '../docs/pages.ts';

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly steps?: readonly { readonly run?: string }[] }>>;
}

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const workflows = globSync('.github/workflows/*.yaml', { cwd: root }).map((path) => {
  const text = read(path);
  return { path, text, workflow: parse(text) as Workflow };
});
const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps = [] }) => steps);

const isFixed = (what: string): boolean => /^\.\/|^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(what);

describe.each(workflows)('$path', ({ text, workflow }) => {
  test('uses what is in this repository, or a commit that its version is told of', () => {
    const used = [...text.matchAll(/uses: (.*)$/gm)].map(([, what = '']) => what);
    expect(used.filter((what) => !isFixed(what))).toEqual([]);
  });

  test('may only read, unless a job says more', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
  });

  test('runs scripts that a shell can read, into which nothing is pasted', () => {
    const scripts = stepsOf(workflow).flatMap(({ run }) => run ?? []);
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
    for (const script of scripts) expect(spawnSync('bash', ['-n', '-c', script]).status).toBe(0);
  });
});

describe('the version of package.json', () => {
  const { version } = packageJson;

  test('is the newest of the changelog', () => {
    expect(/^## (\S+)$/m.exec(read('CHANGELOG.md'))?.[1]).toBe(version);
  });

  test('is no second time in the Dockerfile, nor in a workflow', () => {
    for (const path of ['Dockerfile', ...workflows.map((one) => one.path)]) expect(read(path)).not.toContain(version);
  });

  test.each(globSync('charts/*/Chart.yaml', { cwd: root }))('is that of %s, and of the operator in it', (path) => {
    expect(parse(read(path))).toMatchObject({ version, appVersion: version });
  });
});
