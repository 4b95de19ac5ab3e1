import type { IncomingHttpHeaders } from 'node:http';
import { identify, permit, type Identity } from './auth.ts';
import type { LoggedCall } from './call-log.ts';
import { errorAnswer, tooLargeAnswer, type Reply } from './envelope.ts';
import { refuse, type Outcome } from './errors.ts';
import { deliverWithFault, type Delivery } from './fault-delivery.ts';
import type { FaultAction } from './faults.ts';
import { countItems, parseJson } from './json-body.ts';
import type { Operation } from './operation.ts';
import { matchRoute, type Matched } from './path-match.ts';
import { takeRate } from './take-rate.ts';
import { operations } from './routes.ts';
import type { World } from './world.ts';

export type ApiRequest = Readonly<{
  method: string;
  /** Below `/client/v4`. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** Where it came from. */
  address: string;
  /** Undefined if it was larger than the emulator takes. */
  body: Uint8Array | undefined;
}>;

type Call = Readonly<{
  request: ApiRequest;
  matched: Matched<Operation> | undefined;
  identity: Outcome<Identity>;
  json: Outcome<unknown>;
}>;

/** [live] What has another shape is not an id, and Cloudflare cannot route it. */
const isId = (segment: string): boolean => /^[0-9a-f]{32}$/i.test(segment);

/** One call: route, identify, count against the limit, meet a fault or be carried out, and be logged. */
export async function handleApi(world: World, request: ApiRequest): Promise<Delivery> {
  const { accounts, settings, sources } = world;
  const call: Call = {
    request,
    matched: matchRoute(operations, request, isId),
    identity: identify(request.headers, { accounts, settings, nowMs: sources.clock.nowMs() }),
    json: parseJson(request.body ?? new Uint8Array()),
  };
  const rate = takeRate(world, {
    credential: call.identity.ok ? call.identity.value.rateKey : 'nobody',
    address: request.address,
  });
  const accountId = call.matched?.params['account'];
  const action = rate.exceeded ? undefined : world.faults.next({ operation: operationName(call), accountId });
  const perform = () => (rate.exceeded ? errorAnswer({ name: 'throttled' }, settings) : carryOut(world, call));
  const delivery = await deliverWithFault(action, perform, settings);
  world.calls.add(logEntry(world, call, { delivery, action }));
  if (!('reply' in delivery)) return delivery;
  return { ...delivery, reply: { ...delivery.reply, headers: { ...rate.headers, ...delivery.reply.headers } } };
}

const operationName = ({ matched }: Call): string => matched?.route.name ?? 'unknown';

function carryOut(world: World, call: Call): Reply {
  if (call.request.body === undefined) return tooLargeAnswer;
  const outcome = run(world, call);
  return outcome.ok ? outcome.value : errorAnswer(outcome.error, world.settings);
}

function run({ accounts, settings, sources }: World, { request, matched, identity, json }: Call): Outcome<Reply> {
  if (matched === undefined) return refuse('not_routable', `/client/v4${request.path}`);
  const { route, params } = matched;
  const { query } = request;
  if (route.about === 'identity') {
    return route.run({ identity, accounts, nowMs: sources.clock.nowMs(), params, query });
  }
  if (!identity.ok) return identity;
  const accountId = params['account'] ?? '';
  const grant = permit(identity.value, route.permission, { accountId, settings });
  if (!grant.ok) return grant;
  const account = accounts.get(accountId);
  if (account === undefined) return refuse('account_refused');
  return route.run({ account, settings, sources, params, query, json });
}

type Ending = Readonly<{ delivery: Delivery; action: FaultAction | undefined }>;

function logEntry({ sources }: World, call: Call, { delivery, action }: Ending): LoggedCall {
  const { method, path, query } = call.request;
  const reply = 'reply' in delivery ? delivery.reply : undefined;
  const count = countItems(call.json);
  return {
    at: new Date(sources.clock.nowMs()).toISOString(),
    operation: operationName(call),
    method,
    path: `/client/v4${path}`,
    ...(query.size === 0 ? {} : { query: query.toString() }),
    status: reply?.status ?? null,
    ...(reply?.code === undefined ? {} : { code: reply.code }),
    ...(count === undefined ? {} : { count }),
    ...(action === undefined ? {} : { fault: action.kind }),
  };
}
