import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { yamlBlocks } from '../../docs/pages.ts';
import { kubeClient, type KubeDocument } from '../../support/kube-client.ts';

const client = kubeClient(inject('kubeconfigPath'));
const namespace = `test-${randomBytes(4).toString('hex')}`;

beforeAll(async () => {
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  expect(await client({ method: 'POST', path: '/api/v1/namespaces', body })).toMatchObject({ status: 201 });
});
afterAll(async () => client({ method: 'DELETE', path: `/api/v1/namespaces/${namespace}` }));

const blocks = yamlBlocks().filter(({ mark }) => mark === '');

/** Where the API server has objects of this kind: in the namespace of the test, whatever the page says. */
async function pathOf({ apiVersion, kind, metadata }: KubeDocument): Promise<string> {
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const { body } = await client({ method: 'GET', path: group });
  const known = (body['resources'] ?? []) as readonly { kind: string; name: string; namespaced: boolean }[];
  const found = known.find(({ kind: candidate, name }) => candidate === kind && !name.includes('/'));
  if (found === undefined) {
    throw new Error(`The API server has no ${apiVersion} ${kind}: say whose it is, by \`\`\`yaml of …`);
  }
  return `${group}${found.namespaced ? `/namespaces/${namespace}` : ''}/${found.name}/${metadata.name}`;
}

const here = ({ metadata: { namespace: elsewhere, ...metadata }, ...rest }: KubeDocument): KubeDocument => ({
  ...rest,
  metadata: { ...metadata, ...(elsewhere !== undefined && { namespace }) },
});

describe('the API server takes what a page shows, to the last field', () => {
  test.each(blocks.map((block) => [`${block.page}:${block.line}`, block.text]))('%s', async (_place, text) => {
    for (const document of parseAllDocuments(text)) {
      const object = document.toJS() as KubeDocument;
      const path = await pathOf(object);
      const { status, body } = await client({
        method: 'PATCH',
        path: `${path}?fieldManager=test&force=true&fieldValidation=Strict`,
        contentType: 'application/apply-patch+yaml',
        body: here(object),
      });
      expect([body['message'], status < 300]).toEqual([undefined, true]);
      await client({ method: 'DELETE', path });
    }
  });
});
