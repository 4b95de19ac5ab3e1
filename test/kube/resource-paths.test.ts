import { expect, test } from 'vitest';
import { listPath, objectPath } from '../../src/kube/resource-paths.ts';

test.each([
  [{ apiVersion: 'v1', kind: 'Secret' }, '/api/v1/secrets'],
  [{ apiVersion: 'v1', kind: 'Secret', namespace: 'shop' }, '/api/v1/namespaces/shop/secrets'],
  [{ apiVersion: 'v1', kind: 'Namespace' }, '/api/v1/namespaces'],
  [
    { apiVersion: 'secretsstore.dev/v1alpha1', kind: 'ClusterSecretsStore' },
    '/apis/secretsstore.dev/v1alpha1/clustersecretsstores',
  ],
  [
    { apiVersion: 'events.k8s.io/v1', kind: 'Event', namespace: 'a/b' },
    '/apis/events.k8s.io/v1/namespaces/a%2Fb/events',
  ],
])('%j is listed at %s', (scope, path) => {
  expect(listPath(scope)).toBe(path);
});

test('an object stands below its list, and its name cannot lead elsewhere', () => {
  expect(objectPath({ apiVersion: 'v1', kind: 'Namespace', name: 'kube-system' })).toBe(
    '/api/v1/namespaces/kube-system',
  );
  expect(objectPath({ apiVersion: 'v1', kind: 'Secret', namespace: 'shop', name: '../x' })).toBe(
    '/api/v1/namespaces/shop/secrets/..%2Fx',
  );
});

test('a kind without a plural is a bug, and not a wrong request', () => {
  expect(() => listPath({ apiVersion: 'v1', kind: 'toString' })).toThrow('no plural for toString');
});
