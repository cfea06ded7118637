/**
 * Tools as a server of the Model Context Protocol. A bundle of its own: only it needs the protocol's packages. Who has the texts
 * answers: the command line from files, the extension from what is open.
 */
import type { Readable, Writable } from 'node:stream';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import type { Toolbox } from '../protocol/language.ts';

/** Serves until the client closes the streams. */
export async function serveMcp({ version, tools, use }: Toolbox, input: Readable, output: Writable): Promise<void> {
  const server = new Server({ name: 'backprop-tutor', version }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.map(({ inputSchema, ...tool }) => ({
      ...tool,
      inputSchema: { ...inputSchema, required: [...inputSchema.required] },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => ({
    content: [{ type: 'text', text: await use(params.name, params.arguments ?? {}) }],
  }));
  const closed = new Promise<void>((resolve) => {
    server.onclose = resolve;
    input.once('close', resolve).once('end', resolve);
  });
  await server.connect(new StdioServerTransport(input, output));
  await closed;
}
