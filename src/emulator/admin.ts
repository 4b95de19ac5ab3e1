import { applySettings, listSecretsWithValues, seedSecrets } from './admin-actions.ts';
import { readFault } from './fault-body.ts';
import { maxFaults } from './faults.ts';
import { parseJson } from './json-body.ts';
import { matchRoute } from './path-match.ts';
import { operations } from './routes.ts';
import { readSeeds } from './seed-body.ts';
import { readSettingsPatch } from './settings-body.ts';
import type { Store } from './state.ts';
import type { World } from './world.ts';

/**
 * The other side of the emulator: what only Cloudflare could see or do. It has no authentication and shows values,
 * so it belongs on loopback and into tests. Its calls are neither logged nor limited.
 */
export type AdminRequest = Readonly<{
  method: string;
  /** Below `/admin`. */
  path: string;
  body: Uint8Array | undefined;
}>;

export type AdminReply = Readonly<{ status: number; body: unknown }>;

/** `replaceWorld` starts again from the options. */
export type AdminScope = Readonly<{ world: World; replaceWorld: () => void }>;

type Params = Readonly<Record<string, string>>;

type Route = Readonly<{
  method: string;
  path: string;
  run: (scope: AdminScope, params: Params, json: unknown) => AdminReply;
}>;

const done = (body: unknown = {}): AdminReply => ({ status: 200, body });
const refused = (status: number, error: string): AdminReply => ({ status, body: { error } });

const secrets = '/accounts/:account/stores/:store/secrets';

export const adminRoutes: readonly Route[] = [
  { method: 'GET', path: '/accounts/:account/stores', run: listStores },
  { method: 'GET', path: secrets, run: listSecrets },
  { method: 'POST', path: secrets, run: seed },
  { method: 'GET', path: '/calls', run: ({ world }) => done(world.calls.list()) },
  { method: 'DELETE', path: '/calls', run: clearCalls },
  { method: 'GET', path: '/faults', run: ({ world }) => done(world.faults.list()) },
  { method: 'POST', path: '/faults', run: injectFault },
  { method: 'DELETE', path: '/faults', run: clearFaults },
  { method: 'GET', path: '/settings', run: ({ world }) => done(world.settings) },
  { method: 'PATCH', path: '/settings', run: changeSettings },
  { method: 'POST', path: '/reset', run: reset },
];

export function handleAdmin(scope: AdminScope, request: AdminRequest): AdminReply {
  const matched = matchRoute(adminRoutes, request, (segment) => segment !== '');
  if (matched === undefined) return refused(404, `No such admin endpoint: ${request.method} ${request.path}`);
  const json = parseJson(request.body ?? new Uint8Array());
  return matched.route.run(scope, matched.params, json.ok ? json.value : undefined);
}

function listStores({ world }: AdminScope, params: Params): AdminReply {
  const account = world.accounts.get(params['account'] ?? '');
  if (account === undefined) return refused(404, 'No such account');
  return done([...account.stores.values()].map(({ id, name }) => ({ id, name })));
}

function listSecrets({ world }: AdminScope, params: Params): AdminReply {
  const store = findStore(world, params);
  return store === undefined ? refused(404, 'No such store') : done(listSecretsWithValues(world, store));
}

function seed({ world }: AdminScope, params: Params, json: unknown): AdminReply {
  const store = findStore(world, params);
  if (store === undefined) return refused(404, 'No such store');
  const seeds = readSeeds(json);
  if (typeof seeds === 'string') return refused(400, seeds);
  return done(seedSecrets(world, store, seeds));
}

function clearCalls({ world }: AdminScope): AdminReply {
  world.calls.clear();
  return done();
}

function injectFault({ world }: AdminScope, _params: unknown, json: unknown): AdminReply {
  const fault = readFault(
    json,
    operations.map(({ name }) => name),
  );
  if (typeof fault === 'string') return refused(400, fault);
  const id = world.faults.add(fault);
  return id === undefined ? refused(400, tooManyFaults) : done({ id });
}

const tooManyFaults = `${String(maxFaults)} faults are armed, which is the most: DELETE /admin/faults first`;

function clearFaults({ world }: AdminScope): AdminReply {
  world.faults.clear();
  return done();
}

function changeSettings({ world }: AdminScope, _params: unknown, json: unknown): AdminReply {
  const patch = readSettingsPatch(json);
  if (typeof patch === 'string') return refused(400, patch);
  const unknown = patch.accounts.find(({ id }) => !world.accounts.has(id));
  if (unknown !== undefined) return refused(404, 'No such account');
  applySettings(world, patch);
  return done(world.settings);
}

function reset({ replaceWorld }: AdminScope): AdminReply {
  replaceWorld();
  return done();
}

/** A store by its id or by its name, which the path may have escaped. */
function findStore({ accounts }: World, params: Params): Store | undefined {
  const wanted = params['store'] ?? '';
  const stores = accounts.get(params['account'] ?? '')?.stores ?? new Map<string, Store>();
  return [...stores.values()].find(({ id, name }) => id === wanted || encodeURIComponent(name) === wanted);
}
