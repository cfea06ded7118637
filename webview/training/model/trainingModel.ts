import { batch, computed, type Signal, signal } from '@preact/signals';
import { Trail } from '../../../src/core/base/trail.ts';
import type {
  FromTrainer,
  Progress,
  RunDescription,
  RunSettingView,
  Sweep,
  ToTrainingPanel,
  TrainingPanelState,
  Variant,
} from '../../../src/protocol/training.ts';
import { type ViewData, type ViewName, viewNames } from '../../../src/protocol/views.ts';
import { fromWire, unreachable } from '../../../src/protocol/wire.ts';
import { Curve } from './curve.ts';
import { endAdvice } from './runWords.ts';
import { stylesOf } from './seedGroups.ts';
import type { VariantRun } from './variantRun.ts';

const WINDOW = 5000;

/** How fast updates are made by the clock on the wall, over the last few seconds without a pause. */
export class Pace {
  private notes: { readonly time: number; readonly steps: number }[] = [];

  note(steps: number, time = performance.now()): void {
    this.notes.push({ time, steps });
    const keep = this.notes.findIndex((note) => time - note.time <= WINDOW);
    if (keep > 0) this.notes.splice(0, keep);
  }

  forget(): void {
    this.notes = [];
  }

  /** Updates in a second; undefined until there is something to go by. */
  perSecond(): number | undefined {
    const [first] = this.notes;
    const last = this.notes.at(-1);
    if (!first || !last || last.time - first.time < 300 || last.steps <= first.steps) return undefined;
    return (1000 * (last.steps - first.steps)) / (last.time - first.time);
  }
}

export interface SeenView<D extends ViewData = ViewData> {
  readonly variant: number;
  readonly step: number;
  readonly data: D;
}

type DataOf<V extends ViewName> = Extract<ViewData, { view: V }>;
type Views = { readonly [V in ViewName]: Signal<SeenView<DataOf<V>> | undefined> };

/** Everything known about the run that the panel shows, fed by the host's messages alone. */
export class TrainingModel {
  readonly run = signal(0);
  readonly uri = signal('');
  readonly status = signal<TrainingPanelState['status']>('none');
  readonly description = signal<RunDescription | undefined>(undefined);
  readonly variants = signal<readonly VariantRun[]>([]);
  readonly hints = signal<readonly string[]>([]);
  /** The map of lr × β, as far as it has been swept. */
  readonly sweep = signal<Sweep | undefined>(undefined);
  readonly notice = signal('');
  /** Numbers of the text that can be changed from here. */
  readonly settings = signal<readonly RunSettingView[]>([]);
  /** Why a run ended before it began. */
  readonly refusal = signal('');
  /** Counts changes inside the variants: at most one a frame. */
  readonly revision = signal(0);
  readonly views = Object.fromEntries(viewNames.map((name) => [name, signal(undefined)])) as Views;
  readonly live = computed(() => this.status.value === 'running' || this.status.value === 'paused');
  /** The variant whose updates have most to tell: the one that remembers longest. */
  readonly telling = computed(() => {
    const betas = this.variants.value.map(({ variant }) => Number(variant.options.momentum ?? 0));
    return Math.max(0, betas.indexOf(Math.max(0, ...betas)));
  });
  readonly pace = new Pace();
  private scheduled = false;

  receive(message: ToTrainingPanel): void {
    batch(() => {
      switch (message.type) {
        case 'state':
          this.replace(message.state);
          return;
        case 'event':
          this.happened(message.event);
          return;
        case 'notice':
          this.notice.value = message.text;
          return;
        case 'settings':
          this.settings.value = message.settings;
          return;
        default:
          return unreachable(message);
      }
    });
  }

  private replace(state: TrainingPanelState): void {
    this.begin(state.run, state.description);
    this.uri.value = state.uri;
    this.status.value = state.status;
    this.hints.value = state.hints;
    this.sweep.value = state.sweep;
    for (const progress of state.curves) this.grow(progress);
    if (state.ended) this.end(state.ended);
  }

  private begin(run: number, description: RunDescription | undefined): void {
    this.run.value = run;
    this.description.value = description;
    const variants = description?.variants ?? [];
    const styles = stylesOf(variants);
    this.variants.value = variants.map((variant, index) =>
      freshVariant(variant, index, styles[index] ?? index, description?.trainingRows ?? 0),
    );
    this.hints.value = [];
    this.sweep.value = undefined;
    this.notice.value = '';
    this.refusal.value = '';
    this.pace.forget();
    for (const view of Object.values(this.views)) view.value = undefined;
    this.changed();
  }

