import type { Port } from '../../../src/protocol/wire.ts';

/** Two ends of a wire in memory. What is sent arrives later, as a copy, as between threads. */
export function wirePair<Down, Up>(): readonly [Port<Down, Up>, Port<Up, Down>] {
  const toWorker = new Set<(message: Down) => void>();
  const toHost = new Set<(message: Up) => void>();
  const deliver = <M>(message: M, to: ReadonlySet<(message: M) => void>): void => {
    const copy = structuredClone(message);
    setImmediate(() => {
      for (const receive of to) receive(copy);
    });
  };
  const listenTo = <M>(all: Set<(message: M) => void>, receive: (message: M) => void): { dispose(): void } => {
    all.add(receive);
    return { dispose: () => void all.delete(receive) };
  };
  return [
    { send: (message) => deliver(message, toHost), listen: (receive) => listenTo(toWorker, receive) },
    { send: (message) => deliver(message, toWorker), listen: (receive) => listenTo(toHost, receive) },
  ];
}
