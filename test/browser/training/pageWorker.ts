/// <reference lib="webworker" />
import type { FromTrainer, ToTrainer } from '../../../src/protocol/training.ts';
import { serveTraining } from '../../../src/trainer/session/session.ts';

const soon = new MessageChannel();
const slices: (() => void)[] = [];
soon.port1.onmessage = () => slices.shift()?.();

serveTraining(
  {
    send: (message: FromTrainer) => postMessage(message),
    listen: (receive) => {
      const listener = (event: MessageEvent<ToTrainer>) => receive(event.data);
      addEventListener('message', listener);
      return { dispose: () => removeEventListener('message', listener) };
    },
  },
  (slice) => {
    slices.push(slice);
    soon.port2.postMessage(0);
  },
);
