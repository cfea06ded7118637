import type { ConnectionStrategy, Message } from 'vscode-languageserver';

interface Asked extends Message {
  readonly id?: number | string | null;
}

const REQUEST_CANCELLED = -32800;

/** A request that is withdrawn before its turn has come is answered at once and never computed. */
export const cancelled: ConnectionStrategy = {
  cancelUndispatched: (message: Asked) => ({
    jsonrpc: '2.0',
    id: message.id ?? null,
    error: { code: REQUEST_CANCELLED, message: 'withdrawn' },
  }),
};
