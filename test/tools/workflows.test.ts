import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import packageJson from '../../package.json' with { type: 'json' };
import { root } from '../docs/pages.ts';

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly defaults?: { readonly run: { readonly shell: string } };
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions?: Readonly<Record<string, string>>;
        readonly uses?: string;
        readonly steps?: readonly Step[];
      }
    >
  >;
}

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const workflows = globSync('.github/workflows/*.yaml', { cwd: root }).map((path) => {
  const text = read(path);
  return { path, text, workflow: parse(text) as Workflow };
});
const wordsAfter = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, word = '']) => word);
const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps = [] }) => steps);

/** Those that name a file of the repository, and not what a script has just written, an image or a variable. */
function filesNamedIn({ jobs }: Workflow): readonly string[] {
  const steps = Object.values(jobs).flatMap(({ uses, steps: all = [] }) => [...all, { run: uses ?? '' }]);
  const scripts = steps.flatMap(({ run }) => run ?? []);
  const written = new Set(scripts.flatMap((script) => wordsAfter(script, /(?:>>?|\btee )([\w.-]+)/g)));
  const inputs = steps.flatMap((step) => Object.entries(step.with ?? {}));
  const words = [
    ...scripts.flatMap((script) => script.split(/[\s"'=;|()]+/)),
    ...inputs.filter(([name]) => name.endsWith('-file')).map(([, path]) => String(path)),
  ];
  return words.filter(
    (word) =>
      /^\.?\w[\w.-]*(?:\/[\w.-]+)+$|^\.\/[\w./-]+$|^[\w.-]+\.(?:md|json|ya?ml|ts)$/.test(word) &&
      !word.startsWith('ghcr.io/') &&
      !written.has(word),
  );
}

/** What a step of the release does in a shell of its own, with these variables and in this folder. */
function runStep(name: string, { cwd = root, ...variables }: Readonly<Record<string, string>>) {
  const release = workflows.find(({ path }) => path.endsWith('release.yaml'));
  const step = release && stepsOf(release.workflow).find((one) => one.name === name);
  const env = { PATH: process.env['PATH'], ...variables };
  return spawnSync('bash', ['-eo', 'pipefail', '-c', step?.run ?? 'exit 99'], { cwd, env, encoding: 'utf8' });
}

const isFixed = (what: string): boolean => /^\.\/|^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(what);

describe.each(workflows)('$path', ({ text, workflow }) => {
  test('uses what is in this repository, or a commit that its version is told of', () => {
    const used = [...text.matchAll(/uses: (.*)$/gm)].map(([, what = '']) => what);
    expect(used.filter((what) => !isFixed(what))).toEqual([]);
  });

  test('may only read, unless a job says more', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target');
    const more = Object.entries(workflow.jobs).flatMap(([job, { permissions }]) =>
      permissions ? [[job, permissions]] : [],
    );
    // The release with its files, image and chart, and what binds the signatures to the workflow.
    const publishing = { contents: 'write', packages: 'write', 'id-token': 'write' };
    expect(more).toEqual('publish' in workflow.jobs ? [['publish', publishing]] : []);
  });

  test('names scripts and files that there are', () => {
    const scripts = wordsAfter(text, /npm (?:run )?([a-z][a-z:-]*)/g);
    expect(scripts.filter((script) => !['ci', 'sbom', ...Object.keys(packageJson.scripts)].includes(script))).toEqual(
      [],
    );
    const files = filesNamedIn(workflow);
    expect(files).not.toEqual([]);
    expect(files.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('ends a script at its first failure, that of the first of two commands in a pipe among them', () => {
    expect(workflow.defaults).toEqual({ run: { shell: 'bash' } });
  });

  test('runs scripts that a shell can read, into which nothing is pasted', () => {
    const scripts = stepsOf(workflow).flatMap(({ run }) => run ?? []);
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
    for (const script of scripts) expect(spawnSync('bash', ['-n', '-c', script]).status).toBe(0);
  });
});

/** A folder that goes with the test. */
function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'release-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('a release', () => {
  const { version } = packageJson;
  test('begins where the tag is the version of package.json, and nowhere else', () => {
    const outputs = join(temporary(), 'outputs');
    const read = (tag: string) =>
      runStep('The tag is the version of package.json', {
        GITHUB_REF_NAME: tag,
        GITHUB_OUTPUT: outputs,
        GITHUB_REPOSITORY_OWNER: 'SomeBody',
      });
    expect(read('v9.9.9').status).toBe(1);
    expect(read(`v${version}`).status).toBe(0);
    expect(readFileSync(outputs, 'utf8')).toBe(`version=${version}\nowner=somebody\n`);
  });

  test('has chart and manifests name the image of whoever makes it', () => {
    const folder = temporary();
    for (const name of ['charts', 'deploy']) cpSync(join(root, name), join(folder, name), { recursive: true });
    const image = 'ghcr.io/somebody/secrets-store-operator';
    const { status } = runStep("Let chart and manifests name this owner's image", { cwd: folder, IMAGE: image });
    expect(status).toBe(0);
    const texts = globSync('{charts,deploy}/**/*.yaml', { cwd: folder }).map((path) =>
      readFileSync(join(folder, path), 'utf8'),
    );
    expect(texts.filter((text) => text.includes('ghcr.io/secrets-store-operator/secrets-store-operator'))).toEqual([]);
    expect(readFileSync(join(folder, 'deploy/install.yaml'), 'utf8')).toContain(`image: ${image}:${version}`);
    expect(readFileSync(join(folder, 'charts/secrets-store-operator/values.yaml'), 'utf8')).toContain(
      `repository: ${image}\n`,
    );
  });

  test('tells what the changelog says of this version', () => {
    const folder = temporary();
    const changelog = `# Changelog\n\n## 9.9.9\n\n- Newer.\n\n## ${version}\n\n- This one.\n\n## 0.0.1\n\n- Older.\n`;
    writeFileSync(join(folder, 'CHANGELOG.md'), changelog);
    // In place of GitHub's own program, one that says with what it is called.
    writeFileSync(join(folder, 'gh'), '#!/bin/sh\necho "$@"\n', { mode: 0o755 });
    const { stdout } = runStep('Publish the release with its manifests', {
      cwd: folder,
      PATH: `${folder}:${process.env['PATH']}`,
      VERSION: version,
      GITHUB_REF_NAME: `v${version}`,
    });
    expect(stdout).toContain(`release create v${version}`);
    expect(readFileSync(join(folder, 'notes.md'), 'utf8').trim()).toBe('- This one.');
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
