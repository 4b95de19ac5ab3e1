import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  envelopeOf,
  listenOnLoopback,
  respondJson,
  startFaultServer,
  type SeenRequest,
} from '../support/fault-server.ts';
import { loopbackCertificate, trust } from '../support/loopback-certificate.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { account, change, connectTo, tokenText } from './test-edge.ts';

const quotaBody = envelopeOf({ secrets: { quota: 100, usage: 3 } });
const quotaAnswer = { ok: true, value: { limit: 100, used: 3 } };

interface TlsServer {
  readonly url: string;
  readonly cert: string;
  readonly connections: () => number;
}

async function startTlsServer(): Promise<TlsServer> {
  const { key, cert } = loopbackCertificate();
  let connections = 0;
  const server = https.createServer({ key, cert }, (_, response) => respondJson(response, 200, quotaBody));
  server.on('secureConnection', () => (connections += 1));
  return { url: await listenOnLoopback(server, 'https'), cert, connections: () => connections };
}

interface Proxy {
  readonly url: string;
  /** Everything that the proxy itself could read. */
  readonly seen: readonly Pick<SeenRequest, 'method' | 'url' | 'headers'>[];
}

/** Opens every tunnel that it is asked for, or answers `refusal` instead. */
async function startTunnelProxy(refusal?: string): Promise<Proxy> {
  const seen: Pick<SeenRequest, 'method' | 'url' | 'headers'>[] = [];
  const server = http.createServer();
  server.on('connect', ({ method = '', url = '', headers }: http.IncomingMessage, socket: net.Socket) => {
    seen.push({ method, url, headers });
    socket.on('error', () => undefined);
    if (refusal !== undefined) {
      socket.end(refusal);
      return;
    }
    const { hostname, port } = new URL(`http://${url}`);
    const target = net.connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    target.on('error', () => socket.destroy());
    socket.on('close', () => target.destroy());
  });
  return { url: await listenOnLoopback(server), seen };
}

/** Accepts connections and says nothing. */
async function startSilentServer(onConnection: () => void): Promise<string> {
  const sockets: net.Socket[] = [];
  const server = net.createServer((socket) => {
    sockets.push(socket);
    onConnection();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `https://127.0.0.1:${String((server.address() as net.AddressInfo).port)}`;
}

describe('TLS', () => {
  it('talks to a server whose certificate is trusted, over one connection', async () => {
    const server = await startTlsServer();
    trust(server.cert);
    const client = connectTo({ baseUrl: server.url });
    expect(await client.quota(account, change)).toEqual(quotaAnswer);
    expect(await client.quota(account, change)).toEqual(quotaAnswer);
    expect(server.connections()).toBe(1);
  });

  it('sends nothing to a server whose certificate is not trusted', async () => {
    const server = await startTlsServer();
    expect(await connectTo({ baseUrl: server.url }).createStore(account, 'x', change)).toEqual({
      ok: false,
      failure: { kind: 'Unavailable', detail: 'certificate not trusted', processed: 'No' },
    });
  });

  it('gives up a handshake that nobody answers, and knows that nothing was sent', async () => {
    const clock = new ManualClock();
    const url = await startSilentServer(() => clock.advance(10_000));
    const answer = await connectTo({ baseUrl: url, clock }).createStore(account, 'x', change);
    expect(answer).toEqual({
      ok: false,
      failure: { kind: 'Unavailable', detail: 'no connection in time', processed: 'No' },
    });
  });
});

describe('a TLS connection that is reused', () => {
  it('stands from the start: its call has all the time it needs, and may have been processed', async () => {
    const clock = new ManualClock();
    const { key, cert } = loopbackCertificate();
    trust(cert);
    const server = https.createServer({ key, cert }, ({ method }, response) => {
      if (method === 'GET') respondJson(response, 200, quotaBody);
      else clock.advance(30_000);
    });
    const baseUrl = await listenOnLoopback(server, 'https');
    const client = connectTo({ baseUrl, clock });
    expect(await client.quota(account, change)).toEqual(quotaAnswer);
    expect(await client.createStore(account, 'x', change)).toEqual({
      ok: false,
      failure: { kind: 'Unavailable', detail: 'timed out', processed: 'Maybe' },
    });
  });
});

describe('a proxy of the environment', () => {
  it('tunnels HTTPS, sees no token, and one tunnel serves many calls', async () => {
    const server = await startTlsServer();
    trust(server.cert);
    const proxy = await startTunnelProxy();
    const proxyUrl = proxy.url.replace('//', '//user:pass%40word@');
    const client = connectTo({ baseUrl: server.url, proxyEnvironment: { HTTPS_PROXY: proxyUrl } });
    expect(await client.quota(account, change)).toEqual(quotaAnswer);
    expect(await client.quota(account, change)).toEqual(quotaAnswer);
    expect(proxy.seen.map(({ method, url }) => `${method} https://${url}`)).toEqual([`CONNECT ${server.url}`]);
    expect(proxy.seen[0]?.headers['proxy-authorization']).toBe(
      `Basic ${Buffer.from('user:pass@word').toString('base64')}`,
    );
    expect(JSON.stringify(proxy.seen)).not.toContain(tokenText);
    expect(server.connections()).toBe(1);
  });

  it('is told in lower case as well', async () => {
    const server = await startTlsServer();
    trust(server.cert);
    const proxy = await startTunnelProxy();
    const client = connectTo({ baseUrl: server.url, proxyEnvironment: { https_proxy: proxy.url } });
    expect(await client.quota(account, change)).toEqual(quotaAnswer);
    expect(proxy.seen).toHaveLength(1);
  });

  it('is left out for the hosts of NO_PROXY', async () => {
    const server = await startTlsServer();
    trust(server.cert);
    const proxy = await startTunnelProxy();
    const client = connectTo({
      baseUrl: server.url,
      proxyEnvironment: { HTTPS_PROXY: proxy.url, NO_PROXY: 'example.com,127.0.0.1' },
    });
    expect(await client.quota(account, change)).toEqual(quotaAnswer);
    expect(proxy.seen).toEqual([]);
  });

  it('that refuses the tunnel makes the call Unavailable and surely not processed', async () => {
    const server = await startTlsServer();
    const proxy = await startTunnelProxy('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    const client = connectTo({ baseUrl: server.url, proxyEnvironment: { HTTPS_PROXY: proxy.url } });
    expect(await client.createStore(account, 'x', change)).toEqual({
      ok: false,
      failure: { kind: 'Unavailable', detail: 'the proxy refused', processed: 'No' },
    });
    expect(server.connections()).toBe(0);
  });

  it('forwards plain HTTP', async () => {
    const proxy = await startFaultServer((_, response) => respondJson(response, 200, quotaBody));
    const client = connectTo({
      baseUrl: 'http://api.invalid/client/v4',
      proxyEnvironment: { HTTP_PROXY: proxy.url },
    });
    expect(await client.quota(account, change)).toEqual(quotaAnswer);
    expect(proxy.seen[0]?.url).toBe(`http://api.invalid/client/v4/accounts/${account}/secrets_store/quota`);
  });
});
