import { expect, it } from 'vitest';
import { globalCredential } from './emulated-store.ts';
import { envelopeOf, refusalOf, respondJson, startFaultServer, type Respond } from '../support/fault-server.ts';
import { account, change, connectTo } from './test-edge.ts';

const invalidToken = refusalOf(1000, 'Invalid API Token');
const active = envelopeOf({ id: 'x', status: 'active', expires_on: '2027-01-01T00:00:00Z' });

/** Knows the token at one page, or at none. */
const knowsTokenAt =
  (page: string): Respond =>
  ({ url }, response) =>
    url === page ? respondJson(response, 200, active) : respondJson(response, 401, invalidToken);

const accountPage = `/accounts/${account}/tokens/verify`;

it('asks about a user’s token at the user’s page alone', async () => {
  const server = await startFaultServer(knowsTokenAt('/user/tokens/verify'));
  expect(await connectTo({ baseUrl: server.url }).verify(account, change)).toEqual({
    ok: true,
    value: { status: 'active', expiresOn: '2027-01-01T00:00:00Z' },
  });
  expect(server.seen).toHaveLength(1);
});

it('asks about an account’s token at the account’s page when the user’s page refuses it', async () => {
  const server = await startFaultServer(knowsTokenAt(accountPage));
  expect(await connectTo({ baseUrl: server.url }).verify(account, change)).toMatchObject({ ok: true });
  expect(server.seen.map(({ url }) => url)).toEqual(['/user/tokens/verify', accountPage]);
});

it('is Unauthenticated when both pages refuse the token', async () => {
  const server = await startFaultServer(knowsTokenAt('/nowhere'));
  expect(await connectTo({ baseUrl: server.url }).verify(account, change)).toMatchObject({
    ok: false,
    failure: { kind: 'Unauthenticated' },
  });
});

it('leaves out the end of a token that has none', async () => {
  const server = await startFaultServer((_, response) =>
    respondJson(response, 200, envelopeOf({ status: 'disabled' })),
  );
  const answer = await connectTo({ baseUrl: server.url }).verify(account, change);
  expect(answer).toStrictEqual({ ok: true, value: { status: 'disabled' } });
});

it('asks nobody about a global API key', async () => {
  const server = await startFaultServer(knowsTokenAt('/nowhere'));
  const client = connectTo({ baseUrl: server.url, credential: globalCredential });
  expect(await client.verify(account, change)).toEqual({ ok: true, value: undefined });
  expect(server.seen).toEqual([]);
});
