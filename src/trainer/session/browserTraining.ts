import type { FromTrainer, ToTrainer } from '../../protocol/training.ts';
import { serveTraining } from './session.ts';

/** Serves training in a browser's worker: messages with the number of a run are its own. */
export function serveBrowserTraining(): void {
  const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
  // A browser has no setImmediate, and makes a timer wait for some milliseconds.
  const turns = new MessageChannel();
  const slices: (() => void)[] = [];
  turns.port1.onmessage = () => slices.shift()?.();
  serveTraining(
    {
      send: (message: FromTrainer) => scope.postMessage(message),
      listen(receive) {
        const heard = ({ data }: MessageEvent<ToTrainer>): void => {
          if ('run' in data) receive(data);
        };
        scope.addEventListener('message', heard);
        return { dispose: () => scope.removeEventListener('message', heard) };
      },
    },
    (slice) => {
      slices.push(slice);
      turns.port2.postMessage(null);
    },
  );
}
