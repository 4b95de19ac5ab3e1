import type { SecretsStoreSecret } from '../api/resources.ts';
import type { NextLook } from '../core/next-look.ts';
import { loggedNames } from '../core/logged-names.ts';
import { releasedNote, secretsOf } from '../core/released.ts';
import { keyOf } from '../kube/kube-object.ts';
import type { Context } from './context.ts';
import { letGo } from './finalizer.ts';
import type { Pass } from './pass.ts';
import { recordEvents } from './record-events.ts';

/** Lets a resource go without a call to Cloudflare, and says what stays there. */
export async function release(resource: SecretsStoreSecret, context: Context, pass: Pass): Promise<NextLook> {
  if (!(await letGo(resource, context, pass))) return { kind: 'Backoff' };
  const secrets = secretsOf(resource);
  const line = { resource: keyOf(resource), count: secrets.length, secrets: loggedNames(secrets) };
  context.log.warn(line, 'released; its secrets stay at Cloudflare');
  context.metrics.finalizerReleased('Released');
  await recordEvents(context, { regarding: resource, events: [releasedNote(resource)] }, pass);
  return { kind: 'Done' };
}
