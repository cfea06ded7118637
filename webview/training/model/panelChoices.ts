import { effect, type Signal, signal } from '@preact/signals';

/** What the reader chose to look at. It outlives a reload of the window and a hidden panel. */
export class PanelChoices {
  /** The variant that the detailed views show. */
  readonly variant = signal(0);
  /** The reader chose it; until then it is the one that shows most. */
  readonly chosen = signal(false);
  readonly hiddenVariants = signal<readonly string[]>([]);
  readonly logarithmic = signal(true);
  /** Undefined: smoothed where minibatches make the curve rough. */
  readonly smoothing = signal<number | undefined>(undefined);
  readonly tables = signal<readonly string[]>([]);
  readonly parameter = signal('');
  /** −1: none was chosen, and the trainer chose `telling`. */
  readonly entry = signal(-1);
  /** The entry that moved most when this run was first looked at; −1 before. */
  readonly telling = signal(-1);
  readonly branchMomentum = signal('0.9');
  /** The run that `travel` is about. */
  readonly run = signal(0);
  /** The run whose kept step has been shown. */
  readonly settled = signal(0);
  /** The recorded step that every view shows; undefined: the present one. */
  readonly travel = signal<number | undefined>(undefined);

  constructor(saved: unknown, save: (state: unknown) => void) {
    const stored: Record<string, unknown> = typeof saved === 'object' && saved !== null ? { ...saved } : {};
    const keep = [
      bind('variant', this.variant, isCount),
      bind('chosen', this.chosen, isFlag),
      bind('hiddenVariants', this.hiddenVariants, isTexts),
      bind('logarithmic', this.logarithmic, isFlag),
      bind(
        'smoothing',
        this.smoothing,
        (value) => value === undefined || (typeof value === 'number' && value >= 0 && value < 1),
      ),
      bind('tables', this.tables, isTexts),
      bind('parameter', this.parameter, isText),
      bind('entry', this.entry, (value) => value === -1 || isCount(value)),
      bind('branchMomentum', this.branchMomentum, isText),
      bind('run', this.run, isCount),
      bind('travel', this.travel, (value) => value === undefined || isCount(value)),
    ];
    for (const { restore } of keep) restore(stored);
    effect(() => save(Object.fromEntries(keep.map(({ name, read }) => [name, read()]))));
  }

  /** The entry that is shown: the one chosen, else the one that tells most, else none yet. */
  get shownEntry(): number {
    return this.entry.value >= 0 ? this.entry.value : this.telling.value;
  }

  chooseParameter(name: string): void {
    this.parameter.value = name;
    this.entry.value = -1;
    this.telling.value = -1;
  }

  choose(variant: number): void {
    this.variant.value = variant;
    this.chosen.value = true;
  }

  /** Another run has other steps, and perhaps fewer variants. `telling` is the variant that shows most. */
  belongTo(run: number, { variants, telling }: { readonly variants: number; readonly telling: number }): void {
    if (!this.chosen.peek() || this.variant.peek() >= Math.max(1, variants)) this.variant.value = telling;
    if (this.run.peek() === run) return;
    this.run.value = run;
    this.travel.value = undefined;
    this.telling.value = -1;
  }

  toggleTable(id: string): void {
    this.tables.value = toggled(this.tables.value, id);
  }

  toggleVariant(label: string): void {
    this.hiddenVariants.value = toggled(this.hiddenVariants.value, label);
  }
}

interface Binding {
  readonly name: string;
  restore(stored: Readonly<Record<string, unknown>>): void;
  read(): unknown;
}

function bind<T>(name: string, target: Signal<T>, accepts: (value: unknown) => boolean): Binding {
  return {
    name,
    restore: (stored) => {
      const value = stored[name];
      if (value !== undefined && accepts(value)) target.value = value as T;
    },
    read: () => target.value,
  };
}

const toggled = (list: readonly string[], entry: string): readonly string[] =>
  list.includes(entry) ? list.filter((other) => other !== entry) : [...list, entry];

const isFlag = (value: unknown): boolean => typeof value === 'boolean';
const isText = (value: unknown): boolean => typeof value === 'string';
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
