import type { LogOutputChannel } from 'vscode';
import { t } from '../../core/base/words.ts';
import type {
  FromTrainer,
  FromTrainingPanel,
  Progress,
  ProgressPoint,
  RunDescription,
  RunEnd,
  SavedParameter,
  Sweep,
  ToTrainer,
  TrainingPanelState,
  TrainingSetup,
  Variant,
} from '../../protocol/training.ts';
import { thinnedTrajectory } from '../../protocol/trajectory.ts';
import { endForPanel } from '../host/forPanel.ts';
import type { StartedWorker, TrainingThread } from '../host/platform.ts';

type Log = Pick<LogOutputChannel, 'info' | 'error'>;

export interface RunListeners {
  readonly heard: (event: FromTrainer) => void;
  readonly log: Log;
  readonly trunk?: readonly Progress[];
}

type Ended = Extract<FromTrainer, { type: 'ended' }>;
type RunIntent = Extract<
  FromTrainingPanel,
  { type: 'pause' | 'resume' | 'step' | 'stop' | 'sweep' | 'stopSweep' | 'look' }
>;
export type StepParameters = Extract<FromTrainer, { type: 'parameters' }>;

/** What is answered after the end as well, and the answers. */
const afterwards: ReadonlySet<ToTrainer['type']> = new Set(['look', 'sweep', 'stopSweep']);
const answers: ReadonlySet<FromTrainer['type']> = new Set(['view', 'sweep', 'parameters']);
/** Milliseconds: a worker that says nothing for so long after it was told to stop is given up. */
const STOP_PATIENCE = 900;
/** And so often its pulse is felt while it works. */
const WATCH_EVERY = 100;
/** Points of a curve kept for a panel that opens late; every second one goes when there are more. */
const MOST_POINTS = 4000;

/**
 * One run in a worker of its own. It ends in exactly one way, whatever becomes of the worker. The worker stays after the
 * end, so that the panel can look at the run; it goes when the next one starts.
 */
export class WorkerRun {
  readonly number: number;
  readonly uri: string;
  private readonly worker: TrainingThread;
  private readonly heard: (event: FromTrainer) => void;
  private description: RunDescription | undefined;
  private readonly curves = new Map<number, Progress>();
  private readonly kept = new Map<number, { readonly step: number; readonly parameters: readonly SavedParameter[] }>();
  private readonly hints: string[] = [];
  private ended: Ended | undefined;
  private sweep: Sweep | undefined;
  /** The parameters that were last asked for. */
  private awaited:
    | { readonly variant: number; readonly step: number; readonly use: (found: StepParameters) => void }
    | undefined;
  /** Whether its worker is, or is being ended. */
  private gone = false;
  private paused = false;
  private edited = false;
  private stopping: ReturnType<typeof setTimeout> | undefined;
  private readonly watching: ReturnType<typeof setInterval> | undefined;
  /** Of a branch: the curve before it. */
  private readonly trunk: readonly Progress[];
  /** Why it was told to stop. */
  private why = '';
  private readonly log: Log;
  private report: ((share: number, message: string) => void) | undefined;
  private finish: (() => void) | undefined;

  constructor(
    number: number,
    setup: TrainingSetup,
    { worker, pulse, helpers }: StartedWorker,
    { heard, log, trunk = [] }: RunListeners,
  ) {
    this.number = number;
    this.uri = setup.uri;
    this.heard = heard;
    this.log = log;
    this.trunk = trunk;
    for (const progress of trunk) this.curves.set(progress.variant, progress);
    this.worker = worker;
    if (helpers) helpers.lost = (reason) => this.giveUp(reason);
    this.watching =
      pulse &&
      setInterval(() => {
        if (pulse.tick(WATCH_EVERY)) this.giveUp(t('the trainer no longer answered and was ended'));
      }, WATCH_EVERY);
    this.worker.on('message', (event: FromTrainer) => this.receive(event));
    this.worker.on('error', (problem: Error) => {
      log.error(`training worker: ${problem.stack ?? problem.message}`);
      this.giveUp(
        /memory/i.test(problem.message)
          ? t('the worker ran out of memory: a smaller batch or network needs less')
          : problem.message,
      );
    });
    // process.exit in a worker gives no error event.
    this.worker.on('exit', (code) => this.giveUp(t('the worker ended by itself (code {0})', code)));
    this.worker.on('messageerror', () => this.giveUp(t('the worker sent something that cannot be read')));
    this.tell({ type: 'start', run: number, setup });
  }

  get live(): boolean {
    return this.ended === undefined;
  }

  get ends(): Ended['ends'] {
    return this.ended?.ends ?? [];
  }

  tell(command: ToTrainer): void {
    if (this.live || afterwards.has(command.type)) this.worker.postMessage(command);
  }

