import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import packageJson from '../../package.json' with { type: 'json' };
import { readPage, root } from '../docs/pages.ts';
import { problemsOf } from '../docs/validate-resource.ts';
import { chartPath, objectsIn, type Rendered } from '../support/rendered-chart.ts';

interface HelmSource {
  readonly repoURL: string;
  readonly chart?: string;
  readonly targetRevision: string;
  readonly path?: string;
  readonly helm?: { readonly valuesObject: object };
}

const read = (path: string): readonly Rendered[] => objectsIn(readFileSync(join(root, path), 'utf8'));
const schema = JSON.parse(readFileSync(join(chartPath, 'values.schema.json'), 'utf8')) as object;
const areValues = new Ajv({ strict: false }).compile(schema);
const chart = /oci:\/\/(\S+)\/secrets-store-operator\b/.exec(readPage('docs/helm.md').text)?.[1];
const [application] = read('deploy/argocd/application.yaml') as [Rendered];
const [applicationSet] = read('deploy/argocd/applicationset.yaml') as [Rendered];
const sourceOf = ({ spec }: Rendered): HelmSource => (spec as { source: HelmSource }).source;
const sources = [sourceOf(application), sourceOf((applicationSet.spec as { template: Rendered }).template)];

test('Artifact Hub is told of our kinds, by examples that a cluster takes', () => {
  const [{ annotations }] = read('charts/secrets-store-operator/Chart.yaml') as unknown as [
    { readonly annotations: Readonly<Record<string, string>> },
  ];
  const told = (name: string): readonly Rendered[] => parse(annotations[`artifacthub.io/${name}`] ?? '') as Rendered[];
  const examples = told('crdsExamples');
  expect(examples).not.toEqual([]);
  expect(examples.flatMap(problemsOf)).toEqual([]);
  expect(
    told('crds')
      .map(({ kind }) => kind)
      .toSorted(),
  ).toEqual(
    read('deploy/crds.yaml')
      .map(({ spec }) => (spec as { readonly names: { readonly kind: string } }).names.kind)
      .toSorted(),
  );
});

describe('Argo CD', () => {
  test.each(sources)(
    'gets the chart that the docs name, in the version of this repository, and values that it takes',
    (source) => {
      expect(source).toMatchObject({
        repoURL: chart,
        chart: 'secrets-store-operator',
        targetRevision: packageJson.version,
      });
      // An ApplicationSet's name of the cluster is filled in by Argo CD.
      const { clusterName: _filledIn, ...values } = { clusterName: '', ...source.helm?.valuesObject };
      expect([areValues(values), areValues.errors]).toEqual([true, null]);
    },
  );

  test('applies stores before what is pushed', () => {
    const objects = globSync('deploy/argocd/secrets/*.yaml', { cwd: root }).flatMap(read);
    const waves = objects.map(({ kind, metadata }) => [kind, metadata.annotations?.['argocd.argoproj.io/sync-wave']]);
    expect(Object.fromEntries(waves)).toEqual({ ClusterSecretsStore: '0', SecretsStoreSecret: '1' });
    expect(objects.flatMap(problemsOf)).toEqual([]);
    const [secrets] = read('deploy/argocd/application-secrets.yaml') as [Rendered];
    expect(sourceOf(secrets).path).toBe('deploy/argocd/secrets');
  });
});

describe('Flux', () => {
  const objects = globSync('deploy/flux/*.yaml', { cwd: root }).flatMap(read);
  const specOf = (kind: string): unknown => objects.find((object) => object.kind === kind)?.spec;

  test('gets the chart that the docs name, in the versions that fit, and values that it takes', () => {
    const { url, ref } = specOf('OCIRepository') as { url: string; ref: { semver: string } };
    expect(url).toBe(`oci://${chart}/secrets-store-operator`);
    expect(ref.semver).toBe(packageJson.version.replace(/\.\d+$/, '.x'));
    expect(areValues((specOf('HelmRelease') as { values: object }).values)).toBe(true);
  });

  test('waits for stores before what is pushed', () => {
    const kustomizations = objects.filter(({ kind }) => kind === 'Kustomization');
    expect(kustomizations.map(({ spec }) => spec)).toMatchObject([
      { healthChecks: [{ apiVersion: 'secretsstore.dev/v1alpha1', kind: 'ClusterSecretsStore' }] },
      { dependsOn: [{ name: 'secrets-stores' }], wait: true },
    ]);
  });
});
