import net from 'node:net';
import tls from 'node:tls';
import { nextAnswer } from './next-answer.ts';

/**
 * What must be done for a changed Secret and nothing else: a watch of metadata, a GET of the Secret that it shows, a PATCH. No
 * cache, no decision, no status, no failure that is met; on sockets that stay open, with requests written as text, since any
 * HTTP client costs more. However good a program is, on this machine it is not faster.
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

interface WatchEvent {
  readonly object: { readonly metadata: { readonly name: string } };
}

function watch(task: BareTask): void {
  const { server, ca, kubeToken, namespace, ids } = task;
  const { hostname, port } = new URL(server);
  const path = `/api/v1/namespaces/${namespace}/secrets`;
  const request = (target: string, headers = ''): string =>
    `GET ${path}${target} HTTP/1.1\r\nHost: ${hostname}\r\nAuthorization: Bearer ${kubeToken}\r\n${headers}\r\n`;
  const connect = (): net.Socket => tls.connect({ host: hostname, port: Number(port), ca }).setNoDelay();

  const send = connectToCloudflare(task);
  const reading = connect();
  const asked: string[] = [];
  let answers = '';
  reading.on('data', (chunk) => {
    answers += chunk.toString('latin1');
    for (let answer = nextAnswer(answers); answer !== undefined; answer = nextAnswer(answers)) {
      answers = answers.slice(answer.length);
      const { data } = JSON.parse(answer.body) as { readonly data: { readonly value: string } };
      send(asked.shift() ?? '', Buffer.from(data.value, 'base64').toString());
    }
  });

  const watching = connect();
  let lines = '';
  watching.once('data', () => process.send?.('Watching'));
  watching.on('data', (chunk) => {
    lines += chunk.toString('latin1');
    for (let end = lines.indexOf('\n'); end >= 0; end = lines.indexOf('\n')) {
      const line = lines.slice(0, end);
      lines = lines.slice(end + 1);
      if (!line.startsWith('{"type":"MODIFIED"')) continue;
      const { name } = (JSON.parse(line) as WatchEvent).object.metadata;
      asked.push(ids[name] ?? '');
      reading.write(request(`/${name}`));
    }
  });
  watching.write(request('?watch=true', 'Accept: application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1\r\n'));
}

function connectToCloudflare({ secretsUrl, apiToken }: BareTask): (id: string, value: string) => void {
  const { hostname, port, host, pathname } = new URL(secretsUrl);
  const socket = net.connect(Number(port), hostname).setNoDelay().resume();
  const headers = `Host: ${host}\r\nAuthorization: Bearer ${apiToken}\r\nContent-Type: application/json`;
  return (id, value) => {
    const body = JSON.stringify({ value });
    const length = Buffer.byteLength(body);
    socket.write(`PATCH ${pathname}/${id} HTTP/1.1\r\n${headers}\r\nContent-Length: ${length}\r\n\r\n${body}`);
  };
}

process.once('message', watch);
process.on('disconnect', () => process.exit());