  /** Does what the panel asks of the run itself. */
  obey(intent: RunIntent): void {
    const run = this.number;
    if (intent.type === 'stop') this.stop(t('by hand'));
    else if (intent.type === 'look') this.tell({ ...intent, run });
    else this.tell({ type: intent.type, run });
  }

  /** Ends the run. A worker that does not answer is terminated, with the last finite parameters kept. */
  stop(why: string): void {
    if (!this.live || this.stopping) return;
    this.why = why;
    this.tell({ type: 'stop', run: this.number });
    this.stopping = setTimeout(() => {
      this.why = t('{0}; the worker did not answer and was ended', why);
      this.giveUp(this.why, { how: 'cancelled' });
    }, STOP_PATIENCE);
  }

  noteEdit(): void {
    if (this.edited || !this.live) return;
    this.edited = true;
    this.note(t('The text has been edited; this run keeps the text that it began with.'));
  }

  /** Something for the reader to know, said in the panel as long as it shows this run. */
  note(text: string): void {
    this.hints.push(text);
    this.heard({ type: 'hint', run: this.number, text });
  }

  /** The last finite parameters of a variant; empty before the first copy has come. */
  parametersOf(variant: number): readonly SavedParameter[] {
    const end = this.ends.find((one) => one.variant === variant);
    return end?.parameters ?? this.kept.get(variant)?.parameters ?? [];
  }

  /** Parameters and the optimiser's memory at a step go to `use` when the worker has found them, unless others are asked for before. */
  askParameters(variant: number, step: number, use: (found: StepParameters) => void): void {
    this.awaited = { variant, step, use };
    this.tell({ type: 'look', run: this.number, variant, views: [{ view: 'parameters' }], step });
  }

  /** The parameters of a step go to `use`: at once those that the run ended with, any others when the worker has found them. */
  withParameters(variant: number, step: number, use: (parameters: readonly SavedParameter[]) => void): void {
    const present = this.parametersOf(variant);
    if (!this.live && this.stepOfParameters(variant) === step && present.length > 0) use(present);
    else this.askParameters(variant, step, ({ parameters }) => use(parameters));
  }

  /** Of the step that the run ended with, or was at when they were last sent. */
  stepOfParameters(variant: number): number | undefined {
    const end = this.ends.find((one) => one.variant === variant);
    return end?.standing?.step ?? end?.steps ?? this.kept.get(variant)?.step;
  }

  /** The curve of a variant up to a step. */
  curveUntil(variant: number, step: number): Progress | undefined {
    const curve = this.curves.get(variant);
    const rows = this.description?.trainingRows ?? 0;
    const stepsPerEpoch = rows === 0 ? 1 : Math.ceil(rows / Number(this.variantOf(variant)?.options.batch ?? rows));
    return (
      curve && {
        ...curve,
        step,
        epoch: Math.floor(step / stepsPerEpoch),
        points: curve.points.filter((point) => point.step < step),
        ...(curve.trajectory ? { trajectory: curve.trajectory.filter(([at]) => at < step) } : {}),
      }
    );
  }

  /**
   * The variant whose parameters have the lowest loss at the end: on the rows held out, where there are any, else over the
   * training rows. The first where none is known.
   */
  get best(): number {
    const finished = this.ends.filter(({ end }) => end.how === 'done' || end.how === 'cancelled');
    return finished.toSorted((a, b) => rankOfEnd(a) - rankOfEnd(b))[0]?.variant ?? 0;
  }

  labelOf(variant: number): string {
    return labelIn(this.description, variant);
  }

  /** Undefined before the run has started. */
  variantOf(variant: number): Variant | undefined {
    return this.description?.variants[variant];
  }

  /** Reports progress until the run has ended. */
  follow(report: (share: number, message: string) => void): Promise<void> {
    this.report = report;
    return new Promise((resolve) => {
      this.finish = resolve;
      if (!this.live) resolve();
    });
  }

  state(): TrainingPanelState {
    return {
      run: this.number,
      uri: this.uri,
      status: this.live ? (this.paused ? 'paused' : 'running') : 'ended',
      description: this.description,
      curves: [...this.curves.values()],
      ended: this.ended && endForPanel(this.ended),
      hints: this.hints,
      ...(this.sweep ? { sweep: this.sweep } : {}),
    };
  }

