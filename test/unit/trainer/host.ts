import type { FromTrainer, ToTrainer, TrainingSetup } from '../../../src/protocol/training.ts';
import type { Port } from '../../../src/protocol/wire.ts';
import { serveTraining } from '../../../src/trainer/session/session.ts';
import { until } from '../../support/until.ts';
import { setupOf } from './setupOf.ts';
import { wirePair } from './wirePair.ts';

type Kind = FromTrainer['type'];
type Message<K extends Kind> = Extract<FromTrainer, { type: K }>;

/** A host of training sessions that remembers everything it was sent. */
export class Host {
  readonly seen: FromTrainer[] = [];
  private readonly port: Port<FromTrainer, ToTrainer>;
  private run = 0;

  constructor(port?: Port<FromTrainer, ToTrainer>) {
    if (port) this.port = port;
    else {
      const [worker, host] = wirePair<ToTrainer, FromTrainer>();
      serveTraining(worker, setImmediate);
      this.port = host;
    }
    this.port.listen((message) => this.seen.push(message));
  }

  start(text: string, changes: Partial<TrainingSetup> = {}): number {
    this.run++;
    this.port.send({ type: 'start', run: this.run, setup: setupOf(text, changes) });
    return this.run;
  }

  send(type: 'pause' | 'resume' | 'step' | 'stop', run = this.run): void {
    this.port.send({ type, run });
  }

  sweep(): void {
    this.port.send({ type: 'sweep', run: this.run });
  }

  stopSweep(): void {
    this.port.send({ type: 'stopSweep', run: this.run });
  }

  look(view: Extract<ToTrainer, { type: 'look' }>['views'][number], step?: number, variant = 0): void {
    this.port.send({ type: 'look', run: this.run, variant, views: [view], ...(step === undefined ? {} : { step }) });
  }

  /** Does something the moment the first message of a kind comes. */
  onFirst(type: Kind, act: () => void): void {
    const listening = this.port.listen((message) => {
      if (message.type !== type) return;
      listening.dispose();
      act();
    });
  }

  all<K extends Kind>(type: K, run = this.run): Message<K>[] {
    return this.seen.filter((message): message is Message<K> => message.type === type && message.run === run);
  }

  /** The first message of a kind that passes, as soon as it has come. */
  next<K extends Kind>(
    type: K,
    passes: (message: Message<K>) => boolean = () => true,
    run = this.run,
  ): Promise<Message<K>> {
    return until(`a message ${type}`, () => this.all(type, run).find(passes));
  }

  ended(run = this.run): Promise<Message<'ended'>> {
    return this.next('ended', () => true, run);
  }
}
