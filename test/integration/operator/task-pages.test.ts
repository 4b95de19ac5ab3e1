import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { codeBlocksOf, pages } from '../../docs/pages.ts';
import { kubeClient } from '../../support/kube-client.ts';
import { kubeObjects, type NewObject } from '../../support/kube-objects.ts';

const namespace = `test-${randomBytes(4).toString('hex')}`;
const objects = kubeObjects(kubeClient(inject('kubeconfigPath')), namespace);

beforeAll(async () => void (await objects.apply({ kind: 'Namespace', metadata: { name: namespace } })));
afterAll(async () => objects.remove('Namespace', namespace));

const blocks = pages
  .filter(({ path }) => path.startsWith('docs/tasks/'))
  .flatMap(codeBlocksOf)
  .filter(({ language }) => language === 'yaml');

/** In the namespace of the test, whatever the page says. */
const objectsIn = (yaml: string): readonly NewObject[] =>
  parseAllDocuments(yaml).map((document) => {
    const { metadata, ...rest } = document.toJS() as NewObject;
    const { namespace: _namespace, ...others } = metadata;
    return { ...rest, metadata: others };
  });

describe('the API server takes what a task page shows', () => {
  test.each(blocks.map((block) => [`${block.page}:${block.line}`, block.text]))('%s', async (_place, text) => {
    for (const object of objectsIn(text)) {
      const { status, body } = await objects.tryApply(object);
      expect([body['message'], status < 300]).toEqual([undefined, true]);
      await objects.remove(object.kind, object.metadata.name);
    }
  });
});