  private happened(event: FromTrainer): void {
    if (event.run < this.run.value) return;
    // Only `started` brings a new run, and `ended` one that could not start; what an older one still says is dropped.
    if (event.type === 'ended' && event.run > this.run.value) this.begin(event.run, undefined);
    if (event.type !== 'started' && event.run !== this.run.value) return;
    switch (event.type) {
      case 'started':
        this.begin(event.run, event.description);
        this.status.value = 'running';
        return;
      case 'progress':
        this.grow(event.progress);
        this.pace.note(this.variants.value.reduce((sum, { step }) => sum + step, 0));
        return;
      case 'paused':
        this.status.value = 'paused';
        this.pace.forget();
        // One step may bring no point of the thinned curve, and is still seen to be made.
        for (const variant of this.variants.value) if (!variant.end) variant.step = Math.max(variant.step, event.step);
        this.changed();
        return;
      case 'resumed':
        this.status.value = 'running';
        this.pace.forget();
        return;
      case 'hint':
        this.hints.value = [...this.hints.value, event.text];
        return;
      case 'sweep':
        this.sweep.value = event.sweep;
        return;
      case 'view':
        this.saw(event);
        return;
      case 'parameters': {
        const variant = this.variants.value[event.variant];
        if (variant) variant.parameters = event.parameters;
        this.changed();
        return;
      }
      case 'ended':
        this.end(event);
        return;
      default:
        unreachable(event);
    }
  }

  private grow(progress: Progress): void {
    const variant = this.variants.value[progress.variant];
    if (!variant) return;
    variant.step = progress.step;
    variant.epoch = progress.epoch;
    variant.samplesPerSecond = progress.samplesPerSecond;
    for (const point of progress.points) {
      variant.loss.append(point.step, fromWire(point.loss));
      for (const of of ['validation', 'metric', 'test'] as const) {
        const value = point[of];
        if (value !== undefined) variant[of].append(point.step, fromWire(value));
      }
      if (variant.rough && point.training !== undefined) {
        variant.training.append(point.step, fromWire(point.training));
        variant.sampled = point.sampled;
      }
      if (point.lr !== undefined) variant.lr.append(point.step, point.lr);
    }
    if (progress.clipped !== undefined) variant.clipped = progress.clipped;
    for (const [step, x, y] of progress.trajectory ?? []) variant.trail.append(step, x, y);
    this.changed();
  }

  private saw({ variant, step, data }: Extract<FromTrainer, { type: 'view' }>): void {
    const target: Signal<SeenView | undefined> = this.views[data.view];
    target.value = { variant, step, data };
  }

  private end({ ends }: Extract<FromTrainer, { type: 'ended' }>): void {
    this.status.value = 'ended';
    const reason = ends.map(({ end }) => endAdvice(end)).find((advice) => advice !== undefined);
    if (this.variants.value.length === 0) this.refusal.value = reason ?? '';
    for (const { variant: index, steps, end, parameters, standing, best } of ends) {
      const variant = this.variants.value[index];
      if (!variant) continue;
      variant.step = Math.max(variant.step, steps);
      variant.end = end;
      variant.parameters = parameters;
      variant.standing = standing;
      variant.best = best;
    }
    this.changed();
  }

  /** Many messages, one redraw. A timer, because a hidden page gets no frames and would never be told. */
  private changed(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setTimeout(() => {
      this.scheduled = false;
      this.revision.value++;
    }, 16);
  }
}

function freshVariant(variant: Variant, index: number, style: number, rows: number): VariantRun {
  const loss = new Curve();
  const rough = typeof variant.options.batch === 'number' && variant.options.batch < rows;
  return {
    index,
    variant,
    style,
    loss,
    rough,
    training: rough ? new Curve() : loss,
    validation: new Curve(),
    metric: new Curve(),
    test: new Curve(),
    lr: new Curve(),
    sampled: undefined,
    clipped: undefined,
    standing: undefined,
    best: undefined,
    trail: new Trail(),
    step: 0,
    epoch: 0,
    samplesPerSecond: 0,
    end: undefined,
    parameters: [],
  };
}
