import { eventually } from '../../support/eventually.ts';
import { accountId, sourceSecret, token } from '../../support/sample-objects.ts';
import type { Action, Choice } from './actions.ts';
import { confirmDeletions, markedText } from './marks.ts';
import { observe } from './observe.ts';
import { chosenIn, performed } from './performed.ts';
import type { Site } from './site.ts';
import { allowedNamespacesOf, newStoreObject, storeObject } from './store-objects.ts';
import { nameIn, placeIn, placeOf, type Remote, sharedPlace, withResource, withStore, type World } from './world.ts';

/** Does it for real, and answers the world after it; undefined where it makes no sense as things stand. */
export async function enact(site: Site, before: World, action: Action): Promise<World | undefined> {
  const { objects, admin } = site;
  switch (action.kind) {
    case 'PutKey':
    case 'RemoveKey': {
      const after = performed(before, action);
      const source = after?.sources[action.secret];
      if (source) await objects.apply(sourceSecret(source, action.secret));
      return after;
    }
    case 'DeleteSecret': {
      const after = performed(before, action);
      if (after) await objects.remove('Secret', action.secret);
      return after;
    }
    case 'Create':
    case 'Edit':
    case 'Move':
      return applyResource(site, before, action);
    case 'Confirm': {
      const after = performed(before, action);
      if (after === undefined || !(await objects.read('SecretsStoreSecret', action.resource))) return undefined;
      await objects.annotate('SecretsStoreSecret', action.resource, { [confirmDeletions]: String(action.count) });
      return after;
    }
    case 'Delete':
      return deleteResource(site, before, action);
    case 'EditStore': {
      const { kind: _, store, ...spec } = action;
      return (await site.editStore(store, spec)) ? performed(before, action) : undefined;
    }
    case 'Fence': {
      const allowedNamespaces = allowedNamespacesOf(action.allowed, site.namespace);
      return (await site.editStore(sharedPlace, { allowedNamespaces })) ? performed(before, action) : undefined;
    }
    case 'DeleteStore':
      return deleteStore(site, before, action.store);
    case 'PutStore': {
      const { kind, name } = storeObject(site, action.store);
      if ((await objects.read(kind, name)) !== undefined) return undefined;
      await objects.apply(newStoreObject(site, action.store));
      return performed(before, action);
    }
    case 'SetQuota':
      await admin.settings({ accounts: [{ id: accountId, secretsQuota: action.places }] });
      return performed(before, action);
    default:
      return changeRemote(site, before, action);
  }
}

type ResourceAction = Extract<Action, { readonly kind: 'Create' | 'Edit' | 'Move' }>;

/** By its uid, so that one that has gone meanwhile is not made anew by an edit, and one that is going is no new one. */
async function applyResource(site: Site, before: World, action: ResourceAction): Promise<World | undefined> {
  const { objects } = site;
  const name = action.resource;
  const after = performed(before, action);
  const resource = after?.resources[name];
  if (after === undefined || resource === undefined) return undefined;
  const real = await objects.read('SecretsStoreSecret', name);
  if ((real === undefined) !== (action.kind === 'Create')) return undefined;
  const spec = { ...resource.spec, storeRef: storeObject(site, placeOf(resource)) };
  const uid = real && { uid: real.metadata.uid };
  const { status, body } = await objects.tryApply({ kind: 'SecretsStoreSecret', metadata: { name, ...uid }, spec });
  if (real !== undefined && (status === 404 || status === 409)) return undefined;
  if (status >= 300) throw new Error(`The API server says ${status}: ${JSON.stringify(body)}`);
  const { uid: identity, creationTimestamp } = body.metadata;
  return withResource(after, { ...resource, uid: String(identity), created: String(creationTimestamp) });
}

type Deletion = Extract<Action, { readonly kind: 'Delete' }>;

