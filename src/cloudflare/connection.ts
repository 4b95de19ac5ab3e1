import http from 'node:http';
import https from 'node:https';
import { TLSSocket } from 'node:tls';
import type { Socket } from 'node:net';
import type { Clock } from '../runtime/clock.ts';
import type { Fence } from '../runtime/fence.ts';

/** What is known about one request's way to Cloudflare. */
export interface Connection {
  /** Until this is true no byte of the request has left: whatever failed, Cloudflare did not act. */
  established: boolean;
}

/** The one function that axios asks of its `transport` option. */
interface NodeTransport {
  readonly request: (
    options: https.RequestOptions,
    onResponse: (response: http.IncomingMessage) => void,
  ) => http.ClientRequest;
}

export interface Departure {
  readonly clock: Clock;
  /** From the moment the connection begins: waiting for a free connection of the agent does not count. */
  readonly connectLimitMs: number;
  /** Asked when a connection is there for the request, and nothing has left by it. */
  readonly fence: Fence;
}

/**
 * Node's own http and https, where the connection reports when it stands. When it takes too long, the request ends with the
 * code ETIMEDOUT, as the kernel would end it after two minutes. A request that meets a closed fence ends, and never leaves.
 */
export function watchedTransport(connection: Connection, departure: Departure): NodeTransport {
  return {
    request: (options, onResponse) => {
      const isTls = options.protocol === 'https:';
      const request = isTls ? https.request(options, onResponse) : http.request(options, onResponse);
      request.once('socket', (socket) => watchSocket(request, socket, { connection, departure }));
      return request;
    },
  };
}

function watchSocket(
  request: http.ClientRequest,
  socket: Socket,
  { connection, departure }: { readonly connection: Connection; readonly departure: Departure },
): void {
  const { clock, connectLimitMs, fence } = departure;
  const leave = (): void => {
    if (fence.isOpen) connection.established = true;
    else request.destroy(new Error('the fence is closed'));
  };
  if (isEstablished(socket)) return leave();
  const cancelTimer = clock.setTimer(connectLimitMs, () => {
    request.destroy(Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' }));
  });
  socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
    cancelTimer();
    leave();
  });
  request.once('close', cancelTimer);
}

/**
 * Whether a request may leave now. The other side's Finished message ends a TLS handshake, and Node has none before
 * (documentation of tls.TLSSocket); `getProtocol()` names a version before the first byte was sent (seen with Node 20 and 24).
 */
const isEstablished = (socket: Socket): boolean =>
  socket instanceof TLSSocket ? socket.getPeerFinished() !== undefined : !socket.connecting;
