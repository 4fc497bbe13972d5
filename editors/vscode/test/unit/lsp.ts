// The real server, without an editor.

import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';

/** The program, if the tests are told where it is. */
export const program = process.env['DFLINT'];

export class LspServer {
  /** The messages that a user would see. */
  readonly shown: string[] = [];
  private readonly waiting = new Map<number, (result: unknown) => void>();
  private input = Buffer.alloc(0);
  private id = 0;

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
    child.stdout.on('data', (chunk: Buffer) => this.take(chunk));
  }

  static async start(initializationOptions: object): Promise<LspServer> {
    const server = new LspServer(spawn(program ?? '', ['lsp']));
    await server.request('initialize', { processId: process.pid, capabilities: {}, initializationOptions });
    server.send({ method: 'initialized', params: {} });
    return server;
  }

  request(method: string, params: object): Promise<unknown> {
    const id = ++this.id;
    this.send({ id, method, params });
    return new Promise((resolve) => this.waiting.set(id, resolve));
  }

  end(): void {
    this.child.kill();
  }

  private send(message: object): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  private take(chunk: Buffer): void {
    this.input = Buffer.concat([this.input, chunk]);
    for (;;) {
      const end = this.input.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/i.exec(this.input.subarray(0, Math.max(end, 0)).toString())?.[1]);
      if (end < 0 || this.input.length < end + 4 + length) {
        return;
      }
      const message = JSON.parse(this.input.subarray(end + 4, end + 4 + length).toString());
      this.input = this.input.subarray(end + 4 + length);
      if (message.method === 'window/showMessage') {
        this.shown.push(message.params.message);
      } else if (message.method === undefined) {
        this.waiting.get(message.id)?.(message.result);
      }
    }
  }
}