/** Whether a finalizer keeps it shows only now, where the operator has not been at rest. */
async function deleteResource({ objects }: Site, before: World, action: Deletion): Promise<World | undefined> {
  const name = action.resource;
  const resource = before.resources[name];
  const real = await objects.read('SecretsStoreSecret', name);
  if (resource === undefined || real === undefined) return undefined;
  await objects.remove('SecretsStoreSecret', name);
  const stays = real.metadata.finalizers?.length
    ? true
    : (await objects.read('SecretsStoreSecret', name)) !== undefined;
  return performed(withResource(before, { ...resource, hasFinalizer: stays }), action);
}

/** Likewise. */
async function deleteStore(site: Site, before: World, place: string): Promise<World | undefined> {
  const { objects } = site;
  const { kind, name } = storeObject(site, place);
  const store = before.stores[place];
  const real = await objects.read(kind, name);
  if (store === undefined || store.isDeleting || real === undefined) return undefined;
  await objects.remove(kind, name);
  const hasFinalizer = (await objects.read(kind, name)) !== undefined;
  return performed(withStore(before, place, { ...store, hasFinalizer }), { kind: 'DeleteStore', store: place });
}

type RemoteAction = Extract<Action, { readonly at: Choice }>;

async function changeRemote(site: Site, world: World, action: RemoteAction): Promise<World | undefined> {
  const { admin, namespace } = site;
  const before = { ...world, remote: (await observe(site)).remote };
  const after = performed(before, action);
  if (after === undefined) return undefined;
  const at = chosenIn(before, action.at);
  const now = after.remote[at];
  const { id = '' } = before.remote[at] ?? {};
  const place = placeIn(at);
  if (action.kind === 'RemoveRemote') return (await call(site, { method: 'DELETE', place, id })) ? after : undefined;
  if (now === undefined) return undefined;
  if (action.kind !== 'AddRemote') {
    const changed = await call(site, { method: 'PATCH', place, id, body: partsOf(action, now, namespace) });
    if (!changed) return undefined;
    // A new value is pending at first, and its activation moves the time once more.
    const active = await eventually(
      async () => {
        const observed = await observe(site);
        return !observed.pending.includes(at) && observed;
      },
      { until: `what somebody else has changed of secret "${at}" is active` },
    );
    return { ...after, remote: active.remote };
  }
  const name = nameIn(at);
  const comment = markedText(now.comment, now.owner, namespace);
  await admin.seed(accountId, place, [{ name, value: now.value, scopes: now.scopes, comment }]);
  return { ...after, remote: (await observe(site)).remote };
}

function partsOf(action: RemoteAction, { value, scopes, comment, owner }: Remote, namespace: string): object {
  const text = { comment: markedText(comment, owner, namespace) };
  if (action.kind !== 'ChangeRemote') return text;
  return {
    ...(action.parts.includes('value') && { value }),
    ...(action.parts.includes('scopes') && { scopes }),
    ...(action.parts.includes('comment') && text),
  };
}

interface Call {
  readonly method: 'PATCH' | 'DELETE';
  readonly place: string;
  readonly id: string;
  readonly body?: object;
}

/**
 * By the API, as anybody else; false where the secret has gone meanwhile. A fault that was meant for the operator may hit this
 * call instead, and strikes once: so it is tried again.
 */
async function call(site: Site, { method, place, id, body }: Call, triesLeft = 2): Promise<boolean> {
  const { baseUrl, admin } = site;
  const store = (await admin.stores(accountId)).find(({ name }) => name === place);
  const url = `${baseUrl}/accounts/${accountId}/secrets_store/stores/${store?.id ?? ''}/secrets/${id}`;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const request = { method, headers, ...(body && { body: JSON.stringify(body) }) };
  const answer = await fetch(url, request).catch(() => undefined);
  if (answer?.ok || answer?.status === 404) return answer.ok;
  if (triesLeft > 0) return call(site, { method, place, id, ...(body && { body }) }, triesLeft - 1);
  throw new Error(`The other client is refused: ${(await answer?.text()) ?? 'no answer'}`);
}
