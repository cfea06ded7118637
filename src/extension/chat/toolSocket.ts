import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Toolbox } from '../../protocol/language.ts';

/**
 * A socket for this user alone, at which the tools are served. The editor wants a program to start, and only the extension has the
 * texts as they are on the screen and the learner's record: the program is a relay between the two.
 */
export class ToolSocket {
  private readonly tools: Toolbox;
  private readonly log: (problem: string) => void;
  private readonly connections = new Set<Socket>();
  private listening:
    | Promise<{ readonly address: string; readonly server: Server; readonly folder: string }>
    | undefined;

  constructor(tools: Toolbox, log: (problem: string) => void) {
    this.tools = tools;
    this.log = log;
  }

  /** Of the socket, which listens from then on. */
  async address(): Promise<string> {
    this.listening ??= this.listen();
    return (await this.listening).address;
  }

  private async listen() {
    // Nobody else may enter the folder. A pipe of Windows has a name instead of a place.
    const folder = await mkdtemp(path.join(tmpdir(), 'backprop-'));
    const address =
      process.platform === 'win32' ? `\\\\.\\pipe\\${path.basename(folder)}` : path.join(folder, 'tools.sock');
    const server = createServer((socket) => void this.serve(socket));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(address, resolve);
    });
    return { address, server, folder };
  }

  private async serve(socket: Socket): Promise<void> {
    this.connections.add(socket);
    socket.on('error', ({ message }) => this.log(`a client of the tools: ${message}`));
    try {
      const { serveMcp } = await import('../../chat/mcp.ts');
      await serveMcp(this.tools, socket, socket);
    } catch (problem) {
      this.log(`the tools cannot be served: ${String(problem)}`);
    }
    socket.destroy();
    this.connections.delete(socket);
  }

  /** Resolves when nothing of it is left. */
  async dispose(): Promise<void> {
    for (const socket of this.connections) socket.destroy();
    await this.listening?.then(
      ({ server, folder }) => {
        server.close();
        return rm(folder, { recursive: true, force: true });
      },
      () => undefined,
    );
  }
}
