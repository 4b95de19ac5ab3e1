import http from 'node:http';
import https from 'node:https';
import { createInterface } from 'node:readline';

/**
 * What must be done for a changed Secret and nothing else: a watch of metadata, a GET of the Secret that it shows, a PATCH. No
 * cache, no decision, no status, no failure that is met. However good a program is, on this machine it is not faster.
 *
 * It is told what to do by one message, and says `Watching` when it does it.
 */
export interface BareTask {
  readonly server: string;
  readonly ca: string;
  readonly kubeToken: string;
  readonly namespace: string;
  /** Of the store's secrets, at the emulator. */
  readonly secretsUrl: string;
  readonly apiToken: string;
  /** The id at Cloudflare, by the name of the Secret. */
  readonly ids: Readonly<Record<string, string>>;
}

interface Event {
  readonly type: string;
  readonly object: { readonly metadata: { readonly name: string } };
}

function watch({ server, ca, kubeToken, namespace, secretsUrl, apiToken, ids }: BareTask): void {
  const path = `/api/v1/namespaces/${namespace}/secrets`;
  const agent = new https.Agent({ keepAlive: true, ca });
  const cloudflare = new http.Agent({ keepAlive: true });
  const headers = { authorization: `Bearer ${kubeToken}` };

  const patch = (id: string, value: string): void => {
    const body = JSON.stringify({ value });
    http
      .request(`${secretsUrl}/${id}`, {
        method: 'PATCH',
        agent: cloudflare,
        headers: {
          authorization: `Bearer ${apiToken}`,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        },
      })
      .on('response', (response) => response.resume())
      .end(body);
  };

  const push = (name: string, id: string): void => {
    https.get(`${server}${path}/${name}`, { agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { data } = JSON.parse(Buffer.concat(chunks).toString()) as { data: { value: string } };
        patch(id, Buffer.from(data.value, 'base64').toString());
      });
    });
  };

  const accept = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1';
  https.get(
    `${server}${path}?watch=true`,
    { agent: new https.Agent({ ca }), headers: { ...headers, accept } },
    (response) => {
      process.send?.('Watching');
      createInterface(response).on('line', (line) => {
        const { type, object } = JSON.parse(line) as Event;
        const id = ids[object.metadata.name];
        if (type === 'MODIFIED' && id !== undefined) push(object.metadata.name, id);
      });
    },
  );
}

process.once('message', watch);
process.on('disconnect', () => process.exit());
