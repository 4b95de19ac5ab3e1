import { describe, expect, test } from 'vitest';
import { conditionsFor } from '../../src/core/conditions.ts';
import { decide } from '../../src/core/decide.ts';
import { entryAfter } from '../../src/core/entry-status.ts';
import { secretId } from '../../src/core/ids.ts';
import { pendingAfter } from '../../src/core/leftover-status.ts';
import { orphanStatus } from '../../src/core/orphans.ts';
import { withMark } from '../../src/core/ownership.ts';
import { pendingFrom } from '../../src/core/pending-deletion.ts';
import { previewOf } from '../../src/core/preview.ts';
import { terminal } from '../../src/core/sync-failure.ts';
import { address, nowMs, observed, record, remote, resource, store } from './builders.ts';

const endless = 'x'.repeat(100_000);
const failure = terminal('NameNotAllowed', endless);
const owner = { cluster: endless, namespace: endless, name: endless };
const orphans = orphanStatus([{ id: secretId('id'), name: endless, owner }]).orphans;

function leftoverMessage(): string | undefined {
  const pending = pendingFrom(record(remote()), { kind: 'SecretsStore', name: 'before', ...address });
  const step = { name: 'KEY', action: 'Hold', failure } as const;
  return pending && pendingAfter({ pending, step }, new Map())?.message;
}

function plannedWhy(): string | undefined {
  const seen = observed({
    resource: resource({ adoptionPolicy: 'Always' }),
    store: store([remote({ comment: withMark('', owner) })]),
  });
  return previewOf(decide(seen), seen.resource).changes?.[0]?.why;
}

describe('however long what is told, status holds no more than', () => {
  const { conditions } = conditionsFor({ kind: 'Failing', failure }, { previous: [], generation: 1, nowMs });
  test.each([
    ...conditions.map(({ type, message }) => [4_096, `the message of ${type}`, message] as const),
    [1_024, 'the message of an entry', entryAfter({ name: 'KEY', action: 'Hold', failure }, undefined)?.message],
    [512, 'the message of a secret that was left in another store', leftoverMessage()],
    [1_024, 'why a plan would change something', plannedWhy()],
    [253, "an orphan's name", orphans?.[0]?.name],
    [317, "the name of an orphan's resource", orphans?.[0]?.resource],
  ] as const)('%i letters of %s', (letters, _, text) => {
    expect(text).toHaveLength(letters);
  });
});