  private receive(event: FromTrainer): void {
    if (event.run !== this.number || !this.counts(event)) return;
    switch (event.type) {
      case 'started':
        this.description = event.description;
        this.log.info(`run ${this.number}: ${event.description.engine}`);
        this.heard(event);
        for (const progress of this.trunk) this.heard({ type: 'progress', run: this.number, progress });
        for (const text of this.hints) this.heard({ type: 'hint', run: this.number, text });
        return;
      case 'progress':
        this.collect(event.progress);
        break;
      case 'paused':
        this.paused = true;
        // One step may bring no point of the curve.
        for (const [variant, curve] of this.curves)
          if (curve.step < event.step) this.curves.set(variant, { ...curve, step: event.step });
        break;
      case 'resumed':
        this.paused = false;
        break;
      case 'hint':
        this.hints.push(event.text);
        this.log.info(`run ${this.number}: ${event.text}`);
        break;
      case 'parameters':
        // Those of an earlier step were asked for.
        if (event.step >= (this.kept.get(event.variant)?.step ?? 0))
          this.kept.set(event.variant, { step: event.step, parameters: event.parameters });
        this.heard(event);
        this.hand(event);
        return;
      case 'ended':
        this.end(event);
        return;
      case 'sweep':
        this.sweep = event.sweep;
        break;
      case 'view':
        break;
    }
    this.heard(event);
  }

  private hand(event: StepParameters): void {
    const { awaited } = this;
    if (!event.memory || awaited?.step !== event.step || awaited.variant !== event.variant) return;
    this.awaited = undefined;
    awaited.use(event);
  }

  /** What was still under way when the run ended is not shown any more: a run without a worker is neither running nor paused. */
  private counts(event: FromTrainer): boolean {
    return this.live || (!this.gone && answers.has(event.type));
  }

  private collect(progress: Progress): void {
    const before = this.curves.get(progress.variant);
    const joined = [...(before?.points ?? []), ...progress.points];
    const points = joined.length > MOST_POINTS ? thinned(joined) : joined;
    const path = [...(before?.trajectory ?? []), ...(progress.trajectory ?? [])];
    const trajectory = path.length > MOST_POINTS ? thinnedTrajectory(path, MOST_POINTS / 2) : path;
    this.curves.set(progress.variant, { ...progress, points, ...(trajectory.length > 0 ? { trajectory } : {}) });
    const total = this.description?.totalSteps ?? 0;
    const variants = this.description?.variants.length ?? 1;
    const done = [...this.curves.values()].reduce((sum, { step }) => sum + step, 0);
    const loss = progress.points.at(-1)?.loss;
    if (total > 0)
      this.report?.(
        done / (total * variants),
        typeof loss === 'number'
          ? t(
              'step {0} of {1}, loss {2}',
              progress.step.toLocaleString('en'),
              total.toLocaleString('en'),
              Number(loss.toPrecision(4)),
            )
          : t('step {0} of {1}', progress.step.toLocaleString('en'), total.toLocaleString('en')),
      );
  }

  /** Ends the run at once, because another one takes its place. */
  abandon(): void {
    this.why ||= t('another run was started');
    this.awaited = undefined;
    this.giveUp(this.why, { how: 'cancelled' });
    void this.worker.terminate();
  }

  private giveUp(reason: string, end: RunEnd = { how: 'failed', reason }): void {
    this.gone = true;
    if (this.sweep?.status === 'running') {
      // No sweep goes on without a worker.
      this.sweep = { ...this.sweep, status: 'stopped' };
      this.heard({ type: 'sweep', run: this.number, sweep: this.sweep });
    }
    if (!this.live) return;
    const variants = this.description?.variants.length ?? 1;
    this.end({
      type: 'ended',
      run: this.number,
      ends: Array.from({ length: variants }, (_, variant) => {
        const kept = this.kept.get(variant);
        return { variant, steps: kept?.step ?? 0, end, parameters: kept?.parameters ?? [] };
      }),
    });
    void this.worker.terminate();
  }

  private end(told: Ended): void {
    if (!this.live) return;
    const reason = this.why;
    const explained = told.ends.map((one) =>
      one.end.how === 'cancelled' && reason !== '' ? { ...one, end: { ...one.end, reason } } : one,
    );
    const event = { ...told, ends: explained };
    clearTimeout(this.stopping);
    clearInterval(this.watching);
    this.ended = event;
    this.heard(event);
    this.finish?.();
  }
}

/** `β = 0.99`; empty where the run has no others beside it. */
export function labelIn(description: RunDescription | undefined, variant: number): string {
  const variants = description?.variants ?? [];
  return variants.length > 1 ? (variants[variant]?.label ?? '') : '';
}

/** Lower is better: the validation loss where there is one, else the training loss. */
export function rankOfEnd({ standing }: Ended['ends'][number]): number {
  const loss = standing?.validation ?? standing?.training;
  return typeof loss === 'number' ? loss : Number.POSITIVE_INFINITY;
}

/** Every second point; those with a measurement, while they are not too many, and the last stay. */
function thinned(points: Progress['points']): Progress['points'] {
  const measured = ({ training }: ProgressPoint): boolean => training !== undefined;
  const keeps = points.filter(measured).length < MOST_POINTS / 2;
  return points.filter((point, i) => i % 2 === 0 || i === points.length - 1 || (keeps && measured(point)));
}
