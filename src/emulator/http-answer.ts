import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Reply } from './envelope.ts';
import type { Delivery } from './fault-delivery.ts';
import { giantBody } from './giant-body.ts';

/** Does to the connection what was decided. A call that hangs does so until the client or the emulator closes it. */
export async function deliverTo(response: ServerResponse, delivery: Delivery): Promise<void> {
  switch (delivery.kind) {
    case 'reply':
      return sendReply(response, delivery.reply);
    case 'truncate':
      return sendHalf(response, delivery.reply);
    case 'giant':
      return sendGiant(response, delivery);
    case 'reset':
      response.socket?.resetAndDestroy();
      return undefined;
    case 'hang':
      return undefined;
    default:
      return delivery satisfies never;
  }
}

export function sendReply(response: ServerResponse, reply: Reply): void {
  response.end(writeHead(response, reply));
}

/** The length of the whole is announced, so the client can know that something is missing. */
function sendHalf(response: ServerResponse, reply: Reply): void {
  const bytes = Buffer.from(writeHead(response, reply));
  response.write(bytes.subarray(0, bytes.length / 2), () => response.socket?.destroy());
}

async function sendGiant(
  response: ServerResponse,
  { reply, bytes }: Extract<Delivery, { kind: 'giant' }>,
): Promise<void> {
  response.writeHead(reply.status, { 'Content-Type': 'application/json', ...reply.headers });
  // The client may stop reading: that is not our fault, and there is nobody left to tell.
  await pipeline(Readable.from(giantBody(bytes)), response).catch(() => undefined);
}

/** Gives the text that is to follow. */
function writeHead(
  response: ServerResponse,
  { status, body, html, text = JSON.stringify(body), headers }: Reply,
): string {
  const content = html ?? text;
  response.writeHead(status, {
    'Content-Type': html === undefined ? 'application/json' : 'text/html; charset=UTF-8',
    'Content-Length': Buffer.byteLength(content),
    ...headers,
  });
  return content;
}
