import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { emulatorOptions } from '../../src/cli/emulator-options.ts';

/** Sends one call with the emulator's own token, reads all of the answer, and gives its text. Rejects unless it is a 2xx. */
export type Client = (method: string, path: string, body?: unknown) => Promise<string>;

/** A bare client with connections that are kept: what it costs itself should not be seen. */
export function openClient(baseUrl: string): Readonly<{ call: Client; close: () => void }> {
  const agent = new Agent({ keepAlive: true });
  const headers = { authorization: `Bearer ${emulatorOptions.token.default}` };
  const call: Client = (method, path, body) =>
    new Promise((resolve, reject) => {
      const sent = request(`${baseUrl}${path}`, { method, headers, agent }, (response) => {
        const { statusCode = 0 } = response;
        const refusal = new Error(`${method} ${path}: HTTP ${String(statusCode)}`);
        text(response).then((answer) => (statusCode < 300 ? resolve(answer) : reject(refusal)), reject);
      });
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  return { call, close: () => agent.destroy() };
}
